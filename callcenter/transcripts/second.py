"""After the call the recording is heard again: better lines take the place of the live ones, and the numbers
in it become silent.

Lines and gaps are stored in one transaction; muting comes after it and may be done twice.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlmodel import Session, col, delete, or_, select

from callcenter.clock import now
from callcenter.privacy.models import Part
from callcenter.privacy.mute import Gap
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database
from callcenter.transcripts.attempts import settle
from callcenter.transcripts.heard import (
    FindingBook,
    HeardUtterance,
    Hearing,
    HearingOpener,
)
from callcenter.transcripts.models import CallTranscript, Source, Speaker, TranscriptLine, lines_of
from callcenter.transcripts.naming import name_agents
from callcenter.transcripts.rewriting import Rewritten, Talk, rewritten
from callcenter.transcripts.rounds import HEADER_BYTES, LOOKED_BACK, Rounds
from callcenter.transcripts.search import index, row_of

SETTLED = timedelta(minutes=2)
"""The live transcript and the marks of the call have been stored by then."""


class Recorded(Protocol):
    """A finished recording (`callcenter.calls.recorded_talk`)."""

    @property
    def began_at(self) -> datetime:
        """The instant of second 0."""

    @property
    def mixed(self) -> Path:
        """Both voices."""

    @property
    def citizen(self) -> Path:
        """The citizen's voice."""

    @property
    def heard(self) -> Path:
        """What the citizen heard."""

    @property
    def talks(self) -> Sequence[Talk]:
        """When agent and citizen heard each other."""


class Recordings(Protocol):
    """All of them."""

    def finished(self, since: datetime, until: datetime) -> Sequence[str]:
        """Calls whose recording was finished between these instants, the oldest first."""
        ...

    def talk(self, call_id: str) -> Recorded | None:
        """None where there is no recording (any more)."""
        ...

    def renew(self, call_id: str, session: Session) -> None:
        """Its files were changed: checksum and size anew, in the caller's transaction. Raises `OSError`."""
        ...


class Archive(Protocol):
    """`callcenter.privacy.archive.SealedArchive`."""

    def mask_recordings(self, call_id: str, files: Mapping[Part, Path], gaps: Sequence[Gap]) -> None:
        """Seal each original, then mute the gaps in it. Raises `MuteError`, `OSError`."""
        ...


class SecondHearing(Rounds[Recorded]):
    """`public` gives the numbers that are nobody's secret, as in `callcenter.privacy.masker.Masker`.

    It counts `heard` recordings, of them `muted`, and `failed` ones (tried later, or given up).
    """

    finding = "recording_not_heard"
    counted = ("heard", "muted", "failed")

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        recordings: Recordings,
        archive: Archive,
        findings: FindingBook,
        hearing: HearingOpener,
        public: Callable[[], Collection[str]],
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(database, findings, hearing, clock)
        self._audit = audit
        self._recordings = recordings
        self._archive = archive
        self._public = public

    def _due(self) -> Iterator[tuple[str, Recorded]]:
        since, until = self._clock() - LOOKED_BACK, self._clock() - SETTLED
        with self._database.reading() as session:
            done_or_waiting = set(
                session.exec(
                    select(CallTranscript.call_id).where(
                        or_(
                            col(CallTranscript.settled_at) >= since,
                            col(CallTranscript.next_try_at) > self._clock(),
                        )
                    )
                )
            )
        for call_id in self._recordings.finished(since, until):
            recorded = None if call_id in done_or_waiting else self._recordings.talk(call_id)
            if recorded is not None:
                yield call_id, recorded

    def _row(self, session: Session, call_id: str) -> CallTranscript:
        return row_of(session, call_id)

    def _work(self, call_id: str, item: Recorded, hearing: Hearing, counts: dict[str, int]) -> bool:
        with self._database.reading() as session:
            written = row_of(session, call_id).written_at
        if written is None:
            found = self._listen(call_id, item, hearing)
            if found is None:
                return False
            self._write(call_id, found)
            counts["heard"] += 1
        counts["muted"] += self._mute(call_id, item)
        return True

    def _listen(self, call_id: str, recorded: Recorded, hearing: Hearing) -> Rewritten | None:
        """None when told to stop."""
        voices: list[Sequence[HeardUtterance]] = []
        for path in (recorded.citizen, recorded.heard):
            heard = hearing.hear(path) if _has_sound(path) else ()
            if heard is None:
                return None
            voices.append(heard)
        citizen, other = voices
        return rewritten(call_id, recorded.began_at, recorded.talks, citizen, other, self._public())

    def _write(self, call_id: str, found: Rewritten) -> None:
        with self._database.transaction() as session:
            name_agents(found.lines, session.exec(lines_of(call_id)).all())
            for speaker in (Speaker.CITIZEN, Speaker.AGENT):
                _forget_live(session, call_id, [line for line in found.lines if line.speaker == speaker])
            for line in found.lines:
                session.merge(line)
            row = row_of(session, call_id)
            row.written_at, row.gaps = self._clock(), [asdict(gap) for gap in found.gaps]
            index(session, call_id)
            details = {"lines": len(found.lines), "gaps": len(found.gaps)}
            self._audit.record(
                "transcript.rewrite", f"call:{call_id}", user_id=None, details=details, session=session
            )

    def _mute(self, call_id: str, recorded: Recorded) -> bool:
        with self._database.reading() as session:
            gaps = [_gap(told) for told in row_of(session, call_id).gaps]
        files = {Part.MIXED: recorded.mixed, Part.CITIZEN: recorded.citizen, Part.AGENT: recorded.heard}
        if gaps:
            self._archive.mask_recordings(
                call_id, {part: path for part, path in files.items() if _has_sound(path)}, gaps
            )
        with self._database.transaction() as session:
            if gaps:
                self._recordings.renew(call_id, session)
            settle(row_of(session, call_id), self._clock())
        return bool(gaps)


def _forget_live(session: Session, call_id: str, better: Sequence[TranscriptLine]) -> None:
    """The live lines of one speaker that the better ones stand for; what was said to the menu stays, and a
    voice message."""
    if not better:
        return
    first, last = min(line.began_at for line in better), max(line.ended_at for line in better)
    session.exec(
        delete(TranscriptLine).where(
            col(TranscriptLine.call_id) == call_id,
            col(TranscriptLine.speaker) == better[0].speaker,
            or_(
                col(TranscriptLine.source) == Source.RECORDING,
                (col(TranscriptLine.source) == Source.LIVE)
                & (col(TranscriptLine.ended_at) >= first)
                & (col(TranscriptLine.began_at) <= last),
            ),
        )
    )


def _gap(told: Mapping[str, float | str]) -> Gap:
    return Gap(float(told["start"]), float(told["end"]), str(told["kind"]))


def _has_sound(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > HEADER_BYTES
