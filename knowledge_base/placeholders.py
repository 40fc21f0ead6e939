"""Fills `{{city.name}}` and the like from settings: what differs by city is never written into an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_.\-]+)\s*\}\}")


class MissingFact(KeyError):
    """A placeholder the settings do not fill."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"설정에 '{self.name}' 값이 없습니다."


def placeholders(text: str) -> list[str]:
    """Names of all placeholders in a text, in order, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """Replaces every placeholder by its fact. Raises MissingFact: a hole is never read out to a citizen."""

    def value(match: re.Match[str]) -> str:
        return str(lookup(facts, match.group(1)))

    return PLACEHOLDER.sub(value, text)


def lookup(facts: Mapping[str, Any], name: str) -> object:
    """Finds a dotted name in nested settings, or under the flat dotted key itself."""
    if name in facts:
        return facts[name]
    node: Any = facts
    for part in name.split("."):
        if not isinstance(node, Mapping) or part not in node:
            raise MissingFact(name)
        node = node[part]
    if node is None or isinstance(node, Mapping):
        raise MissingFact(name)
    return node


def flatten(facts: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Every dotted name that nested settings define."""
    for key, value in facts.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{name}.")
        else:
            yield name
