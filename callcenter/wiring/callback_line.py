"""The floor and the exchange as callbacks see them."""

from datetime import datetime

from callcenter.agents.models import SeatState
from callcenter.floor.places import Places
from callcenter.floor.service import FloorService
from callcenter.floor.switchboard import Switchboard


class CallbackLine:
    """`callcenter.callbacks.dispatch.Line`."""

    def __init__(self, floor: FloorService, switchboard: Switchboard) -> None:
        self._floor = floor
        self._places = Places(floor.floor)
        self._switchboard = switchboard

    def staffed(self, desk: str) -> bool:
        return any(
            desk in seat.queues and seat.state not in (SeatState.LOGGED_OUT, SeatState.PAUSED)
            for seat in self._floor.floor.seats.values()
        )

    def position(self, desk: str, joined_at: datetime) -> int:
        return self._places.position(desk, joined_at)

    async def call_back(self, call_id: str, number: str, queue: str, position: int) -> None:
        await self._switchboard.call_back(call_id, number, queue, position)

    async def call_from_seat(self, call_id: str, extension: str, number: str) -> None:
        await self._switchboard.call_from_seat(call_id, extension, number)
