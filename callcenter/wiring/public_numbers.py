"""The city's own numbers: said in talks and answers, and nobody's secret."""

import re

from callcenter.settings import Settings
from knowledge_base.placeholders import known_placeholders

_NUMBER = re.compile(r"\+?\d[\d -]{2,18}\d")


def public_numbers(settings: Settings) -> frozenset[str]:
    """The hotline and every number among the facts of the articles, as digits."""
    texts = [settings.city.hotline, *known_placeholders().values(), *settings.facts.values()]
    found = (re.sub(r"\D", "", number) for text in texts for number in _NUMBER.findall(text or ""))
    return frozenset(number for number in found if number)
