"""The way from a request (any thread) to the floor (its event loop) and back."""

import asyncio
import concurrent.futures
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from callcenter.agents.models import SeatState
from callcenter.floor.service import FloorService
from callcenter.floor.standing import FloorStanding, standing
from callcenter.floor.switchboard import SwitchboardError
from callcenter.problems import Conflict, Problem

WAIT_SECONDS = 5.0
P = ParamSpec("P")
T = TypeVar("T")


class Unavailable(Problem):
    """The telephone side does not answer in time."""

    status = 503


class FloorGate:
    """Runs one act on the floor's loop and waits for its end, at most `WAIT_SECONDS`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, floor: FloorService) -> None:
        self._loop = loop
        self._floor = floor

    def declare(self, extension: str, state: SeatState, reason: str | None, user_id: int) -> None:
        """As `FloorService.declare`."""
        self._act(self._floor.declare, extension, state, reason, user_id)

    def phone_health(self, extension: str, *, microphone: bool) -> None:
        """As `FloorService.phone_health`."""
        self._act(self._floor.phone_health, extension, microphone=microphone)

    def extend_wrap_up(self, extension: str, seconds: int) -> None:
        """As `FloorService.extend_wrap_up`; a refusal becomes `Conflict`."""
        self._act(self._floor.extend_wrap_up, extension, seconds)

    def finish_wrap_up(self, extension: str) -> None:
        """As `FloorService.finish_wrap_up`."""
        self._act(self._floor.finish_wrap_up, extension)

    def conference(self, extension: str) -> None:
        """Bring the seat's citizen, the seat and whom it consults together."""
        self._wait(self._floor.conference(extension))

    def standing(self) -> FloorStanding:
        """How seats and lines stand now."""

        async def look() -> FloorStanding:
            return standing(self._floor.floor)

        return self._wait(look())

    def wait_for(self, work: Awaitable[T]) -> T:
        """Something else on the floor's loop, done before this returns."""
        return self._wait(work)

    def _act(self, act: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        async def run() -> None:
            act(*args, **kwargs)

        self._wait(run())

    def _wait(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        future = asyncio.run_coroutine_threadsafe(awaited(), self._loop)
        try:
            return future.result(WAIT_SECONDS)
        except ValueError as refusal:
            raise Conflict(f"seat.{refusal}") from refusal
        except (concurrent.futures.TimeoutError, SwitchboardError) as failure:
            future.cancel()
            raise Unavailable("seat.telephone_unavailable") from failure
