"""Tables of people, their sign-ins and what they did."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime


class Role(StrEnum):
    """What a person is here; each has the rights of its own seat."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    QAA = "qaa"
    ADMINISTRATOR = "administrator"


class User(Table, table=True):
    """Somebody who works here. People who left stay, so that their names remain known."""

    # "user" is a reserved word of PostgreSQL.
    __tablename__ = "staff_user"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=64)
    role: str = Field(max_length=16)
    extension: str | None = Field(default=None, max_length=16, unique=True)
    desks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Queues whose citizens this person serves; `serves` says what an empty list means."""
    active: bool = True
    password_hash: str = Field(max_length=256)
    created_at: datetime = Field(sa_type=UtcDateTime)

    def serves(self, every: tuple[str, ...]) -> tuple[str, ...]:
        """The queues that ring this person: those named. An agent without any serves all there are
        (`every`), anybody else none, so that a supervisor who signs in takes no calls.
        """
        if self.desks or self.role != Role.AGENT:
            return tuple(self.desks)
        return every


class SignInSession(Table, table=True):
    """One sign-in. The token itself is only in the browser's cookie."""

    __tablename__ = "sign_in_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    """SHA-256 in hexadecimal; the token is 256 random bits, so no slow hash is needed."""
    user_id: int = Field(foreign_key="staff_user.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuditEntry(Table, table=True):
    """One act, never changed and never deleted by the application (kept at least two years)."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    user_id: int | None = Field(default=None, index=True)
    """Nobody's: an act of the system, or of a person not signed in."""
    action: str = Field(max_length=64, index=True)
    object: str = Field(max_length=128, index=True)
    """Kind and id, such as `citizen:17`."""
    reason: str | None = Field(default=None, max_length=300)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
