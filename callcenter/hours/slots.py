"""The hours of a week as local times of day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


class Slot(BaseModel):
    """From ``start`` (included) to ``end`` (excluded), local time. ``end`` 00:00 is midnight at the
    end of the day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: time
    end: time

    @model_validator(mode="after")
    def _in_order(self) -> Slot:
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("slots are local times, without a zone / 시각에 시간대를 붙이지 않습니다")
        if self.minutes[0] >= self.minutes[1]:
            raise ValueError(
                f"the slot ends ({self.end:%H:%M}) before it begins ({self.start:%H:%M}) / "
                "끝나는 시각이 시작하는 시각보다 빠릅니다"
            )
        return self

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end as minutes of the day; midnight at the end is 1440."""
        end = self.end.hour * 60 + self.end.minute
        return self.start.hour * 60 + self.start.minute, end or 24 * 60


def in_order(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The slots by time. Raises ValueError where two overlap."""
    ordered = tuple(sorted(slots, key=lambda slot: slot.minutes))
    for before, after in pairwise(ordered):
        if after.minutes[0] < before.minutes[1]:
            raise ValueError(
                f"the slots from {before.start:%H:%M} and {after.start:%H:%M} overlap / 운영 시간이 겹칩니다"
            )
    return ordered


class WeekPlan(BaseModel):
    """What a normal week looks like. Defaults are those of a Korean city hall.

    ``lunch`` is closed unless ``open_during_lunch``; a lunch outside the day's hours means nothing.
    ``weekdays`` count from Monday = 0. ``open_on_holidays``: public holidays are days like any other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: Slot = Field(Slot(start=time(9), end=time(18)), description="Open from, to (local time).")
    lunch: Slot | None = Field(
        Slot(start=time(12), end=time(13)), description="Lunch, during which nobody answers; null for none."
    )
    open_during_lunch: bool = Field(default=False, description="Somebody answers during lunch as well.")
    weekdays: tuple[int, ...] = Field(default=MONDAY_TO_FRIDAY, description="Open days, Monday is 0.")
    open_on_holidays: bool = Field(default=False, description="Public holidays are days like others.")

    @classmethod
    def always_open(cls) -> WeekPlan:
        """Day and night, every day, for demonstrations and tests."""
        day = Slot(start=time(0), end=time(0))
        return cls(day=day, lunch=None, weekdays=tuple(range(7)), open_on_holidays=True)

    @field_validator("weekdays")
    @classmethod
    def _real_days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(day not in range(7) for day in days):
            raise ValueError(
                "weekdays count from 0 (Monday) to 6 (Sunday) / 요일은 0(월)부터 6(일)까지입니다"
            )
        return tuple(sorted(set(days)))

    def slots(self, weekday: int) -> tuple[Slot, ...]:
        """The open slots of a normal ``weekday``; empty where it is closed."""
        if weekday not in self.weekdays:
            return ()
        if self.lunch is None or self.open_during_lunch:
            return (self.day,)
        return _without(self.day, self.lunch)

    def is_lunch(self, minute: int) -> bool:
        """Whether ``minute`` of an open day falls into a lunch during which nobody answers."""
        if self.lunch is None or self.open_during_lunch:
            return False
        start, end = self.lunch.minutes
        opens, closes = self.day.minutes
        return max(start, opens) <= minute < min(end, closes)


def _without(day: Slot, lunch: Slot) -> tuple[Slot, ...]:
    opens, closes = day.minutes
    start, end = lunch.minutes
    if end <= opens or start >= closes:
        return (day,)
    before = (Slot(start=day.start, end=lunch.start),) if start > opens else ()
    after = (Slot(start=lunch.end, end=day.end),) if end < closes else ()
    return before + after
