"""When a leg puts the other on hold: the stretches, and their sum in the visit of the talk."""

from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.live_calls import LiveCalls, Rows
from callcenter.calls.models import Hold


def hold_started(calls: LiveCalls, fact: f.HoldStarted) -> Rows:
    """One stretch at a time for each leg."""
    live = calls.call_of_leg(fact.uniqueid)
    if live is None or fact.uniqueid in live.holds:
        return []
    live.holds_made += 1
    hold = Hold(
        id=f"{fact.uniqueid}/{live.holds_made}",
        call_id=live.call.id,
        leg_id=fact.uniqueid,
        started_at=fact.at,
    )
    live.holds[fact.uniqueid] = hold
    return [hold]


def hold_ended(calls: LiveCalls, fact: f.HoldEnded) -> Rows:
    """Nothing where the leg held nobody."""
    live = calls.call_of_leg(fact.uniqueid)
    return end_hold(live, fact) if live else []


def end_hold(live: LiveCall, fact: f.LegFact) -> Rows:
    """The stretch of this leg is over, if there is one; its visit sums them up."""
    hold = live.holds.pop(fact.uniqueid, None)
    if hold is None:
        return []
    hold.ended_at = fact.at
    visit = next((v for v in live.visits if v.leg_id == fact.uniqueid), None)
    if visit is None:
        return [hold]
    visit.hold_seconds += (fact.at - hold.started_at).total_seconds()
    return [hold, visit]
