"""How seats and lines stand at this moment, for whoever wants to hand a call over."""

from collections.abc import Mapping
from dataclasses import dataclass

from callcenter.agents.models import SeatState
from callcenter.floor.floor import Floor


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Callers in line, and seats that would take one at once."""

    waiting: int
    ready: int


@dataclass(frozen=True, slots=True)
class FloorStanding:
    """Every seat and every line at one moment."""

    seats: Mapping[str, SeatState]
    """By extension."""
    lines: Mapping[str, LineStanding]
    """By desk."""


def standing(floor: Floor) -> FloorStanding:
    """Belongs to the floor's loop."""
    desks = {desk for seat in floor.seats.values() for desk in seat.queues}
    return FloorStanding(
        seats={extension: seat.state for extension, seat in floor.seats.items()},
        lines={
            desk: LineStanding(
                waiting=len(floor.tracker.waiting_in(desk)),
                ready=sum(
                    1
                    for seat in floor.seats.values()
                    if desk in seat.queues and seat.state is SeatState.READY
                ),
            )
            for desk in desks
        },
    )
