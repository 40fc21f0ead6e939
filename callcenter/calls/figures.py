"""The numbers of the board as conditions: whoever clicks on one sees the calls behind it.

A figure of a queue counts visits, and a call can stand in line twice; so a list of a figure
tells both how many calls there are and how many of them the board counts. The definitions are
those of `callcenter.calls.kpi`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlmodel import and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from callcenter.calls.models import Call, Direction, Outcome, QueueVisit, VisitOutcome
from callcenter.storage.seconds import seconds_between


class Figure(StrEnum):
    """A number of the board that opens the calls behind it."""

    WAITING = "waiting"
    """in line now"""
    TALKING = "talking"
    """with an agent now"""
    OFFERED = "offered"
    ANSWERED = "answered"
    ANSWERED_IN_TIME = "answered_in_time"
    """within T of the service level"""
    ABANDONED = "abandoned"
    HANDLED = "handled"
    """answered and over: what talk, hold and handling time are the mean of"""
    LOST = "lost"
    """abandoned in line, or left in the IVR"""
    CALLS_IN = "calls_in"


NOW = frozenset({Figure.WAITING, Figure.TALKING})
"""Figures of this moment: no interval applies to them."""


class FigureCalls:
    """One figure, of one queue or of all, within an interval; `service_level` is T."""

    def __init__(
        self,
        figure: Figure,
        queue: str | None,
        since: datetime | None,
        until: datetime | None,
        service_level: timedelta,
    ) -> None:
        self._figure = figure
        self._queue = queue
        self._interval = () if figure in NOW else (since, until)
        self._service_level = service_level

    @property
    def calls(self) -> ColumnElement[bool]:
        """The calls behind the number."""
        if self._figure is Figure.CALLS_IN:
            return and_(*self._calls_in())
        visited = col(Call.id).in_(select(QueueVisit.call_id).where(*self._visits()))
        return or_(visited, and_(*self._left_in_ivr())) if self._counts_the_ivr else visited

    @property
    def counts(self) -> Sequence[SelectOfScalar[int]]:
        """Queries whose results together are the number on the board."""
        calls = select(func.count()).select_from(Call)
        if self._figure is Figure.CALLS_IN:
            return [calls.where(*self._calls_in())]
        visits = select(func.count()).select_from(QueueVisit).where(*self._visits())
        return [visits, calls.where(*self._left_in_ivr())] if self._counts_the_ivr else [visits]

    @property
    def _counts_the_ivr(self) -> bool:
        return self._figure is Figure.LOST and self._queue is None

    def _calls_in(self) -> list[ColumnElement[bool]]:
        return [col(Call.direction) == Direction.INBOUND, *_within(col(Call.started_at), self._interval)]

    def _left_in_ivr(self) -> list[ColumnElement[bool]]:
        return [*self._calls_in(), col(Call.outcome) == Outcome.LEFT_IN_IVR]

    def _visits(self) -> list[ColumnElement[bool]]:
        conditions = _within(col(QueueVisit.joined_at), self._interval)
        if self._queue is not None:
            conditions.append(col(QueueVisit.queue) == self._queue)
        return [*conditions, *self._state()]

    def _state(self) -> list[ColumnElement[bool]]:
        answered = col(QueueVisit.answered_at).is_not(None)
        over = col(QueueVisit.ended_at).is_not(None)
        in_time = seconds_between(col(QueueVisit.joined_at), col(QueueVisit.answered_at))
        states: dict[Figure, list[ColumnElement[bool]]] = {
            Figure.WAITING: [~answered, ~over],
            Figure.TALKING: [answered, ~over],
            Figure.OFFERED: [],
            Figure.ANSWERED: [answered],
            Figure.ANSWERED_IN_TIME: [answered, in_time <= self._service_level.total_seconds()],
            Figure.HANDLED: [answered, over],
        }
        return states.get(self._figure, [col(QueueVisit.outcome) == VisitOutcome.ABANDONED])


def _within(
    column: SQLColumnExpression[datetime], interval: tuple[()] | tuple[datetime | None, datetime | None]
) -> list[ColumnElement[bool]]:
    if not interval:
        return []
    since, until = interval
    conditions = []
    if since is not None:
        conditions.append(column >= since)
    if until is not None:
        conditions.append(column < until)
    return conditions
