"""A clock that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class RoundTheClock:
    """A working calendar that is always open: working minutes are minutes."""

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        return start + timedelta(minutes=minutes)
