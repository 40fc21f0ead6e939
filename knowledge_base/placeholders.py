"""Fills `{{city.name}}` and the like from settings: what differs by city is never written into an article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

KNOWN = Path(__file__).with_name("placeholders.yaml")
PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_.\-]+)\s*\}\}")


class MissingFactError(KeyError):
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
    """Replaces every placeholder by its fact. Raises MissingFactError: a hole is never read to a citizen."""

    def value(match: re.Match[str]) -> str:
        return str(lookup(facts, match.group(1)))

    return PLACEHOLDER.sub(value, text)


def lookup(facts: Mapping[str, Any], name: str) -> object:
    """Finds a dotted name in nested settings, or under the flat dotted key itself."""
    node: Any = facts
    for part in [name] if name in facts else name.split("."):
        if not isinstance(node, Mapping) or part not in node:
            raise MissingFactError(name)
        node = node[part]
    if node is None or isinstance(node, Mapping):
        raise MissingFactError(name)
    return node


def known_placeholders(path: Path = KNOWN) -> dict[str, str]:
    """Names an article may use, with an example each, from a file of sections: `section: {name: {example}}`.

    A missing file means that nothing is known; `lint` then leaves placeholders unjudged.
    """
    if not path.exists():
        return {}
    sections = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {
        name: str(entry.get("example", ""))
        for entries in sections.values()
        for name, entry in entries.items()
    }
