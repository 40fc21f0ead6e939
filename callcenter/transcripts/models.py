"""The table of transcripts: one row an utterance, its personal numbers already masked."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

TEXT_LENGTH = 2000


class Speaker(StrEnum):
    """Whose words they are; the machine is the voice menu."""

    CITIZEN = "citizen"
    AGENT = "agent"
    MACHINE = "machine"


class TranscriptLine(Table, table=True):
    """One utterance. What it said of numbers is nowhere but in the sealed original."""

    __tablename__ = "transcript_line"

    id: str = Field(primary_key=True, max_length=96)
    call_id: str = Field(max_length=64, index=True)
    speaker: str = Field(max_length=8)
    extension: str | None = Field(default=None, max_length=16)
    """The agent's seat."""
    began_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ended_at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(max_length=TEXT_LENGTH)
    masked: bool = False
    """Something was taken out of `text`."""
