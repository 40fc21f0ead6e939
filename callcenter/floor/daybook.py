"""Today's calls and visits, kept in memory so that a live figure never waits for the database."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from callcenter.calls.models import Call, Direction, QueueVisit
from callcenter.storage.tables import Table


class DayBook:
    """The rows of one local day; `turn` begins the next.

    The rows are the tracker's own objects, so a figure is as new as the last fact.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.visits: dict[str, QueueVisit] = {}
        self.calls_in: dict[str, Call] = {}

    def note(self, rows: Iterable[Table]) -> None:
        """Keep the visits and inbound calls among the rows; others are passed over."""
        for row in rows:
            if isinstance(row, QueueVisit):
                self.visits[row.id] = row
            elif isinstance(row, Call) and row.direction == Direction.INBOUND:
                self.calls_in[row.id] = row

    def visits_of(self, queue: str) -> list[QueueVisit]:
        """Today's visits to one queue, in no particular order."""
        return [visit for visit in self.visits.values() if visit.queue == queue]

    def last_visit(self, call_id: str, extension: str) -> QueueVisit | None:
        """The newest visit of the call that this seat answered."""
        served = [v for v in self.visits.values() if v.call_id == call_id and v.extension == extension]
        return max(served, key=lambda v: v.joined_at, default=None)

    def turn(self, now: datetime) -> None:
        """Forget what is over and began before the local day of `now`."""
        today = now.astimezone(self._zone).date()
        self.visits = {
            i: v for i, v in self.visits.items() if not v.ended_at or self._day(v.joined_at) >= today
        }
        self.calls_in = {
            i: c for i, c in self.calls_in.items() if not c.ended_at or self._day(c.started_at) >= today
        }

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()
