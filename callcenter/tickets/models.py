"""Tables of tickets, their timelines and their numbers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.text_search import TextIndex
from callcenter.storage.types import UtcDateTime

TITLE_LENGTH = 120
BODY_LENGTH = 10_000
COMMENT_LENGTH = 2_000

TICKET_SEARCH = TextIndex("ticket_search")
"""Made by a migration: `TICKET_SEARCH.create(op.get_bind())`."""


class TicketStatus(StrEnum):
    """Where a ticket stands; a draft is its writer's own."""

    DRAFT = "draft"
    OPEN = "open"
    TRANSFERRED = "transferred"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


class EntryKind(StrEnum):
    """What a line of the timeline tells of."""

    CREATED = "created"
    CHANGED = "changed"
    COMMENT = "comment"
    ASSIGNED = "assigned"
    CLOSE_UNDONE = "close_undone"


class Ticket(Table, table=True):
    """A citizen's matter. `version` grows with each change."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=16, unique=True)
    call_id: str | None = Field(default=None, max_length=64, index=True)
    """linkedid of the call it came from."""
    citizen_id: int | None = Field(default=None, foreign_key="citizen.id", index=True)
    type: str = Field(max_length=32, index=True)
    desk: str = Field(max_length=32, index=True)
    title: str = Field(max_length=TITLE_LENGTH)
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    fields: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    priority: str = Field(max_length=16)
    disposition: str | None = Field(default=None, max_length=32)
    status: str = Field(max_length=16, index=True)
    closed_from: str | None = Field(default=None, max_length=16)
    """The status before closing, for taking it back."""
    assignee_id: int | None = Field(default=None, foreign_key="staff_user.id", index=True)
    created_by: int = Field(foreign_key="staff_user.id")
    updated_by: int = Field(foreign_key="staff_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """None only while a draft has no type."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class TicketEntry(Table, table=True):
    """One line of a timeline."""

    __tablename__ = "ticket_entry"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="staff_user.id")
    """Nobody's: the answer of an integration."""
    kind: str = Field(max_length=16)
    text: str = Field(default="", max_length=COMMENT_LENGTH)
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """Field name to `[before, after]`; for long texts only that they changed (`true`)."""


class TicketSequence(Table, table=True):
    """The last number given in a month."""

    __tablename__ = "ticket_sequence"

    month: str = Field(primary_key=True, max_length=7)
    last: int
