"""What others need of the opening hours."""

from datetime import datetime
from typing import Protocol


class WorkingCalendar(Protocol):
    """Reckons with opening hours (`callcenter.hours.service.CalendarService`)."""

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The instant `minutes` of opening time after `start`, both aware."""
        ...
