"""How long to wait before the next try: doubling, with jitter, bounded."""

from __future__ import annotations

import asyncio
import random


class Backoff:
    """Waits `first` seconds, then twice as long each time up to `longest`, each ± 30 %."""

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def reset(self) -> None:
        """Start again with the first delay."""
        self._next = self._first

    def draw(self) -> float:
        """The next delay in seconds."""
        delay = self._next * random.uniform(0.7, 1.3)  # noqa: S311 - jitter, not a secret
        self._next = min(self._next * 2, self._longest)
        return delay

    async def wait(self) -> None:
        """Sleep for the next delay."""
        await asyncio.sleep(self.draw())
