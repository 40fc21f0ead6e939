"""Arithmetic in working time: due times of tickets, and durations in reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from callcenter.hours.calendar import HORIZON_DAYS, BusinessCalendar


class NoWorkingTimeError(ValueError):
    """The house does not open for so long that no answer makes sense."""


def add_working_time(calendar: BusinessCalendar, start: datetime, minutes: float) -> datetime:
    """The instant (UTC) when ``minutes`` of open time have gone by since ``start``.

    Zero minutes outside opening hours give ``start`` itself; work that ends with a slot is due at the
    slot's end. Raises ValueError for negative minutes or a naive start, NoWorkingTimeError where the
    calendar stays closed for 60 days on end.
    """
    if minutes < 0:
        raise ValueError("working time cannot be added backwards")
    left = timedelta(minutes=minutes)
    if not left:
        return _utc(start)
    for opens, closes in _open_from(calendar, start):
        begin = max(opens, _utc(start))
        if begin + left <= closes:
            return begin + left
        left -= closes - begin
    raise NoWorkingTimeError("the calendar has no opening hours / 운영 시간이 없는 달력입니다")


def working_minutes_between(calendar: BusinessCalendar, start: datetime, end: datetime) -> float:
    """Minutes of open time from ``start`` to ``end``; negative where ``end`` comes first."""
    first, last = _utc(start), _utc(end)
    if last < first:
        return -working_minutes_between(calendar, end, start)
    total = timedelta()
    for day in _days(calendar, first, last):
        for opens, closes in calendar.intervals(day):
            total += max(timedelta(), min(_utc(closes), last) - max(_utc(opens), first))
    return total / timedelta(minutes=1)


def _open_from(calendar: BusinessCalendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open intervals (UTC) that end after ``start``; ends after ``HORIZON_DAYS`` closed days in a row."""
    day, closed_days = _utc(start).astimezone(calendar.zone).date(), 0
    while closed_days <= HORIZON_DAYS:
        found = [(_utc(a), _utc(b)) for a, b in calendar.intervals(day) if b > start]
        yield from found
        closed_days = 0 if found else closed_days + 1
        day += timedelta(days=1)


def _days(calendar: BusinessCalendar, first: datetime, last: datetime) -> Iterator[date]:
    day, end = first.astimezone(calendar.zone).date(), last.astimezone(calendar.zone).date()
    while day <= end:
        yield day
        day += timedelta(days=1)


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no place in a calendar")
    return instant.astimezone(UTC)
