"""What the voice menu asks at each question, for people who look at its figures."""

from zoneinfo import ZoneInfo

from callcenter.ivr.asking import Asking
from callcenter.ivr.loader import load_book
from callcenter.ivr.prompts import PromptRef
from callcenter.menus.api import Wording
from callcenter.settings import Settings
from callcenter.speech.catalog import Catalog
from callcenter.speech.spoken_values import ValueSpeechError
from callcenter.wiring.prompt_studio import TEXTS, catalog_of

BLANK = "○○"
"""Stands for what differs from caller to caller."""


def menu_wording(settings: Settings) -> Wording:
    """Raises `FlowError` or `CatalogError` when the files cannot be used."""
    book, catalog, zone = load_book(TEXTS.parent), catalog_of(settings), ZoneInfo(settings.city.time_zone)

    def wording(place: str) -> tuple[str, str]:
        name, _, node_name = place.partition("/")
        flow, node = book.get(name), book.node(name, node_name)
        refs = node.prompt if isinstance(node, Asking) else ()
        words = " ".join(_written(catalog, zone, ref) for ref in refs)
        return flow.title if flow else "", words.strip()

    return wording


def _written(catalog: Catalog, zone: ZoneInfo, ref: PromptRef) -> str:
    try:
        prompt = catalog.get(ref.language or "ko", ref.id)
        return prompt.written(dict.fromkeys(prompt.params, BLANK), zone)
    except (KeyError, ValueSpeechError):
        return ""
