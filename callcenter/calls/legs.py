"""Legs of calls: each begins, is answered, may move to another call, and ends."""

from callcenter.calls import facts as f
from callcenter.calls.call_end import finish_if_over
from callcenter.calls.holds import end_hold
from callcenter.calls.live import is_answering_citizen
from callcenter.calls.live_calls import LiveCalls, Rows
from callcenter.calls.models import Call, Direction, Leg
from callcenter.calls.visits import abandon

DESK_KEY = "*"
"""A seat reaches a desk's line with this and the desk's digit."""


def leg_started(calls: LiveCalls, fact: f.LegStarted) -> Rows:
    """The first leg of a linkedid begins its call."""
    if calls.call_of_leg(fact.uniqueid) is not None:
        return []
    live = calls.call(fact.linkedid)
    rows: Rows = []
    if live is None:
        live = calls.begin(_new_call(fact))
        rows.append(live.call)
    leg = Leg(
        id=fact.uniqueid,
        call_id=fact.linkedid,
        channel=fact.channel,
        extension=fact.extension,
        inbound=fact.inbound,
        started_at=fact.at,
    )
    calls.add_leg(live, leg)
    return [*rows, leg]


def leg_answered(calls: LiveCalls, fact: f.LegAnswered) -> Rows:
    """A seat that answers an outside call is the call's seat from then on."""
    live = calls.call_of_leg(fact.uniqueid)
    if live is None or live.legs[fact.uniqueid].answered_at is not None:
        return []
    leg = live.legs[fact.uniqueid]
    leg.answered_at = fact.at
    if is_answering_citizen(leg):
        live.citizen_answered = True
    rows: Rows = [leg]
    call = live.call
    before = (call.answered_at, call.extension)
    call.answered_at = call.answered_at or fact.at
    if leg.extension is not None and not leg.inbound and call.direction != Direction.INTERNAL:
        call.extension = leg.extension
    return [*rows, call] if (call.answered_at, call.extension) != before else rows


def leg_joined(calls: LiveCalls, fact: f.LegJoined) -> Rows:
    """A transfer merges two calls: the legs move to the older linkedid, as in the exchange."""
    live = calls.call_of_leg(fact.uniqueid)
    if live is None or live.call.id == fact.linkedid:
        return []
    target = calls.call(fact.linkedid)
    if target is None:
        return []
    target.conference = target.conference or fact.bridge == f.CONFERENCE
    leg = calls.drop_leg(live, fact.uniqueid)
    leg.call_id = target.call.id
    calls.add_leg(target, leg)
    rows: Rows = [leg]
    if leg.extension is not None:
        target.call.extension = leg.extension
        rows.append(target.call)
    if hold := live.holds.pop(leg.id, None):
        hold.call_id = target.call.id
        target.holds[leg.id] = hold
        rows.append(hold)
    return rows + finish_if_over(calls, live, fact)


def leg_ended(calls: LiveCalls, fact: f.LegEnded) -> Rows:
    """With the last leg the call is over; without the citizen nobody is in line any more."""
    live = calls.call_of_leg(fact.uniqueid)
    if live is None:
        return []
    rows = end_hold(live, fact)
    lost = live.loses_seat(fact.uniqueid, fact.cause)
    leg = calls.drop_leg(live, fact.uniqueid)
    if lost and leg.extension is not None:
        live.lost_by.add(leg.extension)
    leg.ended_at = fact.at
    leg.cause = fact.cause
    rows.append(leg)
    visit = live.visit
    if visit is not None and visit.leg_id == leg.id:
        visit.ended_at = fact.at
        rows.append(visit)
    elif visit is not None and visit.answered_at is None and not live.citizen_present:
        rows += abandon(live, fact)
    return rows + finish_if_over(calls, live, fact)


def _new_call(fact: f.LegStarted) -> Call:
    return Call(
        id=fact.linkedid,
        direction=_direction(fact),
        caller=fact.caller,
        dialled=fact.dialled,
        started_at=fact.at,
        extension=fact.extension,
    )


def _direction(fact: f.LegStarted) -> Direction:
    if fact.channel.startswith("Local/"):
        return Direction.CALLBACK
    if fact.extension is None:
        return Direction.INBOUND if fact.inbound else Direction.OUTBOUND
    within = len(fact.dialled) == len(fact.extension) or fact.dialled.startswith(DESK_KEY)
    return Direction.INTERNAL if within else Direction.OUTBOUND
