"""The word lists of `lexicon/*.yaml`, read once a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

LEXICON = Path(__file__).with_name("lexicon")


class Spelling(BaseModel):
    """One written form for what is said and spelled in many ways (`spelling.yaml`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    abbreviations: dict[str, str]
    units: dict[str, str]
    spellings: dict[str, list[str]]


class Fillers(BaseModel):
    """Words without meaning, by where they may stand (`fillers.yaml`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: list[str]
    anywhere: list[str]
    end: list[str]


class Concepts(BaseModel):
    """Concepts by their part in a question, each with its everyday words (`concepts.yaml`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subjects: dict[str, list[str]]
    aspects: dict[str, list[str]]


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """Spellings, Latin readings and units."""
    return Spelling.model_validate(_read("spelling.yaml"))


@lru_cache(maxsize=1)
def fillers() -> Fillers:
    """Greetings, politeness and endings."""
    return Fillers.model_validate(_read("fillers.yaml"))


@lru_cache(maxsize=1)
def concepts() -> Concepts:
    """Civil-service concepts and the everyday words that mean them."""
    return Concepts.model_validate(_read("concepts.yaml"))


@lru_cache(maxsize=1)
def outside() -> dict[str, list[str]]:
    """Subjects that no city hall answers, and their words."""
    return {subject: [str(word) for word in words] for subject, words in _read("outside.yaml").items()}


def _read(name: str) -> dict[str, Any]:
    data = yaml.load((LEXICON / name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe
    if not isinstance(data, dict):
        raise ValueError(f"{name}: a mapping is expected")
    return data


_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
