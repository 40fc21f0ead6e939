"""Tables of work items: each stays open until a named person closes it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

NOTE_LENGTH = 500


class WorkKind(StrEnum):
    """What a caller left behind."""

    MISSED = "missed"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"


class CloseResult(StrEnum):
    """How a person ended an item."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"
    WRONG_NUMBER = "wrong_number"


class AttemptOutcome(StrEnum):
    """How one call to the citizen ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    """The call could not be set up, or the application was restarted in the middle of it."""


class WorkItem(Table, table=True):
    """Something a citizen is owed: open until a named person closes it."""

    __tablename__ = "work_item"
    __table_args__ = (UniqueConstraint("call_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16, index=True)
    call_id: str = Field(max_length=64, index=True)
    """linkedid of the call that left it."""
    caller: str = Field(default="", max_length=40, index=True)
    """Canonical number; empty when the caller's number was withheld."""
    desk: str = Field(max_length=32, index=True)
    arrived_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """When the citizen's wait began: a callback keeps the place of the call."""
    via: str | None = Field(default=None, max_length=32)
    """Where the callback was asked for: `queue`, `closed`, `ivr` …"""
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    owner_id: int | None = Field(default=None, foreign_key="staff_user.id", index=True)
    attempts: int = 0
    attempt_started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Set while a call to the citizen is on its way."""
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The dispatcher's pause after an attempt that reached nobody."""
    voicemail_path: str | None = Field(default=None, max_length=400)
    voicemail_seconds: float | None = None
    result: str | None = Field(default=None, max_length=16)
    note: str = Field(default="", max_length=NOTE_LENGTH)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    closed_by: int | None = Field(default=None, foreign_key="staff_user.id")


class WorkAttempt(Table, table=True):
    """One call to the citizen."""

    __tablename__ = "work_attempt"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="work_item.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="staff_user.id")
    call_id: str | None = Field(default=None, max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = Field(default=None, max_length=16)
