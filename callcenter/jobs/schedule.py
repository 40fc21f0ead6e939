"""When a job is due. No clock and no memory: both instants are given."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Schedule(Protocol):
    """Says when a job is to be done next."""

    def due(self, last: datetime | None, now: datetime) -> bool:
        """Whether it is time, when it was last begun at `last` (None: never). Instants are aware."""
        ...

    def next_due(self, last: datetime | None, now: datetime) -> datetime:
        """When it is time next, or `now` where it is."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, `period` after the last beginning."""

    period: timedelta

    def due(self, last: datetime | None, now: datetime) -> bool:
        """As `Schedule`; a job never done is due at once."""
        return last is None or now - last >= self.period

    def next_due(self, last: datetime | None, now: datetime) -> datetime:
        """As `Schedule`."""
        return now if last is None else max(now, last + self.period)


@dataclass(frozen=True, slots=True)
class Nightly:
    """Once a day at a local time; a day that was missed is made up for as soon as somebody looks."""

    at: time
    zone: ZoneInfo

    def due(self, last: datetime | None, now: datetime) -> bool:
        """As `Schedule`; true once after each `at` that has passed."""
        return last is None or last < self._latest(now)

    def next_due(self, last: datetime | None, now: datetime) -> datetime:
        """As `Schedule`."""
        if self.due(last, now):
            return now
        # By the calendar: a day with a change to summer time has not 24 hours.
        tomorrow = self._latest(now).date() + timedelta(days=1)
        return datetime.combine(tomorrow, self.at, self.zone)

    def _latest(self, now: datetime) -> datetime:
        local = now.astimezone(self.zone)
        today = datetime.combine(local.date(), self.at, self.zone)
        return today if today <= local else today - timedelta(days=1)
