"""The end of a call, when its last leg has gone, and how it ended."""

from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.live_calls import LiveCalls, Rows
from callcenter.calls.models import Direction, Outcome, VisitOutcome
from callcenter.calls.visits import end_offers


def finish_if_over(calls: LiveCalls, live: LiveCall, fact: f.Fact) -> Rows:
    """Nothing as long as a leg is there."""
    if live.legs:
        return []
    rows = end_offers(live, fact, None)
    if (visit := live.visit) is not None:
        visit.ended_at = fact.at
        visit.outcome = visit.outcome or VisitOutcome.ABANDONED
        rows.append(visit)
    live.call.ended_at = fact.at
    live.call.outcome = outcome_of(live)
    calls.end(live)
    return [*rows, live.call]


def outcome_of(live: LiveCall) -> Outcome:
    """How the call ended for the citizen; a person's answer outweighs all else."""
    if live.talked_to_agent:
        return Outcome.ANSWERED
    if live.ivr_outcome is not None:
        return live.ivr_outcome
    if live.visits:
        return Outcome.ABANDONED
    if live.call.direction == Direction.INBOUND:
        return Outcome.LEFT_IN_IVR
    return Outcome.ANSWERED if live.call.answered_at else Outcome.NOT_ANSWERED
