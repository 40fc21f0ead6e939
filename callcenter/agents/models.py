"""Tables of seats: what was last declared, and the history of states."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime


class SeatState(StrEnum):
    """What a seat is doing, as everybody sees it."""

    LOGGED_OUT = "logged_out"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


class SeatRecord(Table, table=True):
    """What must survive a restart of the application."""

    __tablename__ = "seat"

    extension: str = Field(primary_key=True, max_length=16)
    user_id: int | None = None
    declared: str = Field(default=SeatState.LOGGED_OUT, max_length=16)
    reason: str | None = Field(default=None, max_length=32)
    wrap_up_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wrap_up_call_id: str | None = Field(default=None, max_length=64)


class SeatInterval(Table, table=True):
    """A stretch of time a seat spent in one state; the row of the present one has no end."""

    __tablename__ = "seat_interval"

    id: str = Field(primary_key=True, max_length=64)
    """extension and start: written twice, it is still one row"""
    extension: str = Field(max_length=16, index=True)
    user_id: int | None = Field(default=None, index=True)
    state: str = Field(max_length=16, index=True)
    reason: str | None = Field(default=None, max_length=32)
    call_id: str | None = Field(default=None, max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
