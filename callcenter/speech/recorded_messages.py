"""What the process that hears recordings is asked and answers, a JSON object a line. Needs no engine."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A line."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Engines(Message):
    """The first answer: whose ears there are, and a sentence for each thing that is missing."""

    engines: tuple[str, ...]
    notices: tuple[str, ...] = ()


class Hear(Message):
    """A recording of one voice."""

    path: Path


class HeardWord(Message):
    """Seconds from the recording's beginning."""

    text: str
    start: float
    end: float


class HeardVersion(Message):
    """One engine's."""

    engine: str
    text: str
    words: tuple[HeardWord, ...] = ()


class HeardUtterance(Message):
    """The better engine first."""

    start: float
    end: float
    versions: tuple[HeardVersion, ...]


class Heard(Message):
    """All of a recording, or why not: a sentence."""

    utterances: tuple[HeardUtterance, ...] = ()
    error: str | None = None
