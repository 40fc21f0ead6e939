"""Due times and durations in working time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.hours.calendar import BusinessCalendar, State
from callcenter.hours.slots import WeekPlan
from callcenter.hours.working_time import NoWorkingTimeError, add_working_time, working_minutes_between
from tests.unit.hours.test_calendar import CALENDAR, INSTANTS, at


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-05-06 09:00", 30, "2026-05-06 09:30"),
        ("2026-05-06 08:00", 30, "2026-05-06 09:30"),
        ("2026-05-06 11:45", 30, "2026-05-06 13:15"),  # over lunch
        ("2026-05-06 12:30", 30, "2026-05-06 13:30"),
        ("2026-05-06 11:30", 30, "2026-05-06 12:00"),  # ends with the slot
        ("2026-05-06 17:45", 30, "2026-05-07 09:15"),  # over night
        ("2026-05-08 17:45", 30, "2026-05-11 09:15"),  # over a weekend
        ("2025-10-02 17:45", 30, "2025-10-10 09:15"),  # over 추석
        ("2026-02-13 17:00", 8 * 60, "2026-02-19 17:00"),  # one working day over 설날
        ("2026-05-04 09:00", 3 * 8 * 60, "2026-05-07 18:00"),  # three working days over 어린이날
        ("2026-05-06 20:00", 0, "2026-05-06 20:00"),
    ],
)
def test_due(start: str, minutes: int, due: str) -> None:
    assert add_working_time(CALENDAR, at(start), minutes) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-05-06 09:00", "2026-05-06 18:00", 480),
        ("2026-05-06 00:00", "2026-05-07 00:00", 480),
        ("2026-05-06 12:00", "2026-05-06 13:00", 0),
        ("2026-05-06 11:50", "2026-05-06 13:10", 20),
        ("2026-05-08 17:00", "2026-05-11 10:00", 120),
        ("2025-10-03 00:00", "2025-10-10 00:00", 0),
        ("2026-05-06 18:00", "2026-05-06 09:00", -480),
    ],
)
def test_minutes_between(start: str, end: str, minutes: float) -> None:
    assert working_minutes_between(CALENDAR, at(start), at(end)) == minutes


MINUTES = st.integers(0, 6_000)


@given(INSTANTS, MINUTES)
def test_the_two_are_inverse(start: datetime, minutes: int) -> None:
    due = add_working_time(CALENDAR, start, minutes)
    assert due.tzinfo is UTC
    assert working_minutes_between(CALENDAR, start, due) == pytest.approx(minutes, abs=1e-6)


@given(INSTANTS, st.integers(1, 6_000))
def test_due_times_lie_in_working_time(start: datetime, minutes: int) -> None:
    due = add_working_time(CALENDAR, start, minutes)
    assert CALENDAR.status_at(due - timedelta(microseconds=1)).state is State.OPEN


@given(INSTANTS, MINUTES, MINUTES)
def test_adding_in_two_steps_is_adding_at_once(start: datetime, first: int, second: int) -> None:
    """Up to the gap between two slots: work that ends with a slot is due at its end."""
    stepwise = add_working_time(CALENDAR, add_working_time(CALENDAR, start, first), second)
    at_once = add_working_time(CALENDAR, start, first + second)
    assert working_minutes_between(CALENDAR, stepwise, at_once) == pytest.approx(0, abs=1e-6)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_minutes_add_up(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted([one, two, three])
    parts = working_minutes_between(CALENDAR, first, middle) + working_minutes_between(CALENDAR, middle, last)
    assert parts == pytest.approx(working_minutes_between(CALENDAR, first, last), abs=1e-6)
    assert parts <= (last - first) / timedelta(minutes=1) + 1e-6


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="backwards"):
        add_working_time(CALENDAR, at("2026-05-06 09:00"), -1)
    with pytest.raises(ValueError, match="naive"):
        working_minutes_between(CALENDAR, datetime(2026, 5, 6), at("2026-05-06 09:00"))  # noqa: DTZ001
    with pytest.raises(NoWorkingTimeError):
        add_working_time(BusinessCalendar(WeekPlan(weekdays=())), at("2026-05-06 09:00"), 1)
