"""The ends of playbacks and recordings, which come by the event socket, awaited by name."""

import asyncio
from collections.abc import Mapping
from typing import Any


class Ends:
    """Of one caller's."""

    def __init__(self) -> None:
        self._ends: dict[str, asyncio.Future[Mapping[str, Any]]] = {}

    def expect(self, name: str) -> asyncio.Future[Mapping[str, Any]]:
        """Done with the event's object; to be asked for before it begins, and forgotten afterwards."""
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._ends[name] = future
        return future

    def told(self, name: str, data: Mapping[str, Any]) -> None:
        """It is over; harmless where nobody awaits it."""
        future = self._ends.get(name)
        if future is not None and not future.done():
            future.set_result(data)

    def forget(self, name: str) -> None:
        """Nobody awaits it any more."""
        self._ends.pop(name, None)
