"""Voice messages of citizens as text: heard soon after they were left, by the job that hears recordings.

Only the words are masked. The sound stays as it was left, for whoever must act on the message: mostly on the
number it asks to be called at. Each listening needs a reason and is written down.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path

from sqlmodel import Session, col, delete, or_, select

from callcenter.clock import now
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database
from callcenter.transcripts.attempts import settle
from callcenter.transcripts.heard import (
    FindingBook,
    HeardUtterance,
    Hearing,
    HearingOpener,
)
from callcenter.transcripts.models import Source, TranscriptLine, VoiceTranscript
from callcenter.transcripts.rewriting import rewritten
from callcenter.transcripts.rounds import HEADER_BYTES, LOOKED_BACK, Rounds
from callcenter.transcripts.search import index


@dataclass(frozen=True, slots=True)
class VoiceMessage:
    """`at` is the instant of the file's second 0; one message a call."""

    call_id: str
    at: datetime
    path: Path


VoiceMessages = Callable[[datetime], Sequence[VoiceMessage]]
"""Those left since an instant, the oldest first (`callcenter.wiring.heard_afterwards`)."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """All of a message is talk."""

    start: float = 0.0
    end: float = inf
    extension: str | None = None


class VoiceMessageHearing(Rounds[VoiceMessage]):
    """`public` gives the numbers that are nobody's secret, as in `callcenter.privacy.masker.Masker`.

    It counts the `messages` written down, and `messages_failed` (tried later, or given up).
    """

    finding = "voice_message_not_heard"
    counted = ("messages", "messages_failed")

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        messages: VoiceMessages,
        findings: FindingBook,
        hearing: HearingOpener,
        public: Callable[[], Collection[str]],
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(database, findings, hearing, clock)
        self._audit = audit
        self._messages = messages
        self._public = public

    def _due(self) -> list[tuple[str, VoiceMessage]]:
        left = self._messages(self._clock() - LOOKED_BACK)
        with self._database.reading() as session:
            done_or_waiting = set(
                session.exec(
                    select(VoiceTranscript.call_id).where(
                        col(VoiceTranscript.call_id).in_([message.call_id for message in left]),
                        or_(
                            col(VoiceTranscript.settled_at).is_not(None),
                            col(VoiceTranscript.next_try_at) > self._clock(),
                        ),
                    )
                )
            )
        return [(message.call_id, message) for message in left if message.call_id not in done_or_waiting]

    def _row(self, session: Session, call_id: str) -> VoiceTranscript:
        row = session.get(VoiceTranscript, call_id)
        if row is None:
            row = VoiceTranscript(call_id=call_id)
            session.add(row)
            session.flush()
        return row

    def _work(self, call_id: str, item: VoiceMessage, hearing: Hearing, counts: dict[str, int]) -> bool:
        heard = hearing.hear(item.path) if item.path.stat().st_size > HEADER_BYTES else ()
        if heard is None:
            return False
        self._write(item, heard)
        counts["messages"] += 1
        return True

    def _write(self, message: VoiceMessage, heard: Sequence[HeardUtterance]) -> None:
        found = rewritten(
            message.call_id, message.at, (_Whole(),), heard, (), self._public(), source=Source.VOICEMAIL
        )
        with self._database.transaction() as session:
            session.exec(
                delete(TranscriptLine).where(
                    col(TranscriptLine.call_id) == message.call_id,
                    col(TranscriptLine.source) == Source.VOICEMAIL,
                )
            )
            session.add_all(found.lines)
            row = self._row(session, message.call_id)
            row.written_at = self._clock()
            settle(row, self._clock())
            index(session, message.call_id)
            subject, details = f"call:{message.call_id}", {"lines": len(found.lines)}
            self._audit.record("transcript.write", subject, user_id=None, details=details, session=session)
