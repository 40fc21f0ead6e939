"""Looking at calls: lists with filters, one call with all its marks, and its recording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from callcenter.calls.models import Call, Hold, Leg, Offer, QueueVisit, Recording
from callcenter.problems import NotFound
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

SORTS = {
    "started_at": col(Call.started_at),
    "ended_at": col(Call.ended_at),
    "queue": col(Call.queue),
    "outcome": col(Call.outcome),
    "extension": col(Call.extension),
}
EXPORT_ROWS = 20_000
ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CallFilter:
    """`live`: only calls that are going on. `waiting`: only calls that stand in a queue now."""

    queue: str | None = None
    outcome: str | None = None
    direction: str | None = None
    extension: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    live: bool = False
    waiting: bool = False
    sort: str = "-started_at"


@dataclass(frozen=True, slots=True)
class CallPage:
    items: Sequence[Call]
    visits: dict[str, list[QueueVisit]]
    """By call id."""
    total: int


@dataclass(frozen=True, slots=True)
class CallDetail:
    call: Call
    legs: Sequence[Leg]
    visits: Sequence[QueueVisit]
    offers: Sequence[Offer]
    holds: Sequence[Hold]
    recording: Recording | None


@dataclass(frozen=True, slots=True)
class CallService:
    database: Database
    audit: AuditLog = field(repr=False)

    def page(self, wanted: CallFilter, page: int, page_size: int) -> CallPage:
        """One page of calls, the newest first unless `sort` says otherwise."""
        with self.database.reading() as session:
            conditions = _conditions(wanted)
            total = session.exec(select(func.count()).select_from(Call).where(*conditions)).one()
            rows = session.exec(
                select(Call)
                .where(*conditions)
                .order_by(_order(wanted.sort), col(Call.id))
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            return CallPage(rows, _visits(session, [row.id for row in rows]), total)

    def detail(self, call_id: str) -> CallDetail:
        """Raises `NotFound`."""
        with self.database.reading() as session:
            call = session.get(Call, call_id)
            if call is None:
                raise NotFound("calls.no_such_call")
            visits = session.exec(
                select(QueueVisit).where(QueueVisit.call_id == call_id).order_by(col(QueueVisit.joined_at))
            ).all()
            ids = [visit.id for visit in visits]
            return CallDetail(
                call=call,
                legs=session.exec(
                    select(Leg).where(Leg.call_id == call_id).order_by(col(Leg.started_at))
                ).all(),
                visits=visits,
                offers=session.exec(
                    select(Offer).where(col(Offer.visit_id).in_(ids)).order_by(col(Offer.started_at))
                ).all(),
                holds=session.exec(
                    select(Hold).where(Hold.call_id == call_id).order_by(col(Hold.started_at))
                ).all(),
                recording=session.get(Recording, call_id),
            )

    def listen(self, call_id: str, user_id: int, reason: str) -> Path:
        """The recording's file, after the look has been written down. Raises `NotFound`."""
        with self.database.reading() as session:
            recording = session.get(Recording, call_id)
        if recording is None or not Path(recording.path).is_file():
            raise NotFound("calls.no_recording")
        self.audit.record("recording.listen", f"call:{call_id}", user_id=user_id, reason=reason)
        return Path(recording.path)

    def over(self, call_ids: Iterable[str]) -> frozenset[str]:
        """Those of the calls that are stored with their end."""
        wanted = list(call_ids)
        found: set[str] = set()
        with self.database.reading() as session:
            for first in range(0, len(wanted), ASKED_AT_ONCE):
                some = wanted[first : first + ASKED_AT_ONCE]
                ended = select(Call.id).where(col(Call.id).in_(some), col(Call.ended_at).is_not(None))
                found.update(session.exec(ended))
        return frozenset(found)

    def of_caller_since(self, caller: str, since: datetime) -> int:
        """Inbound calls of this number since then."""
        with self.database.reading() as session:
            return session.exec(
                select(func.count())
                .select_from(Call)
                .where(Call.caller == caller, col(Call.started_at) >= since, Call.direction == "inbound")
            ).one()


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (col(Call.queue), wanted.queue),
        (col(Call.outcome), wanted.outcome),
        (col(Call.direction), wanted.direction),
        (col(Call.extension), wanted.extension),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(col(Call.started_at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(Call.started_at) < wanted.until)
    if wanted.live:
        conditions.append(col(Call.ended_at).is_(None))
    if wanted.waiting:
        still = select(QueueVisit.call_id).where(
            col(QueueVisit.answered_at).is_(None), col(QueueVisit.ended_at).is_(None)
        )
        conditions.append(col(Call.id).in_(still))
    return conditions


def _order(sort: str) -> ColumnElement[Any]:
    column = SORTS.get(sort.removeprefix("-"), SORTS["started_at"])
    return column.desc() if sort.startswith("-") else column.asc()


def _visits(session: Session, call_ids: list[str]) -> dict[str, list[QueueVisit]]:
    rows = session.exec(
        select(QueueVisit).where(col(QueueVisit.call_id).in_(call_ids)).order_by(col(QueueVisit.joined_at))
    ).all()
    visits: dict[str, list[QueueVisit]] = {call_id: [] for call_id in call_ids}
    for row in rows:
        visits[row.call_id].append(row)
    return visits
