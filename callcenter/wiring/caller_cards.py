"""What is known of callers is looked up when they come and when it has changed, and drawn on the seats."""

import asyncio
from collections.abc import Collection

from callcenter.calls import facts as f
from callcenter.floor.callers import Callers, LookUp
from callcenter.floor.service import FloorService


class CallerCards:
    """Lives on the floor's event loop."""

    def __init__(
        self, floor: FloorService, callers: Callers, look_up: LookUp, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._floor = floor
        self._callers = callers
        self._look_up = look_up
        self._loop = loop

    def take(self, fact: f.Fact) -> None:
        """Look up who calls. The first leg we hear of: of a callback it is the half that waits in line."""
        if isinstance(fact, f.LegStarted) and not self._callers.looked_up(fact.linkedid):
            number = fact.caller if fact.extension is None else fact.dialled or fact.caller
            self._floor.start(self._remember(fact.linkedid, number))

    def look_again(self, *, call_id: str | None = None, numbers: Collection[str] = ()) -> None:
        """What is known of a call or of these numbers has changed: renew the cards. From any thread."""
        self._loop.call_soon_threadsafe(self._renew, call_id, frozenset(numbers))

    def _renew(self, call_id: str | None, numbers: frozenset[str]) -> None:
        floor = self._floor.floor
        for live in (*floor.tracker.calls.values(), *floor.wrapping.values()):
            number = self._callers.get(live.call.id).number
            if live.call.id == call_id or number in numbers:
                self._floor.start(self._remember(live.call.id, number))

    async def _remember(self, call_id: str, number: str) -> None:
        turn = self._callers.begin(call_id)
        caller = await asyncio.to_thread(self._look_up, call_id, number)
        if self._callers.remember(call_id, caller, turn):
            seats = self._floor.floor.seats.values()
            self._floor.redraw({seat.extension for seat in seats if seat.call_id == call_id})
