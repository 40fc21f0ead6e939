"""The steps of a check: each is said with its time, and the first that fails ends it with a sentence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
LOOK_SECONDS = 0.1


class CheckError(Exception):
    """A step failed; the text is the sentence for the operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.step = ""


class Steps:
    """`say` prints one line."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._began = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        except CheckError as failure:
            failure.step = failure.step or name
            raise
        self._say(f"  ok  {time.monotonic() - began:6.1f} s  {name}")

    def left_out(self, name: str, reason: str) -> None:
        """A part that could not be checked on this machine."""
        self._say(f"  --            {name}: not checked, {reason}")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


async def wait_for(look: Callable[[], Awaitable[T | None]], within: float, reason: str) -> T:
    """The first true answer of `look`. Raises `CheckError(reason)` after `within` seconds."""
    end = time.monotonic() + within
    while not (found := await look()):
        if time.monotonic() > end:
            raise CheckError(reason)
        await asyncio.sleep(LOOK_SECONDS)
    return found
