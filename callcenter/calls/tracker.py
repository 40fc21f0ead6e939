"""Facts in, rows out: the life of every call, kept without a clock, a socket or a database.

The tracker owns the calls that are going on. `apply` takes one fact, moves the call it
belongs to and returns the rows that changed; storing them is somebody else's work, so a
busy database never holds up a call. A fact about a leg that is already gone is normal
(the exchange's events cross) and changes nothing.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from callcenter.calls import facts as f
from callcenter.calls import holds, legs, visits
from callcenter.calls.call_end import finish_if_over
from callcenter.calls.live_calls import LiveCalls, Rows
from callcenter.calls.models import Outcome, VisitOutcome


class CallTracker(LiveCalls):
    """All calls that are going on, moved by facts."""

    def apply(self, fact: f.Fact) -> Rows:
        """Rows changed by `fact`, each holding its full present content."""
        handler = _HANDLERS.get(type(fact))
        return handler(self, fact) if handler else []

    def finish_empty(self, fact: f.Fact) -> Rows:
        """End the calls that were taken over without a single leg."""
        empty = [live for live in self.calls.values() if not live.legs]
        return [row for live in empty for row in finish_if_over(self, live, fact)]


def _ivr_progressed(calls: LiveCalls, fact: f.IvrProgressed) -> Rows:
    return _set(calls, fact, ivr_path=fact.path)


def _ivr_ended(calls: LiveCalls, fact: f.IvrEnded) -> Rows:
    live = calls.call(fact.linkedid)
    if live is None:
        return []
    live.ivr_outcome = Outcome(fact.outcome)
    if live.ivr_outcome is Outcome.CALLBACK and live.visits:
        live.visits[-1].outcome = VisitOutcome.CALLBACK
        return [live.visits[-1]]
    return []


def _recording_started(calls: LiveCalls, fact: f.RecordingStarted) -> Rows:
    return _set(calls, fact, recording=fact.path)


def _set(calls: LiveCalls, fact: f.Fact, **values: str) -> Rows:
    live = calls.call(fact.linkedid)
    if live is None:
        return []
    for name, value in values.items():
        setattr(live.call, name, value)
    return [live.call]


_HANDLERS: Mapping[type[f.Fact], Callable[[LiveCalls, Any], Rows]] = MappingProxyType(
    {
        f.LegStarted: legs.leg_started,
        f.LegAnswered: legs.leg_answered,
        f.LegJoined: legs.leg_joined,
        f.LegEnded: legs.leg_ended,
        f.HoldStarted: holds.hold_started,
        f.HoldEnded: holds.hold_ended,
        f.IvrProgressed: _ivr_progressed,
        f.IvrEnded: _ivr_ended,
        f.QueueJoined: visits.queue_joined,
        f.QueueLeft: visits.queue_left,
        f.QueueAbandoned: visits.queue_abandoned,
        f.AgentOffered: visits.agent_offered,
        f.AgentMissed: visits.agent_missed,
        f.AgentAnswered: visits.agent_answered,
        f.RecordingStarted: _recording_started,
    }
)
