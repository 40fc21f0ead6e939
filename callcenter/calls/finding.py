"""Filters and orders of a list of calls, as SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression
from sqlmodel import case, col, func, or_, select

from callcenter.calls.figures import Figure, FigureCalls
from callcenter.calls.models import Call, Leg, QueueVisit
from callcenter.calls.outcomes import FROM_US, Standing, stands
from callcenter.problems import invalid_field
from callcenter.storage.seconds import seconds_between


@dataclass(frozen=True, slots=True)
class CallFilter:
    """`queue`: stood in this line, however it went on. `seat`: this extension talked in it or made it.

    `since` and `until` (not included) are about the start of the call, and with a `figure` about
    joining the line, as the board counts. `caller` is a canonical number or a piece of one;
    `talked_with` are extensions, `said` selects the ids of calls by what was said in them; of these three
    one is enough.
    """

    queue: str | None = None
    outcome: Standing | None = None
    figure: Figure | None = None
    direction: str | None = None
    seat: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    said: Select[Any] | None = None
    caller: str | None = None
    talked_with: Collection[str] | None = None
    sort: str = "-started_at"

    def figure_calls(self, service_level: timedelta) -> FigureCalls | None:
        """The calls behind the wanted figure, or None without one."""
        if self.figure is None:
            return None
        return FigureCalls(self.figure, self.queue, self.since, self.until, service_level)


def conditions(wanted: CallFilter, service_level: timedelta) -> list[ColumnElement[bool]]:
    """Everything a call must fulfil, to be joined by AND."""
    found: list[ColumnElement[bool]] = []
    figure = wanted.figure_calls(service_level)
    if figure is not None:
        found.append(figure.calls)
    else:
        found += _in_interval_and_queue(wanted)
    if wanted.outcome is not None:
        found.append(stands(wanted.outcome))
    if wanted.direction is not None:
        found.append(col(Call.direction) == wanted.direction)
    if wanted.seat is not None:
        found.append(of_seat(wanted.seat))
    words = _words(wanted)
    if words:
        found.append(or_(*words))
    return found


def of_seat(extension: str) -> ColumnElement[bool]:
    """Calls in which the seat talked, or which it made."""
    legs = select(Leg.call_id).where(
        col(Leg.extension) == extension, or_(col(Leg.answered_at).is_not(None), col(Leg.inbound))
    )
    return or_(col(Call.extension) == extension, col(Call.id).in_(legs))


def order(sort: str) -> list[ColumnElement[Any]]:
    """Raises `Invalid` for a column that cannot be sorted by."""
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        raise invalid_field("sort", "calls.unknown_sort")
    last = col(Call.id)
    if sort.startswith("-"):
        return [column.desc().nulls_last(), last.desc()]
    return [column.asc().nulls_last(), last.asc()]


def _in_interval_and_queue(wanted: CallFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.queue is not None:
        found.append(col(Call.id).in_(select(QueueVisit.call_id).where(QueueVisit.queue == wanted.queue)))
    if wanted.since is not None:
        found.append(col(Call.started_at) >= wanted.since)
    if wanted.until is not None:
        found.append(col(Call.started_at) < wanted.until)
    return found


def _words(wanted: CallFilter) -> list[ColumnElement[bool]]:
    words: list[ColumnElement[bool]] = []
    if wanted.caller is not None:
        piece = f"%{wanted.caller}%"
        words += [col(Call.caller).like(piece), col(Call.dialled).like(piece)]
    if wanted.talked_with is not None:
        words.append(col(Call.extension).in_(wanted.talked_with))
    if wanted.said is not None:
        words.append(col(Call.id).in_(wanted.said))
    return words


def _visits_sum(seconds: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    total: Select[tuple[Any]] = select(func.sum(seconds)).where(col(QueueVisit.call_id) == col(Call.id))
    return total.correlate(Call).scalar_subquery()


_WAIT = _visits_sum(
    seconds_between(
        col(QueueVisit.joined_at), func.coalesce(col(QueueVisit.answered_at), col(QueueVisit.ended_at))
    )
)
_TALK = case(
    (
        col(Call.direction).in_(FROM_US),
        seconds_between(col(Call.answered_at), col(Call.ended_at)),
    ),
    else_=_visits_sum(
        seconds_between(col(QueueVisit.answered_at), col(QueueVisit.ended_at)) - col(QueueVisit.hold_seconds)
    ),
)
SORTS: dict[str, SQLColumnExpression[Any]] = {
    "started_at": col(Call.started_at),
    "ended_at": col(Call.ended_at),
    "desk": col(Call.queue),
    "outcome": col(Call.outcome),
    "agent": col(Call.extension),
    "wait_seconds": _WAIT,
    "talk_seconds": _TALK,
}
