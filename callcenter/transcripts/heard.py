"""A recording as it was heard again after the call, before anything of it is masked: only ever in memory."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from callcenter.privacy.utterance import Word


class NotHeardError(Exception):
    """This recording could not be heard; it may go better another time."""


class NobodyHearsError(Exception):
    """There is no recogniser on this machine at all."""


@dataclass(frozen=True, slots=True)
class Version:
    """What one engine understood; `words` may be empty."""

    engine: str
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardUtterance:
    """Seconds from the beginning of the recording; the better engine's version first, at least one."""

    start: float
    end: float
    versions: tuple[Version, ...]


class Hearing(Protocol):
    """Hears one recording of one voice after the other."""

    def hear(self, path: Path) -> Sequence[HeardUtterance] | None:
        """All that is said; None when told to stop. Raises `NotHeardError`, `NobodyHearsError`."""
        ...


HearingOpener = Callable[[Callable[[], bool]], AbstractContextManager[Hearing]]
"""Given who says when to stop; what it needs is there as long as the context."""


class FindingBook(Protocol):
    """Where a recording that was given up is shown (`callcenter.jobs.findings`)."""

    def note(self, kind: str, subject: str, facts: Mapping[str, str | int]) -> bool:
        """Keep one; False when it is known already."""
        ...
