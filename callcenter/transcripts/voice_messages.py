"""Voice messages of citizens as text: heard soon after they were left, by the job that hears recordings.

Only the words are masked. The sound stays as it was left, for whoever must act on the message: mostly on the
number it asks to be called at. Each listening needs a reason and is written down.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

import structlog
from sqlmodel import Session, col, delete, or_, select

from callcenter.clock import now
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database
from callcenter.transcripts.attempts import MOST_ATTEMPTS, begin, settle, take_back
from callcenter.transcripts.heard import (
    FindingBook,
    HeardUtterance,
    Hearing,
    HearingOpener,
    NobodyHearsError,
    NotHeardError,
)
from callcenter.transcripts.models import Source, TranscriptLine, VoiceTranscript
from callcenter.transcripts.rewriting import rewritten
from callcenter.transcripts.search import index

LOOKED_BACK = timedelta(days=7)
LONGEST_RUN = timedelta(minutes=20)
PAUSE_WITHOUT_ENGINE = timedelta(hours=1)
HEADER_BYTES = 44
FINDING = "voice_message_not_heard"

log = structlog.get_logger()


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


class VoiceMessageHearing:
    """`public` gives the numbers that are nobody's secret, as in `callcenter.privacy.masker.Masker`."""

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
        self._database = database
        self._audit = audit
        self._messages = messages
        self._findings = findings
        self._hearing = hearing
        self._public = public
        self._clock = clock
        self._not_before: datetime | None = None

    def hear(self, stopping: Callable[[], bool]) -> dict[str, int]:
        """For a job: the `messages` written down, and `messages_failed` (tried later, or given up)."""
        counts = {"messages": 0, "messages_failed": 0}
        began = self._clock()
        if self._not_before is not None and began < self._not_before:
            return counts
        with self._hearing(stopping) as hearing:
            for message in self._due():
                if stopping() or self._clock() - began > LONGEST_RUN:
                    break
                try:
                    self._one(message, hearing, counts)
                except NobodyHearsError:
                    self._not_before = self._clock() + PAUSE_WITHOUT_ENGINE
                    raise
        return counts

    def _due(self) -> list[VoiceMessage]:
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
        return [message for message in left if message.call_id not in done_or_waiting]

    def _one(self, message: VoiceMessage, hearing: Hearing, counts: dict[str, int]) -> None:
        with self._database.transaction() as session:
            row = _row_of(session, message.call_id)
            may = begin(row, self._clock())
        if not may:
            self._give_up(message)
            return
        try:
            sounds = message.path.stat().st_size > HEADER_BYTES
            heard = hearing.hear(message.path) if sounds else ()
            if heard is None:
                self._not_tried(message)
                return
            self._write(message, heard)
            counts["messages"] += 1
        except NobodyHearsError:
            self._not_tried(message)
            raise
        except (NotHeardError, OSError) as error:
            name = type(error).__name__
            log.warning("voice_message_not_heard", call=message.call_id, error=name, attempt=row.attempts)
            counts["messages_failed"] += 1
            if row.attempts >= MOST_ATTEMPTS:
                self._give_up(message)

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
            row = _row_of(session, message.call_id)
            row.written_at = self._clock()
            settle(row, self._clock())
            index(session, message.call_id)
            subject, details = f"call:{message.call_id}", {"lines": len(found.lines)}
            self._audit.record("transcript.write", subject, user_id=None, details=details, session=session)

    def _not_tried(self, message: VoiceMessage) -> None:
        with self._database.transaction() as session:
            take_back(_row_of(session, message.call_id))

    def _give_up(self, message: VoiceMessage) -> None:
        with self._database.transaction() as session:
            settle(_row_of(session, message.call_id), self._clock())
        self._findings.note(FINDING, f"call:{message.call_id}", {"attempts": MOST_ATTEMPTS})


def _row_of(session: Session, call_id: str) -> VoiceTranscript:
    """The message's row, made where it is missing."""
    row = session.get(VoiceTranscript, call_id)
    if row is None:
        row = VoiceTranscript(call_id=call_id)
        session.add(row)
        session.flush()
    return row
