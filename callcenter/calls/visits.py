"""What happens to a caller in a line: visits of queues, and the seats that are rung for them."""

from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.live_calls import LiveCalls, Rows
from callcenter.calls.models import Offer, OfferResult, QueueVisit, VisitOutcome


def queue_joined(calls: LiveCalls, fact: f.QueueJoined) -> Rows:
    """A new visit; offers and a visit left open before it end."""
    live = calls.call(fact.linkedid)
    if live is None or (live.waiting is not None and live.waiting.queue == fact.queue):
        return []
    rows = end_offers(live, fact, None)
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


def queue_left(calls: LiveCalls, fact: f.QueueLeft) -> Rows:
    """Told before an answer too: then the caller stands in line until the answer is told.

    Else the board would show, for a moment, a caller who is neither waiting nor talking.
    """
    live = calls.call(fact.linkedid)
    if live is None or live.being_answered:
        return []
    return _leave_line(live, fact, VisitOutcome.LEFT)


def queue_abandoned(calls: LiveCalls, fact: f.QueueAbandoned) -> Rows:
    """The caller hung up in line."""
    live = calls.call(fact.linkedid)
    return abandon(live, fact) if live else []


def abandon(live: LiveCall, fact: f.Fact) -> Rows:
    """The visit in line ends without an answer, and every seat stops ringing."""
    return [*_leave_line(live, fact, VisitOutcome.ABANDONED), *end_offers(live, fact, None)]


def _leave_line(live: LiveCall, fact: f.Fact, outcome: VisitOutcome) -> Rows:
    visit = live.waiting
    if visit is None:
        return []
    visit.ended_at = fact.at
    visit.outcome = outcome
    return [visit]


def agent_offered(calls: LiveCalls, fact: f.AgentOffered) -> Rows:
    """A seat is rung for the caller in line."""
    live = calls.call(fact.linkedid)
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


def agent_missed(calls: LiveCalls, fact: f.AgentMissed) -> Rows:
    """It was rung in vain."""
    live = calls.call(fact.linkedid)
    offer = live.offers.pop(fact.extension, None) if live else None
    return [_close_offer(offer, fact, OfferResult.MISSED)] if offer else []


def agent_answered(calls: LiveCalls, fact: f.AgentAnswered) -> Rows:
    """The line was left a moment before the answer was told, so the visit may look ended."""
    live = calls.call(fact.linkedid)
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
    return [visit, live.call, *end_offers(live, fact, fact.extension)]


def end_offers(live: LiveCall, fact: f.Fact, answered_by: str | None) -> Rows:
    """Nobody is rung any more; `answered_by` is the seat that picked up."""
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


def _close_offer(offer: Offer, fact: f.Fact, result: OfferResult) -> Offer:
    offer.ended_at = fact.at
    offer.result = result
    return offer
