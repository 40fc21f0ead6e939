"""Open, lunch, closed, holiday; overrides; the next opening. All on real Korean dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.hours.calendar import (
    SEOUL,
    BusinessCalendar,
    Override,
    OverrideKind,
    State,
    overrides_by_day,
)
from callcenter.hours.slots import Slot, WeekPlan, in_order

CALENDAR = BusinessCalendar()


def at(text: str) -> datetime:
    """ "2026-05-06 09:00" in Seoul."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def slot(start: str, end: str) -> Slot:
    return Slot(start=time.fromisoformat(start), end=time.fromisoformat(end))


@pytest.mark.parametrize(
    ("instant", "state", "label", "next_opening"),
    [
        ("2026-05-06 08:59", "closed", "업무시간 외", "2026-05-06 09:00"),
        ("2026-05-06 09:00", "open", "", None),
        ("2026-05-06 11:59", "open", "", None),
        ("2026-05-06 12:00", "lunch", "점심시간", "2026-05-06 13:00"),
        ("2026-05-06 12:59", "lunch", "점심시간", "2026-05-06 13:00"),
        ("2026-05-06 13:00", "open", "", None),
        ("2026-05-06 17:59", "open", "", None),
        ("2026-05-06 18:00", "closed", "업무시간 외", "2026-05-07 09:00"),
        ("2026-05-06 23:59", "closed", "업무시간 외", "2026-05-07 09:00"),
        # Friday evening before a normal weekend
        ("2026-05-08 18:00", "closed", "업무시간 외", "2026-05-11 09:00"),
        ("2026-05-09 10:00", "closed", "주말", "2026-05-11 09:00"),
        ("2026-05-10 12:30", "closed", "주말", "2026-05-11 09:00"),
        # long festivals: 설날 2026 (Sat-Wed), 추석 2025 (Fri 3 to Thu 9 October), 설날 2027 with a substitute
        ("2026-02-13 18:00", "closed", "업무시간 외", "2026-02-19 09:00"),
        ("2026-02-17 10:00", "holiday", "설날", "2026-02-19 09:00"),
        ("2025-10-02 18:00", "closed", "업무시간 외", "2025-10-10 09:00"),
        ("2025-10-08 12:30", "holiday", "추석 대체공휴일", "2025-10-10 09:00"),
        ("2027-02-09 10:00", "holiday", "설날 대체공휴일", "2027-02-10 09:00"),
        # a holiday on a Saturday is a holiday, not only a weekend
        ("2026-06-06 10:00", "holiday", "현충일", "2026-06-08 09:00"),
        # election day and 노동절
        ("2026-06-03 10:00", "holiday", "지방선거일", "2026-06-04 09:00"),
        ("2025-05-01 10:00", "open", "", None),
        ("2026-05-01 10:00", "holiday", "노동절", "2026-05-04 09:00"),
    ],
)
def test_status(instant: str, state: str, label: str, next_opening: str | None) -> None:
    status = CALENDAR.status_at(at(instant))
    assert (status.state.value, status.label) == (state, label)
    assert status.next_opening == (at(next_opening) if next_opening else None)
    assert CALENDAR.status_at(at(instant).astimezone(UTC)) == status


def test_open_during_lunch() -> None:
    calendar = BusinessCalendar(WeekPlan(open_during_lunch=True))
    assert calendar.status_at(at("2026-05-06 12:30")).state is State.OPEN
    assert BusinessCalendar(WeekPlan(lunch=None)).status_at(at("2026-05-06 12:30")).state is State.OPEN


def test_lunch_at_the_edge_of_the_day_is_not_lunch() -> None:
    calendar = BusinessCalendar(WeekPlan(day=slot("13:00", "21:00")))
    assert calendar.status_at(at("2026-05-06 12:30")).state is State.CLOSED
    early = BusinessCalendar(WeekPlan(day=slot("09:00", "12:30")))
    assert early.status_at(at("2026-05-06 12:45")).state is State.CLOSED


def _with(*overrides: Override) -> BusinessCalendar:
    return BusinessCalendar(overrides=overrides_by_day(overrides))


def test_override_closes_a_working_day() -> None:
    calendar = _with(Override(date(2026, 5, 6), OverrideKind.CLOSED, label="시민의 날"))
    status = calendar.status_at(at("2026-05-06 10:00"))
    assert (status.state, status.label) == (State.HOLIDAY, "시민의 날")
    assert status.next_opening == at("2026-05-07 09:00")
    assert calendar.status_at(at("2026-05-05 10:00")).next_opening == at("2026-05-07 09:00")


def test_override_opens_a_holiday_with_the_normal_hours() -> None:
    calendar = _with(Override(date(2026, 6, 3), OverrideKind.OPEN, label="선거 안내"))
    assert calendar.status_at(at("2026-06-03 10:00")).state is State.OPEN
    assert calendar.status_at(at("2026-06-03 12:10")).state is State.LUNCH


def test_override_with_slots_of_its_own() -> None:
    slots = (slot("14:00", "16:00"), slot("10:00", "12:00"))
    calendar = _with(Override(date(2026, 5, 9), OverrideKind.OPEN, slots))
    states = [
        calendar.status_at(at(f"2026-05-09 {t}")).state for t in ("09:30", "10:00", "12:30", "13:30", "15:59")
    ]
    assert states == [State.CLOSED, State.OPEN, State.LUNCH, State.CLOSED, State.OPEN]
    assert calendar.status_at(at("2026-05-09 13:30")).next_opening == at("2026-05-09 14:00")


def test_slot_may_end_at_midnight_and_adjoining_slots_are_one() -> None:
    calendar = _with(
        Override(date(2026, 5, 9), OverrideKind.OPEN, (slot("09:00", "20:00"), slot("20:00", "00:00")))
    )
    assert calendar.intervals(date(2026, 5, 9)) == ((at("2026-05-09 09:00"), at("2026-05-10 00:00")),)
    assert calendar.status_at(at("2026-05-09 23:59")).state is State.OPEN
    assert calendar.status_at(at("2026-05-10 00:00")).state is State.CLOSED


def test_a_house_that_never_opens_says_so() -> None:
    status = BusinessCalendar(WeekPlan(weekdays=())).status_at(at("2026-05-06 10:00"))
    assert (status.state, status.next_opening) == (State.CLOSED, None)


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        slot("18:00", "09:00")
    with pytest.raises(ValueError, match="without a zone"):
        Slot(start=time(9, tzinfo=UTC), end=time(18))
    with pytest.raises(ValueError, match="overlap"):
        in_order([slot("09:00", "12:00"), slot("11:00", "13:00")])
    with pytest.raises(ValueError, match="요일"):
        WeekPlan(weekdays=(7,))
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.status_at(datetime(2026, 5, 6))  # noqa: DTZ001


INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(INSTANTS)
def test_next_opening_is_the_moment_it_opens(instant: datetime) -> None:
    status = CALENDAR.status_at(instant)
    if status.state is State.OPEN:
        assert status.next_opening is None
        return
    assert status.label
    opening = status.next_opening
    assert opening is not None
    assert opening > instant
    assert CALENDAR.status_at(opening).state is State.OPEN
    assert CALENDAR.status_at(opening - timedelta(seconds=1)).state is not State.OPEN


def test_always_open_is_open_on_new_years_day_and_at_night() -> None:
    always = BusinessCalendar(WeekPlan.always_open())
    for instant in ("2027-01-01 00:00", "2026-12-25 12:30", "2026-09-26 23:59"):
        assert always.status_at(at(instant)).state is State.OPEN
