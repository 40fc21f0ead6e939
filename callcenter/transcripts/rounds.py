"""Sound files are heard one after the other by a job, each tried some times and then given up.

Cut off anywhere, the next round goes on with what is left.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

import structlog
from sqlmodel import Session

from callcenter.privacy.mute import MuteError
from callcenter.storage.database import Database
from callcenter.transcripts.attempts import MOST_ATTEMPTS, Attempted, begin, settle, take_back
from callcenter.transcripts.heard import FindingBook, Hearing, HearingOpener, NobodyHearsError, NotHeardError

LOOKED_BACK = timedelta(days=7)
PAUSE_WITHOUT_ENGINE = timedelta(hours=1)
LONGEST_RUN = timedelta(minutes=20)
"""Then others have the worker; the job is due again at once."""
HEADER_BYTES = 44
"""A WAV file of this size is empty."""

Item = TypeVar("Item")

log = structlog.get_logger()


class Rounds(ABC, Generic[Item]):
    """One round is one run of the job over all that is due."""

    finding: ClassVar[str]
    """Name of what is found where an item is given up."""
    counted: ClassVar[tuple[str, ...]]
    """What a round counts; the last of it are the failures."""

    def __init__(
        self, database: Database, findings: FindingBook, hearing: HearingOpener, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._findings = findings
        self._hearing = hearing
        self._clock = clock
        self._not_before: datetime | None = None

    def hear(self, stopping: Callable[[], bool]) -> dict[str, int]:
        """For a job: how many of what (`counted`). Raises `NobodyHearsError`; then it pauses."""
        counts = dict.fromkeys(self.counted, 0)
        began = self._clock()
        if self._not_before is not None and began < self._not_before:
            return counts
        with self._hearing(stopping) as hearing:
            for call_id, item in self._due():
                if stopping() or self._clock() - began > LONGEST_RUN:
                    break
                try:
                    self._one(call_id, item, hearing, counts)
                except NobodyHearsError:
                    self._not_before = self._clock() + PAUSE_WITHOUT_ENGINE
                    raise
        return counts

    @abstractmethod
    def _due(self) -> Iterable[tuple[str, Item]]:
        """What is left to hear, by the id of its call, the oldest first."""

    @abstractmethod
    def _row(self, session: Session, call_id: str) -> Attempted:
        """What is remembered of it; made where it is missing."""

    @abstractmethod
    def _work(self, call_id: str, item: Item, hearing: Hearing, counts: dict[str, int]) -> bool:
        """Hear it and keep what was said, counting it; False when told to stop."""

    def _one(self, call_id: str, item: Item, hearing: Hearing, counts: dict[str, int]) -> None:
        with self._database.transaction() as session:
            row = self._row(session, call_id)
            may = begin(row, self._clock())
        if not may:
            # All its attempts were cut off by a crash.
            self._give_up(call_id)
            return
        try:
            if not self._work(call_id, item, hearing, counts):
                self._not_tried(call_id)
        except NobodyHearsError:
            self._not_tried(call_id)
            raise
        except (NotHeardError, MuteError, OSError) as error:
            log.warning(self.finding, call=call_id, error=type(error).__name__, attempt=row.attempts)
            counts[self.counted[-1]] += 1
            if row.attempts >= MOST_ATTEMPTS:
                self._give_up(call_id)

    def _not_tried(self, call_id: str) -> None:
        with self._database.transaction() as session:
            take_back(self._row(session, call_id))

    def _give_up(self, call_id: str) -> None:
        with self._database.transaction() as session:
            settle(self._row(session, call_id), self._clock())
        self._findings.note(self.finding, f"call:{call_id}", {"attempts": MOST_ATTEMPTS})
