"""Compares what was talked with what was recorded: a recording lost at a transfer must not go unnoticed."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from callcenter.calls.models import Call, QueueVisit, Recording
from callcenter.calls.outcomes import FROM_US
from callcenter.clock import now
from callcenter.storage.database import Database

LOOKED_BACK = timedelta(days=3)
SETTLED = timedelta(minutes=10)
"""A call is looked at when its recording has had this long to be sealed."""
TOLERANCE_SECONDS = 3.0
TOLERANCE_SHARE = 0.02


class FindingBook(Protocol):
    """Where differences are kept (`callcenter.jobs.findings`)."""

    def note(self, kind: str, subject: str, facts: Mapping[str, str | int]) -> bool:
        """Keep one; False when it is known already."""
        ...


class RecordedCheck:
    """Looks at the calls of the last days; each difference is noted once."""

    def __init__(
        self,
        database: Database,
        findings: FindingBook,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._findings = findings
        self._clock = clock

    def compare(self, stopping: Callable[[], bool]) -> dict[str, int]:
        """How many calls were `checked`, and how many new differences `found`."""
        counts = {"checked": 0, "found": 0}
        now = self._clock()
        with self._database.reading() as session:
            calls = session.exec(
                select(Call).where(
                    col(Call.ended_at) >= now - LOOKED_BACK, col(Call.ended_at) <= now - SETTLED
                )
            ).all()
        for call in calls:
            if stopping():
                break
            counts["checked"] += 1
            counts["found"] += self._compare(call)
        return counts

    def _compare(self, call: Call) -> bool:
        with self._database.reading() as session:
            talked = _talked_seconds(session, call)
            recording = session.get(Recording, call.id)
        subject = f"call:{call.id}"
        if not talked:
            return False
        if recording is None:
            return self._findings.note("recording_missing", subject, {"talked": round(talked)})
        missing = talked - recording.seconds
        if missing <= max(TOLERANCE_SECONDS, talked * TOLERANCE_SHARE):
            return False
        facts = {"talked": round(talked), "recorded": round(recording.seconds)}
        return self._findings.note("recording_short", subject, facts)


def _talked_seconds(session: Session, call: Call) -> float:
    """Seconds agents talked with the citizen, holds included; 0 for what is not recorded at all."""
    if call.direction in FROM_US:
        if not call.recording or call.answered_at is None or call.ended_at is None:
            return 0.0
        return (call.ended_at - call.answered_at).total_seconds()
    visits = session.exec(select(QueueVisit).where(QueueVisit.call_id == call.id)).all()
    return sum((v.ended_at - v.answered_at).total_seconds() for v in visits if v.answered_at and v.ended_at)
