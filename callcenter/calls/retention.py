"""Deletes recordings whose time is over. The row stays, with the mark that its sound is gone."""

import glob
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog
from sqlmodel import col, select

from callcenter.calls.models import Recording
from callcenter.clock import now
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

PARTS = ("", "-in", "-out")
"""Both voices together, and each direction alone (`asterisk/config/templates/extensions_hotline.conf.j2`)."""
AT_ONCE = 100
BESIDE = (".gaps.json", ".*.part")
"""What lies beside a file of which something was muted: the list of gaps, a draft left by a crash."""

log = structlog.get_logger()


class SealedOriginals(Protocol):
    """The sealed parts of a recording (`callcenter.privacy.forgetting`)."""

    def forget_call(self, call_id: str) -> int:
        """Delete those of one call; how many."""
        ...


def part_of(mixed: Path, part: str) -> Path:
    """The file of one of `PARTS`, beside that of both voices."""
    return mixed.with_name(f"{mixed.name.removesuffix('.wav')}{part}.wav")


class RecordingRetention:
    """`sealed` holds what was masked in a recording; it goes with the recording."""

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        sealed: SealedOriginals,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._audit = audit
        self._sealed = sealed
        self._clock = clock

    def delete_old(self, stopping: Callable[[], bool]) -> dict[str, int]:
        """Delete what is due: `deleted`, `sealed` originals with them, `failed` (tried again later)."""
        counts = {"deleted": 0, "sealed": 0, "failed": 0}
        last = ""
        while not stopping() and (due := self._due(last)):
            for recording in due:
                last = recording.call_id
                if stopping():
                    break
                try:
                    counts["sealed"] += self._sealed.forget_call(recording.call_id)
                    self._delete(recording)
                    counts["deleted"] += 1
                except OSError as error:
                    log.warning("recording_not_deleted", call=recording.call_id, error=type(error).__name__)
                    counts["failed"] += 1
        return counts

    def _due(self, after: str) -> Sequence[Recording]:
        with self._database.reading() as session:
            return session.exec(
                select(Recording)
                .where(
                    col(Recording.keep_until) <= self._clock(),
                    col(Recording.deleted_at).is_(None),
                    col(Recording.call_id) > after,
                )
                .order_by(col(Recording.call_id))
                .limit(AT_ONCE)
            ).all()

    def _delete(self, recording: Recording) -> None:
        # Files first: cut off in between, the next run finds nothing to delete and writes the mark.
        for part in PARTS:
            _delete_file(part_of(Path(recording.path), part))
        now = self._clock()
        with self._database.transaction() as session:
            row = session.get_one(Recording, recording.call_id)
            row.deleted_at = now
            self._audit.record(
                "recording.delete",
                f"call:{recording.call_id}",
                user_id=None,
                details={"kept_until": recording.keep_until.isoformat()},
                session=session,
            )


def _delete_file(path: Path) -> None:
    path.unlink(missing_ok=True)
    for beside in BESIDE:
        for left in path.parent.glob(glob.escape(path.name) + beside):
            left.unlink(missing_ok=True)
