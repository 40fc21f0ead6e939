"""Facts and declarations in, a `Change` out: what to store, what to tell the exchange.

The floor has no clock, no socket and no database, so every rule of the seats can be read and
tested here. `FloorService` gives it life.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from callcenter.agents.models import SeatState
from callcenter.agents.seat import MISSED_CALLS, Membership, Seat, SeatLeg
from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.models import Direction, QueueVisit
from callcenter.calls.tracker import CallTracker
from callcenter.floor.daybook import DayBook
from callcenter.floor.rules import FloorRules
from callcenter.floor.seating import NOBODY, Seated
from callcenter.storage.tables import Table


@dataclass
class Change:
    """What followed from one thing that happened."""

    rows: list[Table] = field(default_factory=list)
    """Rows to store, possibly the same one twice; the last content counts."""
    memberships: list[tuple[str, Membership]] = field(default_factory=list)
    """Per extension, what the exchange's queues have to be told."""
    seats: set[str] = field(default_factory=set)
    """Extensions whose picture changed."""
    ended: list[LiveCall] = field(default_factory=list)


class Floor:
    """All calls, seats and figures of one exchange. Belongs to one thread."""

    def __init__(self, rules: FloorRules, seats: Iterable[Seat], day: DayBook) -> None:
        self.rules = rules
        self.seats = {seat.extension: seat for seat in seats}
        self.day = day
        self.wrapping: dict[str, LiveCall] = {}
        """By extension: the call a seat is wrapping up, kept for its card."""
        self._ended: list[LiveCall] = []
        self.tracker = CallTracker(on_ended=self._ended.append)
        self._reactions: dict[type[f.Fact], Callable[[Any, Change], None]] = {
            f.LegStarted: self._seat_leg_started,
            f.LegAnswered: self._seat_leg_answered,
            f.LegJoined: self._seat_leg_joined,
            f.LegEnded: self._seat_leg_ended,
            f.AgentOffered: self._seat_offered,
            f.AgentMissed: self._seat_missed,
            f.AgentAnswered: self._seat_answered,
            f.SeatRegistered: self._seat_registered,
        }

    # what happened on the exchange

    def apply(self, fact: f.Fact) -> Change:
        """What follows from a fact. Facts come in the order of the exchange."""
        change = Change()
        # A seat must know which call its leg was in before the tracker lets go of it.
        reaction = self._reactions.get(type(fact))
        if reaction is not None and isinstance(fact, f.LegEnded):
            reaction(fact, change)
        change.rows += self.tracker.apply(fact)
        if reaction is not None and not isinstance(fact, f.LegEnded):
            reaction(fact, change)
        change.ended += self._ended
        self._ended.clear()
        self.day.note(change.rows)
        self._settle(change, fact.at)
        return change

    def _seat_leg_started(self, fact: f.LegStarted, change: Change) -> None:
        seat = self.seats.get(fact.extension or "")
        if seat is None or fact.uniqueid in seat.legs:
            return
        live = self.tracker.call_of_leg(fact.uniqueid)
        # The queue rings it: known before the offer is told, so that no pause flickers in between.
        queued = not fact.inbound and live is not None and live.waiting is not None
        seat.legs[fact.uniqueid] = SeatLeg(fact.uniqueid, outgoing=fact.inbound, queue_call=queued)
        if len(seat.legs) == 1:
            seat.call_id = fact.linkedid
        change.seats.add(seat.extension)

    def _seat_leg_answered(self, fact: f.LegAnswered, change: Change) -> None:
        for seat in self._seats_with(fact.uniqueid):
            seat.legs[fact.uniqueid].up = True
            change.seats.add(seat.extension)

    def _seat_leg_joined(self, fact: f.LegJoined, change: Change) -> None:
        for seat in self._seats_with(fact.uniqueid):
            if len(seat.legs) == 1 and seat.call_id != fact.linkedid:
                seat.call_id = fact.linkedid
                change.seats.add(seat.extension)

    def _seat_leg_ended(self, fact: f.LegEnded, change: Change) -> None:
        for seat in self._seats_with(fact.uniqueid):
            leg = seat.legs.pop(fact.uniqueid)
            live = self.tracker.call_of_leg(fact.uniqueid)
            talked = leg.up and live is not None and live.call.direction != Direction.INTERNAL
            # A wrap-up would keep a citizen away who waits for this very seat to come back.
            if talked and live is not None and not live.loses_seat(fact.uniqueid, fact.cause):
                seat.record.wrap_up_call_id = live.call.id
                self.wrapping[seat.extension] = live
            if not seat.legs:
                self._begin_wrap_up(seat, fact.at, change)
            change.seats.add(seat.extension)

    def _seat_offered(self, fact: f.AgentOffered, change: Change) -> None:
        if seat := self.seats.get(fact.extension):
            for leg in seat.legs.values():
                leg.queue_call = True
            change.seats.add(seat.extension)

    def _seat_missed(self, fact: f.AgentMissed, change: Change) -> None:
        seat = self.seats.get(fact.extension)
        if seat is None:
            return
        seat.missed_in_row += 1
        if seat.missed_in_row >= self.rules.misses_before_pause and seat.record.declared == SeatState.READY:
            seat.record.declared = SeatState.PAUSED
            seat.record.reason = MISSED_CALLS
            change.rows.append(seat.record)
        change.seats.add(seat.extension)

    def _seat_answered(self, fact: f.AgentAnswered, change: Change) -> None:
        if seat := self.seats.get(fact.extension):
            seat.missed_in_row = 0
            change.seats.add(seat.extension)

    def _seat_registered(self, fact: f.SeatRegistered, change: Change) -> None:
        if seat := self.seats.get(fact.extension):
            seat.registered = fact.registered
            change.seats.add(seat.extension)

    def _seats_with(self, uniqueid: str) -> list[Seat]:
        return [seat for seat in self.seats.values() if uniqueid in seat.legs]

    # what a person declared

    def declare(
        self, extension: str, state: SeatState, reason: str | None, user_id: int | None, at: datetime
    ) -> Change:
        """Set what the seat falls back to: ready, paused (with a reason) or logged out."""
        seat = self.seats[extension]
        seat.record.declared = state
        seat.record.reason = reason if state is SeatState.PAUSED else None
        seat.record.user_id = user_id
        if state is SeatState.READY:
            seat.missed_in_row = 0
        change = Change(rows=[seat.record], seats={extension})
        if state is not SeatState.PAUSED and not seat.legs:
            self._end_wrap_up(seat, at, change)
        self._settle(change, at)
        return change

    def phone_health(self, extension: str, *, microphone: bool, at: datetime) -> Change:
        """Note whether the seat's microphone delivers sound; without it no calls come."""
        seat = self.seats[extension]
        seat.microphone = microphone
        change = Change(seats={extension})
        self._settle(change, at)
        return change

    def seat_people(self, people: Mapping[str, Seated], at: datetime) -> Change:
        """Somebody came, left, changed seats or desks. A seat with another person than the one who declared
        something is logged out; calls in talk go on.
        """
        change = Change()
        for extension, seat in self.seats.items():
            person = people.get(extension, NOBODY)
            record = seat.record
            if record.declared != SeatState.LOGGED_OUT and record.user_id != person.user_id:
                record.declared, record.reason = SeatState.LOGGED_OUT, None
                change.rows.append(record)
                change.seats.add(extension)
            if seat.queues != person.queues:
                seat.queues = person.queues
                # The same membership of other queues: the exchange must be told all the same.
                seat.last_membership = None
                change.seats.add(extension)
        self._settle(change, at)
        return change

    # wrap-up

    def extend_wrap_up(self, extension: str, by_seconds: int, at: datetime) -> Change:
        """Lengthen the wrap-up, at most by the site's limit in all.

        Raises `ValueError` when the seat is not in wrap-up or the limit is reached.
        """
        seat = self.seats[extension]
        if seat.state is not SeatState.WRAP_UP or seat.record.wrap_up_until is None:
            raise ValueError("not_in_wrap_up")
        extended = seat.wrap_up_extended + timedelta(seconds=by_seconds)
        if extended > self.rules.wrap_up_extension_limit:
            raise ValueError("wrap_up_limit")
        seat.wrap_up_extended = extended
        seat.record.wrap_up_until += timedelta(seconds=by_seconds)
        change = Change(rows=[seat.record], seats={extension})
        self._settle(change, at)
        return change

    def finish_wrap_up(self, extension: str, at: datetime) -> Change:
        """End the wrap-up now; nothing happens to a seat that is in none."""
        seat = self.seats[extension]
        change = Change(seats={extension})
        self._end_wrap_up(seat, at, change)
        self._settle(change, at)
        return change

    @property
    def next_wrap_up_end(self) -> datetime | None:
        """When `tick` has something to do next."""
        ends = (s.record.wrap_up_until for s in self.seats.values() if not s.legs)
        return min((end for end in ends if end is not None), default=None)

    def tick(self, now: datetime) -> Change:
        """End the wrap-ups whose time is over."""
        change = Change()
        for seat in self.seats.values():
            until = seat.record.wrap_up_until
            if until is not None and until <= now and not seat.legs:
                self._end_wrap_up(seat, until, change)
                change.seats.add(seat.extension)
        self._settle(change, now)
        return change

    def _begin_wrap_up(self, seat: Seat, at: datetime, change: Change) -> None:
        if seat.record.wrap_up_call_id is None:
            return
        visit = self._visit_to_wrap_up(seat)
        if not self.rules.wrap_up:
            seat.record.wrap_up_call_id = None
            self.wrapping.pop(seat.extension, None)
            if visit is not None:
                visit.wrapped_up_at = at
                change.rows.append(visit)
            return
        seat.wrap_up_extended = timedelta()
        seat.call_id = seat.record.wrap_up_call_id
        seat.record.wrap_up_until = at + self.rules.wrap_up
        change.rows.append(seat.record)

    def _end_wrap_up(self, seat: Seat, at: datetime, change: Change) -> None:
        if seat.record.wrap_up_until is None:
            return
        if (visit := self._visit_to_wrap_up(seat)) is not None:
            visit.wrapped_up_at = at
            change.rows.append(visit)
        seat.record.wrap_up_until = None
        seat.record.wrap_up_call_id = None
        self.wrapping.pop(seat.extension, None)
        change.rows.append(seat.record)

    def _visit_to_wrap_up(self, seat: Seat) -> QueueVisit | None:
        return self.day.last_visit(seat.record.wrap_up_call_id or "", seat.extension)

    # what follows

    def _settle(self, change: Change, at: datetime) -> None:
        """Turn the intervals of the seats that moved and say what the exchange must be told."""
        for extension in change.seats:
            seat = self.seats[extension]
            if seat.state in (SeatState.READY, SeatState.PAUSED, SeatState.LOGGED_OUT):
                seat.call_id = None
            change.rows += seat.turn_interval(at)
            membership = seat.membership
            if membership != seat.last_membership:
                seat.last_membership = membership
                change.memberships.append((extension, membership))
