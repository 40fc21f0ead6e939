"""The tables of transcripts: one row an utterance, its personal numbers already masked; one row a call."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, col, select
from sqlmodel.sql.expression import SelectOfScalar

from callcenter.storage.tables import Table
from callcenter.storage.text_search import TextIndex
from callcenter.storage.types import UtcDateTime

TEXT_LENGTH = 2000
TRANSCRIPT_SEARCH = TextIndex("transcript_search")
"""The words of each call, by the id of its `CallTranscript`; made by a migration."""


class Speaker(StrEnum):
    """Whose words they are; the machine is the voice menu."""

    CITIZEN = "citizen"
    AGENT = "agent"
    MACHINE = "machine"


class Source(StrEnum):
    """What a line was written from: the talk as it went on, its recording afterwards, or a voice message."""

    LIVE = "live"
    RECORDING = "recording"
    VOICEMAIL = "voicemail"


class TranscriptLine(Table, table=True):
    """One utterance. What it said of numbers is nowhere but in the sealed original."""

    __tablename__ = "transcript_line"

    id: str = Field(primary_key=True, max_length=96)
    call_id: str = Field(max_length=64, index=True)
    speaker: str = Field(max_length=8)
    extension: str | None = Field(default=None, max_length=16)
    """The agent's seat."""
    began_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ended_at: datetime = Field(sa_type=UtcDateTime, index=True)
    text: str = Field(max_length=TEXT_LENGTH)
    masked: bool = False
    """Something was taken out of `text`."""
    source: str = Field(default=Source.LIVE, max_length=12)


class CallTranscript(Table, table=True):
    """How far the transcript of a call has come: written again from the recording, findable."""

    __tablename__ = "call_transcript"

    id: int | None = Field(default=None, primary_key=True)
    call_id: str = Field(max_length=64, unique=True, index=True)
    attempts: int = 0
    """How often its recording was begun to be heard."""
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    written_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its lines were written from the recording; what is to be muted is in `gaps` since then."""
    gaps: list[dict[str, float | str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """`start` and `end` in seconds of the recording, `kind` of the number; no number."""
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When the recording was done with: muted, or given up (then `written_at` may be None)."""
    indexed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The end of the last line that can be found by its words."""


class VoiceTranscript(Table, table=True):
    """How far the text of a voice message has come; its lines are its call's from `Source.VOICEMAIL`."""

    __tablename__ = "voice_transcript"

    call_id: str = Field(primary_key=True, max_length=64)
    """Of the call in which it was left."""
    attempts: int = 0
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    written_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was done with: written down, or given up (then `written_at` is None)."""


def lines_of(call_id: str) -> SelectOfScalar[TranscriptLine]:
    """The lines of a call in the order people began to speak."""
    return (
        select(TranscriptLine)
        .where(TranscriptLine.call_id == call_id)
        .order_by(col(TranscriptLine.began_at), col(TranscriptLine.id))
    )
