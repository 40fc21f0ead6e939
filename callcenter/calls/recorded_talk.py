"""A finished recording with what the marks of the call say about it: who talked when. And its renewal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlmodel import Session, col, select

from callcenter.calls import wav
from callcenter.calls.models import Call, Direction, Hold, Leg, Recording
from callcenter.calls.retention import part_of
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

Stretch = tuple[float, float]
"""Seconds from the beginning of the recording."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch in which agent and citizen heard each other; `extension` is None where several agents did."""

    start: float
    end: float
    extension: str | None


@dataclass(frozen=True, slots=True)
class RecordedTalk:
    """`began_at` is the instant of the files' second 0. `citizen` is the citizen's voice alone, `heard` what
    the citizen heard: agents, music and announcements; both may be missing on the disk.
    """

    call_id: str
    began_at: datetime
    mixed: Path
    citizen: Path
    heard: Path
    talks: Sequence[Talk]


class RecordedTalks:
    """Reads and renews recordings; any thread."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit

    def finished(self, since: datetime, until: datetime) -> Sequence[str]:
        """Calls whose recording was finished between these instants and is still there, the oldest first."""
        with self._database.reading() as session:
            return session.exec(
                select(Recording.call_id)
                .where(
                    col(Recording.sealed_at) >= since,
                    col(Recording.sealed_at) <= until,
                    col(Recording.deleted_at).is_(None),
                )
                .order_by(col(Recording.sealed_at), col(Recording.call_id))
            ).all()

    def talk(self, call_id: str) -> RecordedTalk | None:
        """None where there is no recording (any more)."""
        with self._database.reading() as session:
            recording, call = session.get(Recording, call_id), session.get(Call, call_id)
            if recording is None or recording.deleted_at is not None or call is None:
                return None
            legs = session.exec(select(Leg).where(Leg.call_id == call_id)).all()
            holds = session.exec(select(Hold).where(Hold.call_id == call_id)).all()
        mixed = Path(recording.path)
        began = _began(call, legs, recording)
        return RecordedTalk(
            call_id,
            began,
            mixed,
            part_of(mixed, "-in"),
            part_of(mixed, "-out"),
            _talks(legs, holds, began, recording.seconds),
        )

    def renew(self, call_id: str, session: Session) -> None:
        """The files were changed by us: their new checksum and size, in the caller's transaction.

        Raises `OSError` or `WavError`.
        """
        row = session.get_one(Recording, call_id)
        path = Path(row.path)
        row.sha256, row.size_bytes = wav.sha256(path), wav.inspect(path).size_bytes
        self._audit.record("recording.mute", f"call:{call_id}", user_id=None, session=session)


def _began(call: Call, legs: Iterable[Leg], recording: Recording) -> datetime:
    """A call to us is recorded from our answer on. One from us is recorded from the first sound of the
    network on, which may come before the answer, and to the end."""
    citizens = [leg for leg in legs if _is_citizen(leg)]
    if call.direction != Direction.INBOUND:
        ends = [leg.ended_at for leg in citizens if leg.ended_at is not None]
        last = max(ends, default=call.ended_at)
        if last is not None:
            return last - timedelta(seconds=recording.seconds)
    answers = [leg.answered_at for leg in citizens if leg.answered_at is not None]
    return min(answers, default=call.answered_at or call.started_at)


def _talks(legs: Iterable[Leg], holds: Iterable[Hold], began: datetime, seconds: float) -> Sequence[Talk]:
    """Where seats and the citizen were up at once, without holds."""

    def stretch(first: datetime, last: datetime | None) -> Stretch:
        end = seconds if last is None else (last - began).total_seconds()
        return max(0.0, (first - began).total_seconds()), min(seconds, end)

    up = [(leg, stretch(leg.answered_at, leg.ended_at)) for leg in legs if leg.answered_at is not None]
    seats = [(leg.extension, found) for leg, found in up if leg.extension is not None]
    citizens = [found for leg, found in up if _is_citizen(leg)]
    away = [stretch(hold.started_at, hold.ended_at) for hold in holds]
    bounds = sorted(
        {edge for _, found in seats for edge in found} | {edge for s in [*citizens, *away] for edge in s}
    )
    talks: list[Talk] = []
    for start, end in pairwise(bounds):
        who = {extension for extension, found in seats if _covers(found, start, end)}
        together = who and any(_covers(found, start, end) for found in citizens)
        if not together or any(_covers(found, start, end) for found in away):
            continue
        extension = next(iter(who)) if len(who) == 1 else None
        if talks and talks[-1].end == start and talks[-1].extension == extension:
            start = talks.pop().start
        talks.append(Talk(start, end, extension))
    return talks


def _covers(stretch: Stretch, start: float, end: float) -> bool:
    return stretch[0] <= start and end <= stretch[1]


def _is_citizen(leg: Leg) -> bool:
    return leg.extension is None and not leg.channel.startswith("Local/")
