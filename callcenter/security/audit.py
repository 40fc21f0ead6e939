"""The audit log: who did what to which object, and why. Append only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from callcenter.security.models import AuditEntry
from callcenter.storage.database import Database

Detail = str | int | bool | None


@dataclass(frozen=True)
class AuditPage:
    """One page of entries, and how many there are in all."""

    items: Sequence[AuditEntry]
    total: int


class AuditLog:
    """Writes and reads the log; nothing here changes an entry."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def record(
        self,
        action: str,
        subject: str,
        *,
        user_id: int | None,
        reason: str | None = None,
        details: Mapping[str, Detail] | None = None,
        session: Session | None = None,
    ) -> None:
        """Write one act, within `session` when given (so that act and entry stand or fall together).

        `subject` is kind and id (`ticket:12`). `details` name fields and counts, never their
        contents: no names, no phone numbers, no text of a citizen.
        """
        entry = AuditEntry(
            at=self._clock(),
            user_id=user_id,
            action=action,
            object=subject,
            reason=reason,
            details=dict(details or {}),
        )
        if session is not None:
            session.add(entry)
            return
        with self._database.transaction() as own:
            own.add(entry)

    def page(
        self, page: int, page_size: int, *, action: str | None = None, subject: str | None = None
    ) -> AuditPage:
        """Entries newest first; `page` counts from 1."""
        conditions = []
        if action:
            conditions.append(AuditEntry.action == action)
        if subject:
            conditions.append(AuditEntry.object == subject)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(AuditEntry).where(*conditions)).one()
            items = session.exec(
                select(AuditEntry)
                .where(*conditions)
                .order_by(col(AuditEntry.id).desc())
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
        return AuditPage(items, total)
