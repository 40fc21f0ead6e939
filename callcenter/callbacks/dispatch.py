"""Puts callbacks into the line, each at the place its citizen had, and tells how they went.

A callback waits in the queue like a caller and the citizen is rung only after an agent has
answered, so there can never be more citizens being called than agents for them. At most one
callback of a desk stands in line at a time, and only while somebody serves the desk.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Protocol

import structlog

from callcenter.callbacks.intake import CallbackIntake
from callcenter.callbacks.models import AttemptOutcome, WorkItem
from callcenter.problems import Problem
from callcenter.storage.patience import until_stored

ROUND_SECONDS = 2.0
IN_LINE = "callback-"
"""How the ids of calls begin that stand in a line until an agent is there."""

log = structlog.get_logger()


class Line(Protocol):
    """The queues and the exchange, as far as callbacks concern them."""

    def staffed(self, desk: str) -> bool:
        """Somebody who serves the desk is at work, talking or not."""

    def position(self, desk: str, joined_at: datetime) -> int:
        """The place in line (from 1) of one who joined then."""

    async def call_back(self, call_id: str, number: str, queue: str, position: int) -> None:
        """Put the callback into the line under this call id; raises when it cannot be done."""

    async def call_from_seat(self, call_id: str, extension: str, number: str) -> None:
        """Ring the seat, then the citizen, under this call id; raises when it cannot be done."""


class CallbackDispatcher:
    """`seated` gives the id of the person at an extension."""

    def __init__(
        self,
        intake: CallbackIntake,
        line: Line,
        desks: Iterable[str],
        seated: Callable[[str], int | None],
    ) -> None:
        self._intake = intake
        self._line = line
        self._desks = tuple(desks)
        self._seated = seated
        self._under_way: dict[str, tuple[int, str]] = {}
        """By call id: item and desk."""
        self._cut_off: list[int] = []

    async def recover(self, going_on: Callable[[str], bool]) -> None:
        """Once, before the first fact: follow the attempts whose call (by its id) outlived our restart.

        It only reads, so a locked database holds up no start; `run` ends the others.
        """
        for attempt in await asyncio.to_thread(self._intake.under_way):
            if going_on(attempt.call_id):
                in_line = attempt.call_id.startswith(IN_LINE)
                self._under_way[attempt.call_id] = (attempt.item_id, attempt.desk if in_line else "")
            else:
                self._cut_off.append(attempt.id)

    async def run(self) -> None:
        """Look for callbacks whose time has come. Runs until cancelled."""
        await until_stored(self._intake.give_up, self._cut_off)
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            for desk in self._desks:
                try:
                    await self._serve(desk)
                except Exception:
                    log.exception("callback_round_failed", desk=desk)

    async def _serve(self, desk: str) -> None:
        if not self._line.staffed(desk) or any(
            under_way == desk for _, under_way in self._under_way.values()
        ):
            return
        waiting = await asyncio.to_thread(self._intake.waiting, desk)
        if waiting:
            await self._begin(waiting[0])

    async def call_from_seat(self, item_id: int, extension: str) -> None:
        """A person calls the citizen now: the seat rings first. Raises `Problem` when it cannot be."""
        call_id = f"seat-{extension}-{item_id}-{time.time_ns():x}"
        item = await asyncio.to_thread(self._intake.begin_attempt, item_id, self._seated(extension), call_id)
        await self._call(
            item, call_id, "", self._line.call_from_seat(call_id, extension, national(item.caller))
        )

    async def _begin(self, item: WorkItem) -> None:
        call_id = f"{IN_LINE}{item.id}-{item.attempts + 1}"
        try:
            await asyncio.to_thread(self._intake.begin_attempt, item.id or 0, None, call_id)
        except Problem:
            return  # A person was faster.
        position = self._line.position(item.desk, item.arrived_at)
        call = self._line.call_back(call_id, national(item.caller), item.desk, position)
        await self._call(item, call_id, item.desk, call)

    async def _call(self, item: WorkItem, call_id: str, desk: str, call: Awaitable[None]) -> None:
        """`desk` is where the attempt stands in line, or empty."""
        self._under_way[call_id] = (item.id or 0, desk)
        try:
            await call
        except Exception:
            del self._under_way[call_id]
            await until_stored(self._intake.finish_attempt, item.id or 0, AttemptOutcome.FAILED)
            raise

    async def ended(self, call_id: str, *, reached: bool, extension: str | None) -> None:
        """A call is over; nothing happens when it was none of ours."""
        item_id, _ = self._under_way.pop(call_id, (None, ""))
        if item_id is None:
            return
        outcome = AttemptOutcome.REACHED if reached else AttemptOutcome.NO_ANSWER
        user = self._seated(extension) if extension else None
        await until_stored(self._intake.finish_attempt, item_id, outcome, user, call_id)


def national(canonical: str) -> str:
    """A Korean number as it is dialled inside the country: `+821012342413` → `01012342413`."""
    return "0" + canonical.removeprefix("+82") if canonical.startswith("+82") else canonical.lstrip("+")
