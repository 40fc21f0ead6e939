"""The voices and the texts of this installation, bound to its folders."""

from pathlib import Path

from callcenter.settings import Settings
from callcenter.speech.catalog import Catalog, load_catalog
from callcenter.speech.espeak import EspeakVoice
from callcenter.speech.prompts import PromptStudio
from callcenter.wiring.espeak_program import espeak_command

TEXTS = Path(__file__).parents[2] / "ivr_flows" / "prompts"


def catalog_of(settings: Settings) -> Catalog:
    """All texts, with the site's own words filled in. Raises `CatalogError`."""
    return load_catalog(TEXTS, {"centre": settings.city.centre_name})


def studio_of(settings: Settings) -> PromptStudio:
    """Where this installation's announcements are made and kept."""
    catalog = catalog_of(settings)
    folder = settings.data.absolute() / "prompts"
    command = espeak_command()
    voices = {language: EspeakVoice(language, command=command) for language in catalog.languages}
    return PromptStudio(catalog, voices, cache=folder / "cache", recorded=folder / "recorded")
