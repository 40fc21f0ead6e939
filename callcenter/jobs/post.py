"""The administrator's hand on the outbox."""

from dataclasses import dataclass

from callcenter.problems import Conflict
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox, OutboxMessage


@dataclass(frozen=True)
class Post:
    """Looks at messages and brings dead ones back, with an entry in the audit log."""

    database: Database
    outbox: Outbox
    audit: AuditLog

    def retry(self, message_id: int, reason: str, user_id: int) -> OutboxMessage:
        """Try a dead message anew. Raises `Conflict` when it is not dead (any more)."""
        with self.database.transaction() as session:
            message = self.outbox.revive(session, message_id)
            if message is None:
                raise Conflict("jobs.not_dead")
            self.audit.record(
                "outbox.retry", f"outbox:{message_id}", user_id=user_id, reason=reason, session=session
            )
        return message
