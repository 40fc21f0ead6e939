"""Tables of jobs: how each went last, and what they found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime


class JobRun(Table, table=True):
    """How a job went the last time; one row a job."""

    __tablename__ = "job_run"

    name: str = Field(primary_key=True, max_length=64)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None while it runs, and for one that was cut off by a crash."""
    error: str | None = Field(default=None, max_length=200)
    """The kind of the failure; the log has the rest."""
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Finding(Table, table=True):
    """Something a job noticed that a person has to look at; found twice, it is still one row."""

    __tablename__ = "finding"

    id: str = Field(primary_key=True, max_length=140)
    """kind and subject"""
    kind: str = Field(max_length=64, index=True)
    subject: str = Field(max_length=128)
    """Kind and id of the object, such as `call:1763945873.12`; no personal data."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """What the sentence of the kind mentions."""
    found_at: datetime = Field(sa_type=UtcDateTime, index=True)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    settled_by: int | None = Field(default=None, foreign_key="staff_user.id")
    note: str | None = Field(default=None, max_length=300)
