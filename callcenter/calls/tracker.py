"""Facts in, rows out: the life of every call, kept without a clock, a socket or a database.

The tracker owns the calls that are going on. `apply` takes one fact, moves the call it
belongs to and returns the rows that changed; storing them is somebody else's work, so a
busy database never holds up a call. A fact about a leg that is already gone is normal
(the exchange's events cross) and changes nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall, is_answering_citizen
from callcenter.calls.models import (
    Call,
    Direction,
    Hold,
    Leg,
    Offer,
    OfferResult,
    Outcome,
    QueueVisit,
    VisitOutcome,
)
from callcenter.storage.tables import Table

Rows = list[Table]
DESK_KEY = "*"
"""A seat reaches a desk's line with this and the desk's digit."""


class CallTracker:
    """All calls that are going on, by linkedid.

    `on_ended` hears of each call that is over, after its last row changed.
    """

    def __init__(self, on_ended: Callable[[LiveCall], None] = lambda call: None) -> None:
        self.calls: dict[str, LiveCall] = {}
        self._call_of_leg: dict[str, str] = {}
        self._on_ended = on_ended
        self._handlers: dict[type[f.Fact], Callable[[Any], Rows]] = {
            f.LegStarted: self._leg_started,
            f.LegAnswered: self._leg_answered,
            f.LegJoined: self._leg_joined,
            f.LegEnded: self._leg_ended,
            f.HoldStarted: self._hold_started,
            f.HoldEnded: self._hold_ended,
            f.IvrProgressed: self._ivr_progressed,
            f.IvrEnded: self._ivr_ended,
            f.QueueJoined: self._queue_joined,
            f.QueueLeft: self._queue_left,
            f.QueueAbandoned: self._queue_abandoned,
            f.AgentOffered: self._agent_offered,
            f.AgentMissed: self._agent_missed,
            f.AgentAnswered: self._agent_answered,
            f.RecordingStarted: self._recording_started,
        }

    def apply(self, fact: f.Fact) -> Rows:
        """Rows changed by `fact`, each holding its full present content."""
        handler = self._handlers.get(type(fact))
        return handler(fact) if handler else []

    def take_over(self, live: LiveCall) -> None:
        """Go on with a call that began before this tracker did."""
        self.calls[live.call.id] = live
        for uniqueid in live.legs:
            self._call_of_leg[uniqueid] = live.call.id

    def finish_empty(self, fact: f.Fact) -> Rows:
        """End the calls that were taken over without a single leg."""
        empty = [live for live in self.calls.values() if not live.legs]
        return [row for live in empty for row in self._finish_if_over(live, fact)]

    def call_of_leg(self, uniqueid: str) -> LiveCall | None:
        """The call a living leg belongs to now, or None."""
        return self.calls.get(self._call_of_leg.get(uniqueid, ""))

    def leg(self, uniqueid: str) -> Leg:
        """A leg that is still there. Raises `KeyError`."""
        return self.calls[self._call_of_leg[uniqueid]].legs[uniqueid]

    def waiting_in(self, queue: str) -> list[QueueVisit]:
        """Visits that wait in `queue`, the longest first."""
        waits = (call.waiting for call in self.calls.values())
        return sorted((v for v in waits if v is not None and v.queue == queue), key=lambda v: v.joined_at)

    # legs

    def _leg_started(self, fact: f.LegStarted) -> Rows:
        if fact.uniqueid in self._call_of_leg:
            return []
        live = self.calls.get(fact.linkedid)
        rows: Rows = []
        if live is None:
            live = LiveCall(_new_call(fact))
            self.calls[fact.linkedid] = live
            rows.append(live.call)
        leg = Leg(
            id=fact.uniqueid,
            call_id=fact.linkedid,
            channel=fact.channel,
            extension=fact.extension,
            inbound=fact.inbound,
            started_at=fact.at,
        )
        live.legs[leg.id] = leg
        self._call_of_leg[leg.id] = fact.linkedid
        return [*rows, leg]

    def _leg_answered(self, fact: f.LegAnswered) -> Rows:
        live = self.call_of_leg(fact.uniqueid)
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

    def _leg_joined(self, fact: f.LegJoined) -> Rows:
        """A transfer merges two calls: the legs move to the older linkedid, as in the exchange."""
        live = self.call_of_leg(fact.uniqueid)
        if live is None or live.call.id == fact.linkedid:
            return []
        target = self.calls.get(fact.linkedid)
        if target is None:
            return []
        target.conference = target.conference or fact.bridge == f.CONFERENCE
        leg = live.legs.pop(fact.uniqueid)
        leg.call_id = target.call.id
        target.legs[leg.id] = leg
        self._call_of_leg[leg.id] = target.call.id
        rows: Rows = [leg]
        if leg.extension is not None:
            target.call.extension = leg.extension
            rows.append(target.call)
        if hold := live.holds.pop(leg.id, None):
            hold.call_id = target.call.id
            target.holds[leg.id] = hold
            rows.append(hold)
        return rows + self._finish_if_over(live, fact)

    def _leg_ended(self, fact: f.LegEnded) -> Rows:
        live = self.call_of_leg(fact.uniqueid)
        if live is None:
            return []
        rows = self._end_hold(live, fact)
        lost = live.loses_seat(fact.uniqueid, fact.cause)
        leg = live.legs.pop(fact.uniqueid)
        if lost and leg.extension is not None:
            live.lost_by.add(leg.extension)
        del self._call_of_leg[fact.uniqueid]
        leg.ended_at = fact.at
        leg.cause = fact.cause
        rows.append(leg)
        visit = live.visit
        if visit is not None and visit.leg_id == leg.id:
            visit.ended_at = fact.at
            rows.append(visit)
        elif visit is not None and visit.answered_at is None and not live.citizen_present:
            rows += self._abandon(live, fact)
        return rows + self._finish_if_over(live, fact)

    # holds

    def _hold_started(self, fact: f.HoldStarted) -> Rows:
        live = self.call_of_leg(fact.uniqueid)
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

    def _hold_ended(self, fact: f.HoldEnded) -> Rows:
        live = self.call_of_leg(fact.uniqueid)
        return self._end_hold(live, fact) if live else []

    def _end_hold(self, live: LiveCall, fact: f.LegFact) -> Rows:
        hold = live.holds.pop(fact.uniqueid, None)
        if hold is None:
            return []
        hold.ended_at = fact.at
        visit = next((v for v in live.visits if v.leg_id == fact.uniqueid), None)
        if visit is None:
            return [hold]
        visit.hold_seconds += (fact.at - hold.started_at).total_seconds()
        return [hold, visit]

    # the IVR and the recording

    def _ivr_progressed(self, fact: f.IvrProgressed) -> Rows:
        return self._set(fact, ivr_path=fact.path)

    def _ivr_ended(self, fact: f.IvrEnded) -> Rows:
        live = self.calls.get(fact.linkedid)
        if live is None:
            return []
        live.ivr_outcome = Outcome(fact.outcome)
        if live.ivr_outcome is Outcome.CALLBACK and live.visits:
            live.visits[-1].outcome = VisitOutcome.CALLBACK
            return [live.visits[-1]]
        return []

    def _recording_started(self, fact: f.RecordingStarted) -> Rows:
        return self._set(fact, recording=fact.path)

    def _set(self, fact: f.Fact, **values: str) -> Rows:
        live = self.calls.get(fact.linkedid)
        if live is None:
            return []
        for name, value in values.items():
            setattr(live.call, name, value)
        return [live.call]

    # the queue

    def _queue_joined(self, fact: f.QueueJoined) -> Rows:
        live = self.calls.get(fact.linkedid)
        if live is None or (live.waiting is not None and live.waiting.queue == fact.queue):
            return []
        rows = self._end_offers(live, fact, None)
        if (before := live.visit) is not None:
            # Joined again while the old visit still stood open: its end was not told.
            before.ended_at = fact.at
            before.outcome = before.outcome or VisitOutcome.LEFT
            rows.append(before)
        visit = QueueVisit(
            id=f"{fact.linkedid}/{len(live.visits) + 1}",
            call_id=fact.linkedid,
            queue=fact.queue,
            position=fact.position,
            joined_at=fact.at,
        )
        live.visits.append(visit)
        live.call.queue = fact.queue
        return [*rows, visit, live.call]

    def _queue_left(self, fact: f.QueueLeft) -> Rows:
        """Told before an answer too: then the caller stands in line until the answer is told.

        Else the board would show, for a moment, a caller who is neither waiting nor talking.
        """
        live = self.calls.get(fact.linkedid)
        if live is None or live.being_answered:
            return []
        return self._leave_line(live, fact, VisitOutcome.LEFT)

    def _queue_abandoned(self, fact: f.QueueAbandoned) -> Rows:
        live = self.calls.get(fact.linkedid)
        return self._abandon(live, fact) if live else []

    def _abandon(self, live: LiveCall, fact: f.Fact) -> Rows:
        return [*self._leave_line(live, fact, VisitOutcome.ABANDONED), *self._end_offers(live, fact, None)]

    def _leave_line(self, live: LiveCall, fact: f.Fact, outcome: VisitOutcome) -> Rows:
        visit = live.waiting
        if visit is None:
            return []
        visit.ended_at = fact.at
        visit.outcome = outcome
        return [visit]

    def _agent_offered(self, fact: f.AgentOffered) -> Rows:
        live = self.calls.get(fact.linkedid)
        if live is None or live.waiting is None or fact.extension in live.offers:
            return []
        visit = live.waiting
        live.offers_made += 1
        offer = Offer(
            id=f"{visit.id}/{live.offers_made}",
            visit_id=visit.id,
            extension=fact.extension,
            started_at=fact.at,
        )
        live.offers[fact.extension] = offer
        if visit.ringing_at is not None:
            return [offer]
        visit.ringing_at = fact.at
        return [offer, visit]

    def _agent_missed(self, fact: f.AgentMissed) -> Rows:
        live = self.calls.get(fact.linkedid)
        offer = live.offers.pop(fact.extension, None) if live else None
        return [_close_offer(offer, fact, OfferResult.MISSED)] if offer else []

    def _agent_answered(self, fact: f.AgentAnswered) -> Rows:
        """The line was left a moment before the answer was told, so the visit may look ended."""
        live = self.calls.get(fact.linkedid)
        visit = live.visits[-1] if live and live.visits else None
        if live is None or visit is None or visit.answered_at is not None:
            return []
        live.lost_by.clear()
        visit.answered_at = fact.at
        visit.ended_at = None if fact.uniqueid in live.legs else fact.at
        visit.outcome = VisitOutcome.ANSWERED
        visit.extension = fact.extension
        visit.leg_id = fact.uniqueid
        live.call.extension = fact.extension
        return [visit, live.call, *self._end_offers(live, fact, fact.extension)]

    def _end_offers(self, live: LiveCall, fact: f.Fact, answered_by: str | None) -> Rows:
        offers = list(live.offers.values())
        live.offers.clear()
        return [
            _close_offer(
                offer,
                fact,
                OfferResult.ANSWERED if offer.extension == answered_by else OfferResult.WITHDRAWN,
            )
            for offer in offers
        ]

    # the end

    def _finish_if_over(self, live: LiveCall, fact: f.Fact) -> Rows:
        if live.legs:
            return []
        rows = self._end_offers(live, fact, None)
        if (visit := live.visit) is not None:
            visit.ended_at = fact.at
            visit.outcome = visit.outcome or VisitOutcome.ABANDONED
            rows.append(visit)
        live.call.ended_at = fact.at
        live.call.outcome = outcome_of(live)
        del self.calls[live.call.id]
        self._on_ended(live)
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


def snapshots(rows: Iterable[Table]) -> list[Table]:
    """Copies that later facts cannot change, each row once, in its newest form."""
    newest = {id(row): row for row in rows}
    return [type(row)(**row.model_dump()) for row in newest.values()]


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


def _close_offer(offer: Offer, fact: f.Fact, result: OfferResult) -> Offer:
    offer.ended_at = fact.at
    offer.result = result
    return offer
