"""The calendar in use, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.hours.service import CalendarService
from callcenter.hours.slots import WeekPlan
from callcenter.storage.database import Database

SEOUL = ZoneInfo("Asia/Seoul")


def test_a_house_that_never_opens_still_gives_a_due_time(database: Database) -> None:
    calendar = CalendarService(database, WeekPlan(weekdays=()), SEOUL)
    start = datetime(2026, 3, 2, 9, 0, tzinfo=SEOUL)
    due = calendar.add_working_minutes(start, 120)
    assert due == start + timedelta(minutes=120)
    assert due.tzinfo == UTC
