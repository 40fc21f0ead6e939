"""Who sits where is read anew every few seconds: the command line changes people without telling us."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from callcenter.floor.seating import Seated

PEOPLE_SECONDS = 5.0

log = structlog.get_logger()


class People(Protocol):
    """Who sits where (`callcenter.wiring.people_directory`)."""

    @property
    def seated(self) -> Mapping[str, Seated]:
        """By extension, as last read."""
        ...

    @property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """By extension: name and role, as last read."""
        ...

    def read(self) -> bool:
        """Read anew, blocking; whether anything is different now."""
        ...


class PeopleWatch:
    """`seat` is told of everybody at first, and whenever somebody is different. Lives on one event loop."""

    def __init__(
        self,
        people: People,
        seat: Callable[[Mapping[str, Seated]], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._people = people
        self._seat = seat
        self._loop = loop
        self._changed = asyncio.Event()
        self._unseated = True

    def look(self) -> None:
        """Somebody was added, changed or disabled: see it at once. From any thread."""
        self._loop.call_soon_threadsafe(self._changed.set)

    def name_of(self, extension: str) -> str | None:
        """None where nobody sits."""
        name, _ = self._people.names.get(extension, (None, None))
        return name

    async def run(self) -> None:
        """Until cancelled; a database that does not answer is asked again."""
        while True:
            try:
                if await asyncio.to_thread(self._people.read) or self._unseated:
                    self._unseated = False
                    self._seat(self._people.seated)
            except SQLAlchemyError as error:
                log.warning("people_not_read", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(PEOPLE_SECONDS):
                    await self._changed.wait()
            self._changed.clear()
