"""Seals originals and puts masked files in their place; old ones are taken away when their time is over."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session, select

from callcenter.privacy.draft import forget_drafts
from callcenter.privacy.forgetting import SealedForgetting
from callcenter.privacy.holders import Holders
from callcenter.privacy.models import Part, SealedOriginal
from callcenter.privacy.mute import Gap, mute
from callcenter.privacy.sealed import seal
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

WAV = "audio/wav"
SUFFIX = ".sealed"


class SealedArchive:
    """`folder` holds the sealed files (mode 0700), `keep` is how long, `holders` whose keys are needed."""

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        folder: Path,
        holders: Holders,
        keep: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._audit = audit
        self._folder = folder
        self._holders = holders
        self._keep = keep
        self._clock = clock

    def mask_recordings(self, call_id: str, files: Mapping[Part, Path], gaps: Iterable[Gap]) -> None:
        """Mute the same gaps in every file of a call, each file's original being sealed first.

        Nothing is sealed when there is nothing to mute. May be done again with gaps that became clear
        later: the first original is kept and the muted file is muted further. The files' checksums
        change. Blocks; raises `MuteError` or `OSError`, and a file is then as it was.
        """
        wanted = tuple(gaps)
        if not wanted:
            return
        for part, path in files.items():
            forget_drafts(path)
            with path.open("rb") as original:
                self.seal(call_id, part, original, WAV)
            # A power failure must not leave a muted file whose original nobody knows of.
            self._database.on_disk()
            mute(path, path, wanted)

    def seal(self, call_id: str, part: Part, original: BinaryIO, media_type: str) -> SealedOriginal:
        """Keep an original, unless that of this part of the call is kept already. Blocks."""
        with self._database.reading() as session:
            known = _of_part(session, call_id, part)
        if known is not None:
            return known
        self._forget_unknown(call_id, part)
        now = self._clock()
        name = Path(now.strftime("%Y/%m")) / f"{_file_name(call_id, part)}"
        kept = seal(original, self._folder / name, self._holders)
        row = SealedOriginal(
            call_id=call_id,
            part=part,
            path=str(name),
            media_type=media_type,
            sha256=kept.sha256,
            size_bytes=kept.size,
            sealed_at=now,
            keep_until=now + self._keep,
        )
        with self._database.transaction() as session:
            session.add(row)
            self._audit.record(
                "sealed.keep", f"call:{call_id}", user_id=None, details={"part": part}, session=session
            )
        return row

    def _forget_unknown(self, call_id: str, part: Part) -> None:
        """A crash may have come between the file and its row; the original is where it was."""
        for left in self._folder.glob(f"*/*/{_file_name(call_id, part)}*"):
            left.unlink(missing_ok=True)

    def path_of(self, original: SealedOriginal) -> Path:
        """Where the sealed file of an original lies."""
        return self._folder / original.path

    def forget_old(self) -> int:
        """As `SealedForgetting.forget_old`."""
        return self._forgetting().forget_old()

    def forget_call(self, call_id: str) -> int:
        """As `SealedForgetting.forget_call`."""
        return self._forgetting().forget_call(call_id)

    def _forgetting(self) -> SealedForgetting:
        return SealedForgetting(self._database, self._audit, self._folder, self._clock)


def _of_part(session: Session, call_id: str, part: Part) -> SealedOriginal | None:
    return session.exec(
        select(SealedOriginal).where(SealedOriginal.call_id == call_id, SealedOriginal.part == part)
    ).first()


def _file_name(call_id: str, part: Part) -> str:
    safe = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "_" for c in call_id).lstrip(".")
    return f"{safe}-{part}{SUFFIX}"
