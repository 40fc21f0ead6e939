"""Tables of citizens and their numbers."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

NAME_LENGTH = 64
ADDRESS_LENGTH = 200
MEMO_LENGTH = 1000


class Citizen(Table, table=True):
    """A person who called; numbers are in `CitizenPhone`."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_LENGTH, index=True)
    birth_year: int | None = None
    address: str = Field(default="", max_length=ADDRESS_LENGTH)
    memo: str = Field(default="", max_length=MEMO_LENGTH)
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sms_consent: bool = False
    sms_consent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the present answer about messages was given, yes or no."""
    merged_into: int | None = Field(default=None, foreign_key="citizen.id", index=True)
    """The citizen this one was a second entry of; it is shown no more on its own."""
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class CitizenPhone(Table, table=True):
    """A number of a citizen. The same number at several citizens makes them a household."""

    __tablename__ = "citizen_phone"
    __table_args__ = (UniqueConstraint("citizen_id", "phone"),)

    id: int | None = Field(default=None, primary_key=True)
    citizen_id: int = Field(foreign_key="citizen.id", index=True)
    phone: str = Field(max_length=40, index=True)
    """Canonical, see `citizens.phone`."""


class CitizenMerge(Table, table=True):
    """What a merge changed, so that it can be taken back."""

    __tablename__ = "citizen_merge"

    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="citizen.id", index=True)
    merged_id: int = Field(foreign_key="citizen.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    user_id: int
    added_phones: list[str] = Field(sa_column=Column(JSON, nullable=False))
    added_tags: list[str] = Field(sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
