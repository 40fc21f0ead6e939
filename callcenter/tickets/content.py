"""What a writer gives of a ticket, and how one content becomes the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callcenter.tickets.catalogue import Priority
from callcenter.tickets.models import Ticket, TicketStatus

LONG_TEXTS = frozenset({"title", "body", "fields"})


@dataclass(frozen=True)
class TicketInput:
    """What a writer gives; `priority` None takes the type's own."""

    type: str
    title: str = ""
    body: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    priority: Priority | None = None
    disposition: str | None = None
    call_id: str | None = None
    citizen_id: int | None = None
    status: TicketStatus = TicketStatus.OPEN


def content_of(ticket: Ticket) -> TicketInput:
    """What the ticket holds now."""
    return TicketInput(
        type=ticket.type,
        title=ticket.title,
        body=ticket.body,
        fields=ticket.fields,
        priority=Priority(ticket.priority),
        disposition=ticket.disposition,
        call_id=ticket.call_id,
        citizen_id=ticket.citizen_id,
        status=TicketStatus(ticket.status),
    )


def apply_content(ticket: Ticket, after: TicketInput, now: datetime) -> None:
    """Write the content into the ticket; a close remembers what it was closed from."""
    if after.status == TicketStatus.CLOSED and ticket.status != TicketStatus.CLOSED:
        ticket.closed_from, ticket.closed_at = ticket.status, now
    elif after.status != TicketStatus.CLOSED:
        ticket.closed_from, ticket.closed_at = None, None
    for name, value in vars(after).items():
        setattr(ticket, name, dict(value) if name == "fields" else value)


def differences(before: TicketInput, after: TicketInput) -> dict[str, Any]:
    """Old and new value by name; of long texts only that they changed."""
    old, new = vars(before), vars(after)
    return {
        name: True if name in LONG_TEXTS else [old[name], value]
        for name, value in new.items()
        if value != old[name]
    }
