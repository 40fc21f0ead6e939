"""Tables of sealed originals, and of who asked to open them, why, and who agreed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

REASON_LENGTH = 300


class Part(StrEnum):
    """What of a call was sealed."""

    MIXED = "mixed"
    CITIZEN = "citizen"
    AGENT = "agent"
    TRANSCRIPT = "transcript"


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    READ = "read"
    EXPIRED = "expired"


class SealedOriginal(Table, table=True):
    """One file as it was before it was masked."""

    __tablename__ = "sealed_original"
    __table_args__ = (UniqueConstraint("call_id", "part"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: str = Field(max_length=64, index=True)
    part: str = Field(max_length=16)
    path: str = Field(max_length=400)
    """Of the sealed file, relative to the folder of sealed originals."""
    media_type: str = Field(max_length=64)
    sha256: str = Field(max_length=64)
    size_bytes: int
    """Like `sha256`, of the original."""
    sealed_at: datetime = Field(sa_type=UtcDateTime)
    keep_until: datetime = Field(sa_type=UtcDateTime, index=True)


class UnsealRequest(Table, table=True):
    """One person's wish to read one original once. Rows are never deleted before the audit log is."""

    __tablename__ = "unseal_request"

    id: int | None = Field(default=None, primary_key=True)
    original_id: int = Field(index=True)
    """No foreign key: the request stays on record when the original's time is over."""
    call_id: str = Field(max_length=64, index=True)
    part: str = Field(max_length=16)
    reason: str = Field(max_length=REASON_LENGTH)
    requested_by: int = Field(foreign_key="staff_user.id", index=True)
    requested_at: datetime = Field(sa_type=UtcDateTime, index=True)
    decided_by: int | None = Field(default=None, foreign_key="staff_user.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_reason: str | None = Field(default=None, max_length=REASON_LENGTH)
    approved: bool | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    """Until when it can be approved; once approved, until when it can be read."""
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def state(self, now: datetime) -> RequestState:
        if self.read_at is not None:
            return RequestState.READ
        if self.withdrawn_at is not None:
            return RequestState.WITHDRAWN
        if self.approved is False:
            return RequestState.REFUSED
        if now >= self.expires_at:
            return RequestState.EXPIRED
        return RequestState.APPROVED if self.approved else RequestState.WAITING
