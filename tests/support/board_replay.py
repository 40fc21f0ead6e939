"""The supervisor's board counted again, by brute force, from the rows of the database.

Rows hold when everything happened, so after the fact the count can be made for any instant. None of
the product's own counting is used here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callcenter.agents.models import SeatInterval
from callcenter.calls.models import Call, QueueVisit

Numbers = dict[str, float | None]
"""`<queue>.<figure>` and `totals.<figure>`; a percentage rounded to a thousandth."""

QUEUE_FIGURES = ("waiting", "talking", "ready", "offered", "answered", "abandoned")


@dataclass(frozen=True)
class Ledger:
    """All rows at the end of a run. `desks`: per desk the seats whose people serve it."""

    calls: Sequence[Call]
    visits: Sequence[QueueVisit]
    intervals: Sequence[SeatInterval]
    desks: Mapping[str, frozenset[str]]
    service_level: timedelta = timedelta(seconds=20)
    short_abandon: timedelta = timedelta(seconds=5)

    def instants(self, since: datetime, until: datetime) -> list[datetime]:
        """Every instant of the span at which some number may have moved, and the span's beginning."""
        marks: set[datetime | None] = {since}
        for visit in self.visits:
            marks |= {visit.joined_at, visit.answered_at, visit.ended_at}
        for call in self.calls:
            marks |= {call.started_at, call.ended_at}
        for interval in self.intervals:
            marks |= {interval.started_at, interval.ended_at}
        return sorted(mark for mark in marks if mark is not None and since <= mark <= until)

    def numbers(self, at: datetime) -> Numbers:
        """The board as it has to be at this instant."""
        found: Numbers = {}
        for desk, seats in self.desks.items():
            visits = [visit for visit in self.visits if visit.queue == desk and visit.joined_at <= at]
            counted = self._queue(visits, at)
            counted["ready"] = sum(1 for row in self.intervals if row.extension in seats and _ready(row, at))
            found |= {f"{desk}.{name}": value for name, value in counted.items()}
        return found | self._totals(at)

    def _queue(self, visits: Iterable[QueueVisit], at: datetime) -> Numbers:
        waiting = talking = answered = abandoned = offered = 0
        for visit in visits:
            offered += 1
            taken, over = _past(visit.answered_at, at), _past(visit.ended_at, at)
            waiting += not taken and not over
            talking += taken and not over
            answered += taken
            abandoned += over and visit.outcome == "abandoned"
        return {
            "waiting": waiting, "talking": talking, "offered": offered,
            "answered": answered, "abandoned": abandoned,
        }  # fmt: skip

    def _totals(self, at: datetime) -> Numbers:
        calls = [call for call in self.calls if call.direction == "inbound" and call.started_at <= at]
        visits = [visit for visit in self.visits if visit.joined_at <= at]
        lost = sum(1 for call in calls if _past(call.ended_at, at) and call.outcome == "left_in_ivr")
        lost += sum(1 for visit in visits if _past(visit.ended_at, at) and visit.outcome == "abandoned")
        in_time = short = done = waiting = 0
        for visit in visits:
            end = visit.answered_at or visit.ended_at
            if end is None or end > at:
                waiting += 1
                continue
            done += 1
            wait = end - visit.joined_at
            in_time += visit.answered_at is not None and wait <= self.service_level
            short += visit.outcome == "abandoned" and wait <= self.short_abandon
        return {
            "totals.calls_in": len(calls),
            "totals.waiting": waiting,
            "totals.abandon_percent": _percent(lost, len(calls)),
            "totals.service_level": _percent(in_time, done - short),
        }


def shown(state: Mapping[str, Any]) -> Numbers:
    """The same numbers as a floor topic shows them."""
    found: Numbers = {
        f"{queue['name']}.{name}": queue[name] for queue in state["queues"] for name in QUEUE_FIGURES
    }
    totals = state["totals"]
    found |= {"totals.calls_in": totals["calls_in"], "totals.waiting": totals["waiting"]}
    for name in ("abandon_percent", "service_level"):
        value = totals[name]
        found[f"totals.{name}"] = None if value is None else round(value, 3)
    return found


def differences(board: Numbers, count: Numbers) -> dict[str, tuple[float | None, float | None]]:
    """Per number that differs: what the board said, what was counted."""
    return {name: (board[name], count[name]) for name in count if board[name] != count[name]}


def _past(mark: datetime | None, at: datetime) -> bool:
    return mark is not None and mark <= at


def _ready(row: SeatInterval, at: datetime) -> bool:
    return row.state == "ready" and row.started_at <= at and not _past(row.ended_at, at)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 3) if whole > 0 else None
