"""What the supervisor sees: every queue, every seat, the figures of the day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from callcenter.agents.models import SeatState
from callcenter.agents.reasons import message_code
from callcenter.agents.seat import PHONE_LOST, Seat
from callcenter.calls import kpi
from callcenter.calls.models import Outcome, QueueVisit
from callcenter.floor.floor import Floor
from callcenter.floor.repairs import RepairLog
from callcenter.messages import sentence
from callcenter.queues.desks import Desk, Desks
from callcenter.realtime.topics import (
    FloorAlert,
    FloorQueue,
    FloorRepair,
    FloorSeat,
    FloorTopic,
    FloorTotals,
)
from callcenter.security.models import Role

STAFF = (SeatState.READY, SeatState.RINGING, SeatState.TALKING, SeatState.WRAP_UP, SeatState.PAUSED)


def floor_picture(
    floor: Floor, names: Mapping[str, tuple[str, str]], desks: Desks, repairs: RepairLog, now: datetime
) -> FloorTopic:
    """`names` gives each extension's person: name and role. A seat without a person is not shown."""
    queues = tuple(_queue(floor, desk) for desk in desks)
    return FloorTopic(
        server_time=now,
        queues=queues,
        seats=tuple(
            _seat(seat, *names[seat.extension], desks, now)
            for seat in _in_order(floor)
            if seat.extension in names
        ),
        totals=_totals(floor, queues),
        alerts=tuple(_alerts(floor, desks)),
        repairs=tuple(FloorRepair(at=repair.at, text=repair.text) for repair in repairs.newest),
    )


def _queue(floor: Floor, desk: Desk) -> FloorQueue:
    visits = floor.day.visits_of(desk.name)
    waiting = floor.tracker.waiting_in(desk.name)
    serving = [seat for seat in floor.seats.values() if desk.name in seat.queues]
    talking = sum(1 for v in visits if v.answered_at and not v.ended_at)
    return FloorQueue(
        name=desk.name,
        label=desk.label,
        waiting=len(waiting),
        longest_wait_since=waiting[0].joined_at if waiting else None,
        service_level_percent=_service_level(floor, visits),
        abandoned=len(kpi.abandoned(visits)),
        abandon_percent=kpi.abandonment(visits),
        talking=talking,
        ready=sum(1 for seat in serving if seat.state is SeatState.READY),
        offered=len(visits),
        answered=len(kpi.answered(visits)),
        expected_wait_seconds=_expected_wait(visits, len(waiting), serving),
    )


def _service_level(floor: Floor, visits: Sequence[QueueVisit]) -> float | None:
    rules = floor.rules
    return kpi.service_levels(visits, rules.service_level, rules.short_abandon).headline


def _expected_wait(visits: Sequence[QueueVisit], waiting: int, serving: Sequence[Seat]) -> float | None:
    """Work ahead of a new caller shared by those at work; None without figures or without staff."""
    at_work = sum(1 for seat in serving if seat.state in STAFF and seat.state is not SeatState.PAUSED)
    handling = kpi.average_handling_time(visits)
    if any(seat.state is SeatState.READY for seat in serving) and not waiting:
        return 0.0
    if not at_work or handling is None:
        return None
    return (waiting + 1) * handling / at_work


def _seat(seat: Seat, name: str, role: str, desks: Desks, now: datetime) -> FloorSeat:
    return FloorSeat(
        extension=seat.extension,
        name=name,
        role=Role(role),
        state=seat.state.value,
        reason=sentence(message_code(seat.reason)) if seat.reason else None,
        since=seat.interval.started_at if seat.interval else now,
        desk_labels=tuple(desks.label(queue) for queue in seat.queues),
        call_id=seat.call_id,
        wrap_up_ends_at=seat.record.wrap_up_until,
    )


def _in_order(floor: Floor) -> list[Seat]:
    return sorted(floor.seats.values(), key=lambda seat: seat.extension)


def _totals(floor: Floor, queues: Sequence[FloorQueue]) -> FloorTotals:
    visits = list(floor.day.visits.values())
    calls = list(floor.day.calls_in.values())
    lost = len(kpi.abandoned(visits)) + sum(1 for c in calls if c.outcome == Outcome.LEFT_IN_IVR)
    return FloorTotals(
        waiting=sum(queue.waiting for queue in queues),
        service_level=_service_level(floor, visits),
        abandon_percent=kpi.percent(lost, len(calls)),
        calls_in=len(calls),
        aht_seconds=kpi.average_handling_time(visits),
        talk_seconds=kpi.talk_seconds(visits),
        acw_seconds=kpi.acw_seconds(visits),
    )


def _alerts(floor: Floor, desks: Desks) -> list[FloorAlert]:
    alerts = []
    for desk in desks:
        waiting = floor.tracker.waiting_in(desk.name)
        serving = [seat for seat in floor.seats.values() if desk.name in seat.queues]
        if waiting and not any(seat.state is SeatState.READY for seat in serving):
            text = sentence("floor.nobody_ready", facts={"desk": desk.label, "waiting": len(waiting)})
            alerts.append(FloorAlert(code=f"nobody_ready:{desk.name}", text=text, since=waiting[0].joined_at))
    for seat in _in_order(floor):
        if seat.reason == PHONE_LOST and seat.interval is not None:
            text = sentence("floor.phone_lost", facts={"seat": seat.extension})
            code = f"phone_lost:{seat.extension}"
            alerts.append(FloorAlert(code=code, text=text, since=seat.interval.started_at))
    return alerts
