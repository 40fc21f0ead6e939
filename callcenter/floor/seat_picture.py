"""What an agent sees of the own seat: state, timer, and the card of the call."""

from datetime import datetime

from callcenter.agents.seat import Seat
from callcenter.calls.live import LiveCall
from callcenter.floor.callers import Callers
from callcenter.floor.floor import Floor
from callcenter.ivr.path import steps_of
from callcenter.queues.desks import Desks
from callcenter.realtime.topics import CallCard, PhoneHealth, SeatTopic


def seat_picture(floor: Floor, seat: Seat, callers: Callers, desks: Desks, now: datetime) -> SeatTopic:
    """Everything the seat's own screen shows at `now`."""
    return SeatTopic(
        server_time=now,
        state=seat.state.value,
        reason=seat.reason,
        since=seat.interval.started_at if seat.interval else now,
        declared=seat.record.declared,
        wrap_up_ends_at=seat.record.wrap_up_until,
        missed_in_row=seat.missed_in_row,
        phone=PhoneHealth(registered=seat.registered, microphone=seat.microphone),
        call=_card(floor, seat, callers, desks),
    )


def _card(floor: Floor, seat: Seat, callers: Callers, desks: Desks) -> CallCard | None:
    """The card stays through the wrap-up, when the call itself is over."""
    live = floor.tracker.calls.get(seat.call_id or "") or floor.wrapping.get(seat.extension)
    if live is None or seat.call_id is None:
        return None
    caller = callers.get(live.call.id)
    visit = live.visits[-1] if live.visits else None
    waited_until = (visit.answered_at or visit.ended_at) if visit else None
    return CallCard(
        call_id=live.call.id,
        direction=live.call.direction,
        desk=live.call.queue,
        desk_label=desks.label(live.call.queue) or None,
        ivr_path=_path(live),
        caller_masked=caller.masked,
        queued_at=visit.joined_at if visit else None,
        answered_at=visit.answered_at if visit else live.call.answered_at,
        wait_seconds=_seconds(visit.joined_at, waited_until) if visit and waited_until else None,
        calls_today=caller.calls_today,
        citizen=caller.citizen,
        household=caller.household,
        history=caller.history,
        recording=bool(live.call.recording) and _in_talk(live, seat),
        ticket_draft=caller.drafts.get(seat.record.user_id or 0),
        resumes=seat.extension in live.lost_by,
    )


def _in_talk(live: LiveCall, seat: Seat) -> bool:
    return any(leg.extension == seat.extension for leg in live.legs.values())


def _seconds(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds())


def _path(live: LiveCall) -> tuple[str, ...]:
    return tuple(steps_of(live.call.ivr_path))
