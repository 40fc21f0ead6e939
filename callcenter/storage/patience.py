"""Writes that must not be lost, begun on an event loop: tried again until the database takes them."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 5.0

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()


async def until_stored(write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `write` gives, called in a thread as often as the database is locked or away.

    `write` must be one transaction. Raises whatever else it raises.
    """
    delay = FIRST_RETRY_SECONDS
    while True:
        try:
            return await asyncio.to_thread(write, *args, **kwargs)
        except (OperationalError, PoolTimeoutError) as error:
            log.warning("not_stored_yet", error=type(error).__name__, retry_seconds=delay)
        await asyncio.sleep(delay)
        delay = min(delay * 2, LONGEST_RETRY_SECONDS)
