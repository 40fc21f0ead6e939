"""What happened in a call, in order, each with a few words for the reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from callcenter.calls.facts import WANTED_CAUSES
from callcenter.calls.models import Call, Direction, Leg, OfferResult, QueueVisit, VisitOutcome
from callcenter.calls.service import CallDetail
from callcenter.messages import Language, sentence
from callcenter.queues.desks import Desks


@dataclass(frozen=True, slots=True)
class CallEvent:
    """`kind`: `arrived`, `dialled`, `menu`, `queued`, `ringing`, `missed`, `answered`, `held`, `resumed`,
    `transferred`, `conference`, `lost`, `left`, `abandoned`, `callback`, `hung_up`, `wrapped_up`.
    """

    at: datetime
    kind: str
    text: str = ""


class Story:
    """`people` names each extension's person."""

    def __init__(
        self, found: CallDetail, desks: Desks, people: Mapping[str, str], language: Language
    ) -> None:
        self._found = found
        self._desks = desks
        self._people = people
        self._language = language

    def events(self) -> list[CallEvent]:
        """Oldest first; what happened at one instant keeps the order of the way through the house."""
        told = [*self._beginning(), *self._visits(), *self._others(), *self._holds(), *self._end()]
        return sorted(told, key=lambda event: event.at)

    def _beginning(self) -> Iterator[CallEvent]:
        call = self._found.call
        if call.direction != Direction.INBOUND:
            yield CallEvent(call.started_at, "dialled", self._seat(call.extension))
            return
        yield CallEvent(call.started_at, "arrived", self._say("event_arrived", number=call.dialled))
        if call.ivr_path:
            # Only the way is stored, not when each key was pressed: it is told where the menu ended.
            visits = self._found.visits
            until = visits[0].joined_at if visits else call.ended_at
            yield CallEvent(until or call.started_at, "menu", call.ivr_path)

    def _visits(self) -> Iterator[CallEvent]:
        for visit in self._found.visits:
            desk = self._desks.label(visit.queue)
            ahead = visit.position - 1
            words = (
                self._say("event_queued", desk=desk, ahead=ahead)
                if ahead > 0
                else self._say("event_queued_first", desk=desk)
            )
            yield CallEvent(visit.joined_at, "queued", words)
            yield from self._offers(visit)
            if visit.answered_at is not None:
                yield CallEvent(visit.answered_at, "answered", self._seat(visit.extension))
            yield from self._left(visit)
            yield from self._lost(visit)

    def _offers(self, visit: QueueVisit) -> Iterator[CallEvent]:
        for offer in self._found.offers:
            if offer.visit_id != visit.id:
                continue
            yield CallEvent(offer.started_at, "ringing", self._seat(offer.extension))
            if offer.result == OfferResult.MISSED and offer.ended_at is not None:
                yield CallEvent(offer.ended_at, "missed", self._seat(offer.extension))

    def _left(self, visit: QueueVisit) -> Iterator[CallEvent]:
        kinds: Mapping[str | None, str] = {
            VisitOutcome.ABANDONED: "abandoned",
            VisitOutcome.CALLBACK: "callback",
            VisitOutcome.LEFT: "left",
        }
        kind = kinds.get(visit.outcome)
        if kind is not None and visit.ended_at is not None:
            yield CallEvent(visit.ended_at, kind, self._desks.label(visit.queue))

    def _lost(self, visit: QueueVisit) -> Iterator[CallEvent]:
        """The seat's browser died, and the citizen went on without it."""
        call = self._found.call
        leg = next((leg for leg in self._found.legs if leg.id == visit.leg_id), None)
        if leg is None or leg.ended_at is None or (leg.cause or 0) in WANTED_CAUSES:
            return
        if call.ended_at is None or call.ended_at > leg.ended_at:
            yield CallEvent(leg.ended_at, "lost", self._seat(visit.extension))

    def _others(self) -> Iterator[CallEvent]:
        """Seats that came in otherwise than out of a queue: called, consulted, handed over to."""
        served = {visit.leg_id for visit in self._found.visits}
        first: Leg | None = next((leg for leg in self._found.legs if leg.id in served), None)
        for leg in self._found.legs:
            if leg.extension is None or leg.inbound or leg.id in served or leg.answered_at is None:
                continue
            if first is None:
                yield CallEvent(leg.answered_at, "answered", self._seat(leg.extension))
            elif _stays(first, leg):
                yield CallEvent(leg.answered_at, "conference", self._seat(leg.extension))
            else:
                came = max(leg.answered_at, first.ended_at or leg.answered_at)
                yield CallEvent(came, "transferred", self._seat(leg.extension))

    def _holds(self) -> Iterator[CallEvent]:
        for hold in self._found.holds:
            yield CallEvent(hold.started_at, "held")
            if hold.ended_at is not None:
                seconds = round((hold.ended_at - hold.started_at).total_seconds())
                yield CallEvent(hold.ended_at, "resumed", self._say("event_resumed", seconds=seconds))

    def _end(self) -> Iterator[CallEvent]:
        call = self._found.call
        if call.ended_at is None:
            return
        yield CallEvent(call.ended_at, "hung_up", self._outcome(call))
        for visit in self._found.visits:
            if visit.wrapped_up_at is not None and visit.ended_at is not None:
                seconds = round((visit.wrapped_up_at - visit.ended_at).total_seconds())
                yield CallEvent(
                    visit.wrapped_up_at, "wrapped_up", self._say("event_wrapped_up", seconds=seconds)
                )

    def _outcome(self, call: Call) -> str:
        return self._say(f"outcome_{call.outcome}") if call.outcome else ""

    def _seat(self, extension: str | None) -> str:
        return f"{extension} {self._people.get(extension, '')}".strip() if extension else ""

    def _say(self, key: str, **facts: str | int) -> str:
        return sentence(f"calls.{key}", self._language, facts)


def _stays(first: Leg, later: Leg) -> bool:
    """Whether the first agent was there until the end although another one had come."""
    if first.ended_at is None:
        return True
    return later.ended_at is not None and first.ended_at >= later.ended_at
