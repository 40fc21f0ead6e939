"""The calendar in use: the week's plan with the overrides of the table, read again when they change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import col, select

from callcenter.hours.calendar import BusinessCalendar, OpenState, Override, overrides_by_day
from callcenter.hours.models import CalendarOverride, from_row, to_row
from callcenter.hours.slots import WeekPlan
from callcenter.hours.working_time import NoWorkingTimeError, add_working_time
from callcenter.storage.database import Database

log = structlog.get_logger()


class CalendarService:
    """Answers from memory; may be called from any thread."""

    def __init__(self, database: Database, plan: WeekPlan, zone: ZoneInfo) -> None:
        self._database = database
        self._plan = plan
        self._zone = zone
        self._lock = Lock()
        self._calendar: BusinessCalendar | None = None

    @property
    def calendar(self) -> BusinessCalendar:
        """The calendar with all overrides; read from the database once after each change."""
        with self._lock:
            if self._calendar is None:
                overrides = overrides_by_day(self.overrides())
                self._calendar = BusinessCalendar(self._plan, overrides, self._zone)
            return self._calendar

    def status_at(self, instant: datetime) -> OpenState:
        """Whether the house is open at an aware instant, and when it opens next."""
        return self.calendar.status_at(instant)

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The instant `minutes` of opening time after `start`, both aware.

        In a house that never opens, `minutes` by the clock: no message and no ticket is lost for a
        mistake in the calendar.
        """
        try:
            return add_working_time(self.calendar, start, minutes)
        except NoWorkingTimeError:
            log.warning("calendar_without_opening_hours")
            return start.astimezone(UTC) + timedelta(minutes=minutes)

    def overrides(self) -> Sequence[Override]:
        """Every day that is not as the plan says, by date."""
        with self._database.reading() as session:
            rows = session.exec(select(CalendarOverride).order_by(col(CalendarOverride.day))).all()
        return [from_row(row) for row in rows]

    def set(self, override: Override) -> None:
        """Make a day an exception, or change its exception."""
        with self._database.transaction() as session:
            session.merge(to_row(override))
        self._forget()

    def clear(self, day: date) -> None:
        """Make a day normal again."""
        with self._database.transaction() as session:
            row = session.get(CalendarOverride, day)
            if row is not None:
                session.delete(row)
        self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._calendar = None
