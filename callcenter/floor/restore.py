"""The floor after a restart: what the database remembers, to be compared with the exchange at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from callcenter.agents.models import SeatInterval, SeatRecord
from callcenter.agents.seat import Seat, SeatLeg
from callcenter.calls.facts import WANTED_CAUSES
from callcenter.calls.live import LiveCall, is_answering_citizen
from callcenter.calls.models import Call, Hold, Leg, Offer, QueueVisit
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Floor
from callcenter.floor.rules import FloorRules
from callcenter.storage.database import Database


def restore(
    database: Database,
    rules: FloorRules,
    queues_of: Mapping[str, tuple[str, ...]],
    zone: ZoneInfo,
    now: datetime,
) -> Floor:
    """`queues_of` gives each extension the queues its person serves."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with database.reading() as session:
        floor = Floor(rules, _seats(session, queues_of), DayBook(zone))
        floor.day.note(session.exec(select(QueueVisit).where(QueueVisit.joined_at >= midnight)).all())
        floor.day.note(session.exec(select(Call).where(Call.started_at >= midnight)).all())
        for live in _open_calls(session, now - timedelta(days=1)):
            floor.tracker.take_over(live)
            floor.day.note([live.call, *live.visits])
            _put_in_seats(floor, live)
    return floor


def _seats(session: Session, queues_of: Mapping[str, tuple[str, ...]]) -> list[Seat]:
    records = {row.extension: row for row in session.exec(select(SeatRecord))}
    intervals = session.exec(select(SeatInterval).where(col(SeatInterval.ended_at).is_(None))).all()
    open_intervals = {row.extension: row for row in sorted(intervals, key=lambda row: row.started_at)}
    return [
        Seat(
            record=records.get(extension) or SeatRecord(extension=extension),
            queues=queues,
            interval=open_intervals.get(extension),
        )
        for extension, queues in queues_of.items()
    ]


def _open_calls(session: Session, since: datetime) -> Iterable[LiveCall]:
    calls = session.exec(select(Call).where(col(Call.ended_at).is_(None), Call.started_at >= since)).all()
    for call in calls:
        legs = session.exec(select(Leg).where(Leg.call_id == call.id)).all()
        visits = session.exec(
            select(QueueVisit).where(QueueVisit.call_id == call.id).order_by(col(QueueVisit.joined_at))
        ).all()
        offers = session.exec(select(Offer).where(col(Offer.visit_id).in_([v.id for v in visits]))).all()
        holds = session.exec(select(Hold).where(Hold.call_id == call.id)).all()
        yield LiveCall(
            call=call,
            legs={leg.id: leg for leg in legs if leg.ended_at is None},
            visits=list(visits),
            offers={offer.extension: offer for offer in offers if offer.ended_at is None},
            holds={hold.leg_id: hold for hold in holds if hold.ended_at is None},
            offers_made=len(offers),
            holds_made=len(holds),
            lost_by=_lost_by(legs, visits),
            citizen_answered=any(is_answering_citizen(leg) and leg.answered_at for leg in legs),
        )


def _lost_by(legs: Iterable[Leg], visits: Sequence[QueueVisit]) -> set[str]:
    """Seats that lost the call in its last talk; nobody once another seat has answered."""
    talks = [visit for visit in visits if visit.answered_at is not None]
    last = talks[-1].leg_id if talks else None
    return {
        leg.extension
        for leg in legs
        if leg.id == last and leg.extension and leg.ended_at and leg.cause not in WANTED_CAUSES
    }


def _put_in_seats(floor: Floor, live: LiveCall) -> None:
    for leg in live.legs.values():
        seat = floor.seats.get(leg.extension or "")
        if seat is not None:
            seat.legs[leg.id] = SeatLeg(
                leg.id, up=leg.answered_at is not None, outgoing=leg.inbound, queue_call=bool(live.visits)
            )
            seat.call_id = live.call.id
