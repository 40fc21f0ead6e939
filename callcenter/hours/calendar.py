"""Whether the house is open at an instant, and when it opens next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callcenter.hours.korean_holidays import holiday_name
from callcenter.hours.slots import Slot, WeekPlan, in_order

SEOUL = ZoneInfo("Asia/Seoul")
#: A house that does not open within this many days is closed for good.
HORIZON_DAYS = 60


class State(StrEnum):
    """Whether somebody answers, and if not, why."""

    OPEN = "open"
    LUNCH = "lunch"
    CLOSED = "closed"
    HOLIDAY = "holiday"


class OverrideKind(StrEnum):
    """Whether the day is closed or has hours of its own."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class Override:
    """A day that is not as the plan says: closed (``label`` is the reason as it is spoken), or open in
    ``slots`` (empty: the normal hours of a working day)."""

    day: date
    kind: OverrideKind
    slots: tuple[Slot, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class OpenState:
    """``label`` is Korean and may be spoken ("설날"); ``next_opening`` is aware, None while open or
    where the house does not open within ``HORIZON_DAYS``."""

    state: State
    label: str = ""
    next_opening: datetime | None = None


@dataclass(frozen=True)
class BusinessCalendar:
    """The opening hours of a house. Immutable: a change of hours or overrides makes a new one."""

    plan: WeekPlan = field(default_factory=WeekPlan)
    overrides: Mapping[date, Override] = field(default_factory=dict)
    zone: ZoneInfo = SEOUL
    holiday: Callable[[date], str | None] = holiday_name

    def status_at(self, instant: datetime) -> OpenState:
        """The state at an aware ``instant``. Raises ValueError for a naive one."""
        local = self._local(instant)
        if any(start <= instant < end for start, end in self.intervals(local.date())):
            return OpenState(State.OPEN)
        state, label = self._why_closed(local)
        return OpenState(state, label, self.next_opening(instant))

    def next_opening(self, instant: datetime) -> datetime | None:
        """The first instant after ``instant`` at which a slot begins, in the house's zone."""
        first = self._local(instant).date()
        for day in _days_from(first, HORIZON_DAYS):
            for start, _ in self.intervals(day):
                if start > instant:
                    return start
        return None

    def intervals(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open intervals of a local day as aware instants, in order, adjoining ones joined."""
        return tuple(self._instants(day, opens, closes) for opens, closes in _joined(self._slots(day)))

    def is_working_day(self, day: date) -> bool:
        """Whether the house opens at all on a local day."""
        return bool(self._slots(day))

    def _slots(self, day: date) -> tuple[Slot, ...]:
        override = self.overrides.get(day)
        if override is not None:
            if override.kind is OverrideKind.CLOSED:
                return ()
            return override.slots or self._plan_of_an_open_day()
        return () if self._holiday(day) else self.plan.slots(day.weekday())

    def _holiday(self, day: date) -> str | None:
        return None if self.plan.open_on_holidays else self.holiday(day)

    def _plan_of_an_open_day(self) -> tuple[Slot, ...]:
        return self.plan.slots(self.plan.weekdays[0]) if self.plan.weekdays else (self.plan.day,)

    def _why_closed(self, local: datetime) -> tuple[State, str]:
        override, day = self.overrides.get(local.date()), local.date()
        if override is not None and override.kind is OverrideKind.CLOSED:
            return State.HOLIDAY, override.label
        if override is None and (name := self._holiday(day)):
            return State.HOLIDAY, name
        minute = local.hour * 60 + local.minute
        if self._slots(day) and self._is_lunch(override, minute):
            return State.LUNCH, "점심시간"
        if self._slots(day):
            return State.CLOSED, "업무시간 외"
        return State.CLOSED, "주말" if day.weekday() >= 5 else "휴무"

    def _is_lunch(self, override: Override | None, minute: int) -> bool:
        """A gap between the slots of an override at lunch time is lunch, too."""
        if override is None or not override.slots:
            return self.plan.is_lunch(minute)
        opens, closes = override.slots[0].minutes[0], override.slots[-1].minutes[1]
        return self.plan.is_lunch(minute) and opens <= minute < closes

    def _instants(self, day: date, opens: int, closes: int) -> tuple[datetime, datetime]:
        midnight = datetime.combine(day, time(), self.zone)
        return midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)

    def _local(self, instant: datetime) -> datetime:
        if instant.tzinfo is None:
            raise ValueError("a naive datetime has no place in a calendar")
        return instant.astimezone(self.zone)


def overrides_by_day(overrides: Iterable[Override]) -> dict[date, Override]:
    """Overrides for ``BusinessCalendar``; their slots in order. Raises ValueError where slots overlap."""
    made = (Override(o.day, o.kind, in_order(o.slots), o.label) for o in overrides)
    return {override.day: override for override in made}


def _days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range(count + 1))


def _joined(slots: tuple[Slot, ...]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in (slot.minutes for slot in slots):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
