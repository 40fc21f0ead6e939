"""Takes sealed originals away when their time, or that of their recording, is over. Needs no key."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import structlog
from sqlmodel import Session, col, select

from callcenter.clock import now
from callcenter.privacy.models import SealedOriginal
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database

log = structlog.get_logger()


class SealedForgetting:
    """`folder` holds the sealed files. Each deletion is in the audit log; doing it twice does no harm."""

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        folder: Path,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._audit = audit
        self._folder = folder
        self._clock = clock

    def forget_old(self) -> int:
        """Delete the originals whose time is over; how many they were. Raises `OSError`."""
        with self._database.reading() as session:
            old = session.exec(
                select(SealedOriginal).where(col(SealedOriginal.keep_until) <= self._clock())
            ).all()
        return self._forget(old)

    def forget_call(self, call_id: str) -> int:
        """Delete the originals of one call, whatever their date; how many. Raises `OSError`."""
        with self._database.reading() as session:
            of_call = session.exec(select(SealedOriginal).where(SealedOriginal.call_id == call_id)).all()
        return self._forget(of_call)

    def _forget(self, rows: Iterable[SealedOriginal]) -> int:
        count = 0
        for row in rows:
            count += 1
            (self._folder / row.path).unlink(missing_ok=True)
            with self._database.transaction() as session:
                self._delete(session, row)
        if count:
            log.info("sealed_originals_forgotten", count=count)
        return count

    def _delete(self, session: Session, row: SealedOriginal) -> None:
        session.delete(session.get_one(SealedOriginal, row.id))
        self._audit.record(
            "sealed.forget", f"call:{row.call_id}", user_id=None, details={"part": row.part}, session=session
        )
