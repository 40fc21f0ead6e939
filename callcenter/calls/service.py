"""Looking at calls: lists with filters, one call with all its marks, and its recording."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from callcenter.calls.finding import CallFilter, conditions, order
from callcenter.calls.models import Call, Direction, Hold, Leg, Offer, QueueVisit, Recording
from callcenter.problems import NotFound
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

EXPORT_ROWS = 20_000
ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CallPage:
    """One page of calls with their visits."""

    items: Sequence[Call]
    visits: dict[str, list[QueueVisit]]
    """By call id."""
    sealed: frozenset[str]
    """The calls whose recording lies ready."""
    total: int
    counted: int | None
    """What the board counts of them, when a figure of it was asked for."""


@dataclass(frozen=True, slots=True)
class CallDetail:
    """One call with all its parts, each in the order of time."""

    call: Call
    legs: Sequence[Leg]
    visits: Sequence[QueueVisit]
    offers: Sequence[Offer]
    holds: Sequence[Hold]
    recording: Recording | None
    """With its `deleted_at` when its time was over."""


@dataclass(frozen=True, slots=True)
class CallService:
    """`service_level` is T: the wait up to which an answer is in time."""

    database: Database
    audit: AuditLog = field(repr=False)
    service_level: timedelta

    def page(self, wanted: CallFilter, page: int, page_size: int) -> CallPage:
        """One page of calls, the newest first unless `sort` says otherwise.

        Raises `Invalid` for a column that cannot be sorted by.
        """
        with self.database.reading() as session:
            found = conditions(wanted, self.service_level)
            total = session.exec(select(func.count()).select_from(Call).where(*found)).one()
            rows = session.exec(
                select(Call)
                .where(*found)
                .order_by(*order(wanted.sort))
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            ids = [row.id for row in rows]
            sealed = session.exec(
                select(Recording.call_id).where(
                    col(Recording.call_id).in_(ids), col(Recording.deleted_at).is_(None)
                )
            ).all()
            figure = wanted.figure_calls(self.service_level)
            counted = sum(session.exec(query).one() for query in figure.counts) if figure else None
            return CallPage(rows, _visits(session, ids), frozenset(sealed), total, counted)

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
        if recording is None or recording.deleted_at or not Path(recording.path).is_file():
            raise NotFound("calls.no_recording")
        self.audit.record("recording.listen", f"call:{call_id}", user_id=user_id, reason=reason)
        return Path(recording.path)

    def caller_of(self, call_id: str) -> str | None:
        """The citizen's number: who called us, or whom we called; None when unknown or withheld."""
        with self.database.reading() as session:
            call = session.get(Call, call_id)
        return citizens_number(call) or None if call is not None else None

    def desk_of(self, call_id: str) -> str | None:
        """The line a call stands or stood in; None before any, and for a call that is not known."""
        with self.database.reading() as session:
            call = session.get(Call, call_id)
        return call.queue if call is not None else None

    def of_numbers(self, numbers: Collection[str], limit: int) -> Sequence[str]:
        """Ids of the newest calls from these numbers."""
        with self.database.reading() as session:
            return session.exec(
                select(Call.id)
                .where(col(Call.caller).in_(numbers))
                .order_by(col(Call.started_at).desc())
                .limit(limit)
            ).all()

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


def citizens_number(call: Call) -> str:
    """The number at the other end of our line; "" for a call between seats or a withheld number."""
    if call.direction == Direction.INTERNAL:
        return ""
    return call.dialled if call.direction == Direction.OUTBOUND else call.caller


def _visits(session: Session, call_ids: list[str]) -> dict[str, list[QueueVisit]]:
    rows = session.exec(
        select(QueueVisit).where(col(QueueVisit.call_id).in_(call_ids)).order_by(col(QueueVisit.joined_at))
    ).all()
    visits: dict[str, list[QueueVisit]] = {call_id: [] for call_id in call_ids}
    for row in rows:
        visits[row.call_id].append(row)
    return visits
