"""What is written beside each change of a ticket: version, timeline, audit log, outbox, search index."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from callcenter.security.audit import AuditLog
from callcenter.security.sessions import Identity
from callcenter.storage.outbox import Outbox
from callcenter.tickets.models import TICKET_SEARCH, EntryKind, Ticket, TicketEntry


@dataclass(frozen=True)
class TicketChronicle:
    """Each method writes within the caller's transaction, so that change and record stand together."""

    outbox: Outbox
    audit: AuditLog
    clock: Callable[[], datetime]

    def touch(self, ticket: Ticket, by: Identity) -> None:
        """The next version, by this person."""
        ticket.version += 1
        ticket.updated_at = self.clock()
        ticket.updated_by = by.user_id

    def note(
        self,
        session: Session,
        ticket: Ticket,
        by: Identity,
        kind: EntryKind,
        text: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """An entry in the timeline and in the audit log; the latter names what changed, never how."""
        session.add(
            TicketEntry(
                ticket_id=ticket.id or 0,
                at=self.clock(),
                user_id=by.user_id,
                kind=kind,
                text=text,
                changes=dict(changes or {}),
            )
        )
        details = {"fields": ", ".join(sorted(changes or {}))}
        self.audit.record(
            f"ticket.{kind}", f"ticket:{ticket.id}", user_id=by.user_id, details=details, session=session
        )

    def announce(self, session: Session, ticket: Ticket, kind: str) -> None:
        """Tell other systems; docs/events.md has the kinds."""
        payload = {"ticket_id": ticket.id, "type": ticket.type, "version": ticket.version}
        self.outbox.add(session, kind, payload)

    @staticmethod
    def index(session: Session, ticket: Ticket) -> None:
        """Make the ticket's words findable."""
        comments = session.exec(
            select(TicketEntry.text).where(
                TicketEntry.ticket_id == ticket.id, TicketEntry.kind == EntryKind.COMMENT
            )
        ).all()
        words = [ticket.number, ticket.title, ticket.body, *ticket.fields.values(), *comments]
        TICKET_SEARCH.put(session, ticket.id or 0, "\n".join(words))
