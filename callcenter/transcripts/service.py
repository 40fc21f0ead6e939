"""Reading the transcript of a call, and keeping transcripts no longer than recordings."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, delete, not_, select

from callcenter.security.audit import AuditLog
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.transcripts.models import (
    TRANSCRIPT_SEARCH,
    CallTranscript,
    Source,
    TranscriptLine,
    VoiceTranscript,
    lines_of,
)


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """The text of a voice message; without lines it was silent, or is not written down (yet)."""

    state: Literal["off", "waiting", "written", "not_heard"]
    lines: Sequence[TranscriptLine]


class TranscriptService:
    """Every look at the transcript of a call is in the audit log, like every other look at what was said.

    `again`: recordings and voice messages are heard by a job.
    """

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        keep: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        again: bool = False,
    ) -> None:
        self._database = database
        self._audit = audit
        self._keep = keep
        self._again = again
        self._clock = clock

    def read(self, call_id: str, by: Identity) -> Sequence[TranscriptLine]:
        """The lines of a call in the order people began to speak."""
        with self._database.transaction() as session:
            lines = session.exec(lines_of(call_id)).all()
            if lines:
                self._audit.record("transcript.read", f"call:{call_id}", user_id=by.user_id, session=session)
        return lines

    def stored(self, call_ids: Collection[str]) -> Sequence[TranscriptLine]:
        """The lines of calls that go on, for the seats in them; nothing is recorded of it."""
        with self._database.reading() as session:
            return session.exec(select(TranscriptLine).where(col(TranscriptLine.call_id).in_(call_ids))).all()

    def read_message(self, call_id: str, by: Identity) -> VoiceWords:
        """The text of the voice message that was left in a call, as far as there is one."""
        with self._database.transaction() as session:
            row = session.get(VoiceTranscript, call_id)
            lines = session.exec(
                lines_of(call_id).where(col(TranscriptLine.source) == Source.VOICEMAIL)
            ).all()
            if lines:
                self._audit.record("transcript.read", f"call:{call_id}", user_id=by.user_id, session=session)
        if row is None or row.settled_at is None:
            return VoiceWords("waiting" if self._again else "off", lines)
        return VoiceWords("written" if row.written_at is not None else "not_heard", lines)

    def forget_old(self) -> int:
        """Delete the lines whose time is over; how many they were. For a nightly job."""
        with self._database.transaction() as session:
            old = delete(TranscriptLine).where(col(TranscriptLine.began_at) <= self._clock() - self._keep)
            count = int(session.exec(old).rowcount)
            for row in session.exec(select(CallTranscript).where(_wordless())).all():
                TRANSCRIPT_SEARCH.take_out(session, row.id or 0)
                row.indexed_until = None
        return count


def _wordless() -> ColumnElement[bool]:
    """Calls that can still be found by words of lines that are gone."""
    lines = select(TranscriptLine.id).where(col(TranscriptLine.call_id) == col(CallTranscript.call_id))
    return and_(col(CallTranscript.indexed_until).is_not(None), not_(lines.exists()))
