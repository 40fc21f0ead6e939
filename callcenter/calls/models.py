"""Tables of calls. The marks are those of the KPI definitions: t_in, t_q, t_ring, t_a, t_h, t_w.

Keys come from the exchange (linkedid, uniqueid) or are built from them, so that writing
the same row twice is the same as writing it once.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime


class Direction(StrEnum):
    """Who began the call; a callback is ours, but the citizen asked for it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"
    CALLBACK = "callback"


class Outcome(StrEnum):
    """How a call ended for the citizen."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    SELF_SERVICE = "self_service"
    LEFT_IN_IVR = "left_in_ivr"
    CLOSED = "closed"
    NOT_ANSWERED = "not_answered"


class VisitOutcome(StrEnum):
    """How a stay in line ended."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    CALLBACK = "callback"
    LEFT = "left"
    """Out of the line without an agent: time-out, overflow or a key."""


class OfferResult(StrEnum):
    """What became of ringing one seat; withdrawn means somebody else answered or the caller left."""

    ANSWERED = "answered"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class Call(Table, table=True):
    """One linkedid."""

    id: str = Field(primary_key=True, max_length=64)
    direction: str = Field(max_length=16)
    caller: str = Field(default="", max_length=40, index=True)
    dialled: str = Field(default="", max_length=40)
    started_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """t_in"""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    outcome: str | None = Field(default=None, max_length=16, index=True)
    queue: str | None = Field(default=None, max_length=32, index=True)
    """The last queue it stood in."""
    extension: str | None = Field(default=None, max_length=16, index=True)
    """The last seat that talked."""
    ivr_path: str = Field(default="", max_length=2000)
    recording: str = Field(default="", max_length=400)


class Leg(Table, table=True):
    """One channel of a call: the citizen's or a seat's."""

    id: str = Field(primary_key=True, max_length=64)
    call_id: str = Field(index=True, max_length=64)
    channel: str = Field(max_length=120)
    extension: str | None = Field(default=None, max_length=16, index=True)
    inbound: bool
    started_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cause: int | None = None


class QueueVisit(Table, table=True):
    """A stay in one queue; a call has one for each time it joined."""

    __tablename__ = "queue_visit"

    id: str = Field(primary_key=True, max_length=80)
    call_id: str = Field(index=True, max_length=64)
    queue: str = Field(max_length=32, index=True)
    position: int
    joined_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """t_q"""
    ringing_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """t_ring: the first offer to a seat"""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """t_a"""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """t_h: the agent's talk ended, or the caller left the line"""
    wrapped_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """t_w"""
    hold_seconds: float = 0.0
    extension: str | None = Field(default=None, max_length=16, index=True)
    leg_id: str | None = Field(default=None, max_length=64)
    outcome: str | None = Field(default=None, max_length=16, index=True)


class Offer(Table, table=True):
    """A visit offered to a seat; those not answered count as agent non-response."""

    id: str = Field(primary_key=True, max_length=100)
    visit_id: str = Field(index=True, max_length=80)
    extension: str = Field(max_length=16, index=True)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = Field(default=None, max_length=16)


class Hold(Table, table=True):
    """A stretch of time a leg kept the other side on hold."""

    id: str = Field(primary_key=True, max_length=80)
    call_id: str = Field(index=True, max_length=64)
    leg_id: str = Field(index=True, max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Recording(Table, table=True):
    """The sound of a caller's whole stay, sealed after the call."""

    call_id: str = Field(primary_key=True, max_length=64)
    path: str = Field(max_length=400)
    sha256: str = Field(max_length=64)
    size_bytes: int
    seconds: float
    repaired: bool = False
    """The header said nothing (exchange died in mid-call) and was rebuilt from the file's size."""
    sealed_at: datetime = Field(sa_type=UtcDateTime, index=True)
    keep_until: datetime = Field(sa_type=UtcDateTime, index=True)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the files were deleted because their time was over; the row stays as the proof."""
