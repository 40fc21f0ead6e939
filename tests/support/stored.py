"""What the centre has written down, looked at from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlmodel import select

from callcenter.calls.models import Call, Offer, QueueVisit, Recording
from callcenter.storage.database import Database
from callcenter.storage.tables import Table
from tests.support.asterisk import until
from tests.support.centre import Centre

Row = TypeVar("Row", bound=Table)


class Stored:
    """Every look reads the database anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, kind: type[Row], fits: Callable[[Row], object] = lambda row: True) -> list[Row]:
        with self._database.reading() as session:
            return [row for row in session.exec(select(kind)) if fits(row)]

    def call_of(self, number: str) -> Call:
        """The newest call of a citizen, by the number as dialled in the country. ValueError: none yet."""
        calls = self.rows(Call, lambda call: call.caller.endswith(number.lstrip("0")))
        return max(calls, key=lambda call: call.started_at)

    def visits_of(self, call: Call) -> list[QueueVisit]:
        """In the order of joining."""
        return sorted(self.rows(QueueVisit, lambda v: v.call_id == call.id), key=lambda v: v.joined_at)

    def offers_of(self, call: Call) -> list[Offer]:
        return [o for v in self.visits_of(call) for o in self.rows(Offer, lambda o, v=v: o.visit_id == v.id)]  # type: ignore[misc]

    def waiting(self, desk: str) -> int:
        """Callers that stand in this line."""
        return len(self.rows(QueueVisit, lambda v: v.queue == desk and not v.answered_at and not v.ended_at))

    async def ended(self, number: str, limit: float = 20.0) -> Call:
        """The citizen's newest call when it is over for everybody: marks, wrap-ups, sealed recording."""

        def complete() -> bool:
            try:
                call = self.call_of(number)
            except ValueError:
                return False
            talks = [visit for visit in self.visits_of(call) if visit.answered_at]
            sealed = not call.recording or self.rows(Recording, lambda r: r.call_id == call.id)
            return call.ended_at is not None and bool(sealed) and all(v.ended_at for v in talks)

        await until(complete, f"the call of {number} is stored with its end", limit)
        return self.call_of(number)

    async def wrapped_up(self, call: Call, limit: float = 20.0) -> QueueVisit:
        """The call's last visit with the end of the wrap-up."""
        await until(lambda: self.visits_of(call)[-1].wrapped_up_at, f"wrap-up of {call.id} ended", limit)
        return self.visits_of(call)[-1]


@contextmanager
def stored(centre: Centre) -> Iterator[Stored]:
    with centre.database() as database:
        yield Stored(database)
