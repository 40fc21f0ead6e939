"""The table of days that are not as the plan says."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from callcenter.hours.calendar import Override, OverrideKind
from callcenter.hours.slots import Slot


class CalendarOverride(SQLModel, table=True):
    """One local day. Rows are replaced, not edited in place (JSON edits in place would be lost)."""

    __tablename__ = "calendar_override"

    #: The key: a day has one exception, and setting it again replaces it (``session.merge``).
    day: date = Field(primary_key=True)
    #: "closed" or "open".
    kind: str = Field(max_length=10)
    #: [["09:00", "12:00"], …] in local time; empty for closed days and for normal hours.
    slots: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    #: What is spoken and shown: "시민의 날".
    label: str = Field(default="", max_length=60)


def to_row(override: Override) -> CalendarOverride:
    """The row of an override."""
    slots = [[f"{slot.start:%H:%M}", f"{slot.end:%H:%M}"] for slot in override.slots]
    return CalendarOverride(day=override.day, kind=override.kind.value, slots=slots, label=override.label)


def from_row(row: CalendarOverride) -> Override:
    """The override of a row. Raises ValueError for a row that something else wrote wrongly."""
    slots: list[Any] = [{"start": start, "end": end} for start, end in row.slots]
    made = tuple(Slot.model_validate(slot) for slot in slots)
    return Override(day=row.day, kind=OverrideKind(row.kind), slots=made, label=row.label)
