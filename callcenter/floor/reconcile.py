"""Compares what we believe with what the exchange says, and names each difference.

Events can be lost (a cut connection, a restart), so the exchange is asked every few seconds.
A difference counts only when two rounds in a row see it: one round may simply have crossed
an event that is still on its way. After a reconnect one round is enough (`at_once`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from callcenter.agents.seat import Membership
from callcenter.calls import facts as f
from callcenter.calls.models import QueueVisit
from callcenter.floor.floor import Floor


@dataclass(frozen=True, slots=True)
class SeenLeg:
    """A leg the exchange has now."""

    started: f.LegStarted
    up: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the exchange says at one instant."""

    at: datetime
    legs: dict[str, SeenLeg]
    """By uniqueid."""
    waiting: dict[tuple[str, str], datetime]
    """(linkedid, queue) of each waiting caller, with the instant it joined."""
    members: dict[str, dict[str, str | None]]
    """By extension: the queues it is a member of, each with its pause reason or None."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One difference and how it is mended: facts to believe, or a seat to tell again."""

    key: tuple[str, ...]
    """What kind (`leg`, `gone`, `wait`, `left`, `member`) and which."""
    facts: tuple[f.Fact, ...] = ()
    tell_again: str | None = None


class Reconciler:
    """Remembers what the last round suspected. Belongs to the floor's loop."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._suspected: set[tuple[str, ...]] = set()

    def compare(self, seen: Seen, *, at_once: bool) -> list[Repair]:
        """Differences to be mended now, the facts of each in an order the floor understands."""
        found = [repair for check in self._checks() for repair in check(seen)]
        due = [repair for repair in found if at_once or repair.key in self._suspected]
        self._suspected = {repair.key for repair in found} - {repair.key for repair in due}
        return due

    def _checks(self) -> tuple[Callable[[Seen], list[Repair]], ...]:
        return self._unknown_legs, self._unknown_waits, self._gone_waits, self._gone_legs, self._members

    def _unknown_legs(self, seen: Seen) -> list[Repair]:
        repairs = []
        for uniqueid, leg in seen.legs.items():
            if self._floor.tracker.call_of_leg(uniqueid) is not None:
                continue
            facts: list[f.Fact] = [leg.started]
            if leg.up:
                linkedid = leg.started.linkedid
                facts.append(f.LegAnswered(at=leg.started.at, linkedid=linkedid, uniqueid=uniqueid))
            repairs.append(Repair(("leg", uniqueid), tuple(facts)))
        return repairs

    def _gone_legs(self, seen: Seen) -> list[Repair]:
        known = [leg for live in self._floor.tracker.calls.values() for leg in live.legs.values()]
        seat_legs = {i: seat for seat in self._floor.seats.values() for i in seat.legs}
        gone = {leg.id: leg.call_id for leg in known if leg.id not in seen.legs}
        gone |= {i: seat.call_id or "" for i, seat in seat_legs.items() if i not in seen.legs}
        return [
            Repair(
                ("gone", uniqueid),
                (f.LegEnded(at=seen.at, linkedid=call_id, uniqueid=uniqueid, cause=0),),
            )
            for uniqueid, call_id in gone.items()
        ]

    def _unknown_waits(self, seen: Seen) -> list[Repair]:
        known = {(visit.call_id, visit.queue) for visit in self._waiting()}
        return [
            Repair(
                ("wait", *key),
                (f.QueueJoined(at=joined, linkedid=key[0], queue=key[1], position=1),),
            )
            for key, joined in seen.waiting.items()
            if key not in known
        ]

    def _gone_waits(self, seen: Seen) -> list[Repair]:
        return [
            Repair(
                ("left", visit.id),
                (f.QueueLeft(at=seen.at, linkedid=visit.call_id, queue=visit.queue),),
            )
            for visit in self._waiting()
            if (visit.call_id, visit.queue) not in seen.waiting
        ]

    def _members(self, seen: Seen) -> list[Repair]:
        repairs = []
        for seat in self._floor.seats.values():
            told = seat.last_membership
            wanted = _memberships(seat.queues, told)
            if told is not None and seen.members.get(seat.extension, {}) != wanted:
                key = ("member", seat.extension, str(told))
                repairs.append(Repair(key, tell_again=seat.extension))
        return repairs

    def _waiting(self) -> list[QueueVisit]:
        waits = (live.waiting for live in self._floor.tracker.calls.values())
        return [visit for visit in waits if visit is not None]


def _memberships(queues: tuple[str, ...], told: Membership | None) -> dict[str, str | None]:
    if told is None or not told.present:
        return {}
    return dict.fromkeys(queues, told.pause)
