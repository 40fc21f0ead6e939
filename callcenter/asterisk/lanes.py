"""Ordered work: one lane a channel, so that a slow channel holds up nobody but itself."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    """Hands items to `handle` in order within a lane; lanes run side by side.

    At most `depth` items wait in a lane: `put` then answers False and the item is not taken.
    What `handle` raises is logged; the lane goes on.
    """

    def __init__(self, handle: Callable[[Item], Awaitable[None]], depth: int = 1000) -> None:
        self._handle = handle
        self._depth = depth
        self._waiting: dict[str, deque[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger("callcenter.asterisk.lanes")

    def put(self, lane: str, item: Item) -> bool:
        """Queue one item behind those of the same lane; False when the lane is full."""
        waiting = self._waiting.get(lane)
        if waiting is not None:
            if len(waiting) >= self._depth:
                return False
            waiting.append(item)
            return True
        self._waiting[lane] = deque([item])
        task = asyncio.create_task(self._work(lane), name=f"lane-{lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def close(self) -> None:
        """Cancel what runs and forget what waits."""
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, lane: str) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting:
                try:
                    await self._handle(waiting.popleft())
                except Exception:  # noqa: BLE001 - one bad event must not stop a call's other events
                    self._log.exception("lane.handler_failed", lane=lane)
        finally:
            if self._waiting.get(lane) is waiting:
                del self._waiting[lane]
