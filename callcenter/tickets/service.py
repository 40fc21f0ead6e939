"""Use cases of one ticket: write, change, comment, assign, close and take back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from callcenter.citizens.models import Citizen
from callcenter.hours.working_calendar import WorkingCalendar
from callcenter.privacy.remarks import resident_number_remarks
from callcenter.problems import Conflict, Invalid, NotFound, invalid_field
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role, User
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox
from callcenter.tickets.catalogue import Catalogue, Priority, TicketType
from callcenter.tickets.chronicle import TicketChronicle
from callcenter.tickets.content import TicketInput, apply_content, content_of, differences
from callcenter.tickets.models import EntryKind, Ticket, TicketStatus
from callcenter.tickets.numbers import next_number
from callcenter.tickets.rules import check_content, check_step, own_fields

UNDO_TIME = timedelta(minutes=1)
SEES_DRAFTS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class TicketService:
    """`time_zone` is the city's: the month of a number is the month on its calendar.

    `on_saved` is told each ticket or draft after it was stored.
    """

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        calendar: WorkingCalendar,
        outbox: Outbox,
        audit: AuditLog,
        time_zone: str = "Asia/Seoul",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self.catalogue = catalogue
        self._calendar = calendar
        self._chronicle = TicketChronicle(outbox, audit, clock)
        self._zone = ZoneInfo(time_zone)
        self._clock = clock
        self.on_saved: list[Callable[[Ticket], None]] = []

    def create(self, given: TicketInput, by: Identity) -> Ticket:
        """A new ticket with its number; its outbox message is in the same transaction."""
        draft = given.status == TicketStatus.DRAFT
        kind = self._check(given)
        now = self._clock()
        with self._database.transaction() as session:
            _check_citizen(session, given.citizen_id)
            ticket = Ticket(
                number=next_number(session, now, self._zone),
                call_id=given.call_id,
                citizen_id=given.citizen_id,
                type=given.type,
                desk=kind.desk if kind else "",
                title=given.title,
                body=given.body,
                fields=dict(given.fields) if draft else own_fields(kind, given.fields),
                priority=given.priority or (kind.priority if kind else Priority.NORMAL),
                disposition=given.disposition,
                status=given.status,
                assignee_id=by.user_id,
                created_by=by.user_id,
                updated_by=by.user_id,
                created_at=now,
                updated_at=now,
                opened_at=None if draft else now,
                due_at=self._due(kind, now),
            )
            session.add(ticket)
            session.flush()
            self._chronicle.note(
                session, ticket, by, EntryKind.CREATED, changes={"status": [None, ticket.status]}
            )
            self._chronicle.index(session, ticket)
            if not draft:
                self._chronicle.announce(session, ticket, "ticket.opened")
        return self._saved(ticket)

    def change(
        self, ticket_id: int, version: int, changes: Mapping[str, Any], by: Identity, *, send: bool = False
    ) -> Ticket:
        """Apply `changes` (names of `TicketInput`) to the version the writer saw.

        `send` opens a draft (and means nothing to a ticket that is open already).

        Raises `Conflict` with the other person's name when it was changed since, and for a
        status that cannot follow; `Invalid` by field. Nothing is applied then.
        """
        with self._database.transaction() as session:
            ticket = _visible(session, ticket_id, by, lock=True)
            if ticket.version != version:
                raise Conflict("tickets.changed", facts={"name": _name(session, ticket.updated_by)})
            before = content_of(ticket)
            after = replace(before, **changes)
            if send and after.status == TicketStatus.DRAFT:
                after = replace(after, status=TicketStatus.OPEN)
            check_step(before.status, after.status)
            kind = self._check(after)
            if after.citizen_id != before.citizen_id:
                _check_citizen(session, after.citizen_id)
            now = self._clock()
            opening = before.status == TicketStatus.DRAFT and after.status != TicketStatus.DRAFT
            if after.type != before.type or opening:
                ticket.due_at = self._due(kind, now if opening else ticket.created_at)
            if after.status != TicketStatus.DRAFT:
                after = replace(after, fields=own_fields(kind, after.fields))
            apply_content(ticket, after, now)
            ticket.desk = kind.desk if kind else ""
            if opening:
                ticket.opened_at = now
            self._chronicle.touch(ticket, by)
            self._chronicle.note(session, ticket, by, EntryKind.CHANGED, changes=differences(before, after))
            self._chronicle.index(session, ticket)
            if after.status != TicketStatus.DRAFT:
                self._chronicle.announce(session, ticket, "ticket.opened" if opening else "ticket.changed")
        return self._saved(ticket)

    def comment(self, ticket_id: int, text: str, by: Identity) -> None:
        """Add a remark. Raises `Invalid` when it holds a resident number, `NotFound` otherwise."""
        remarks = resident_number_remarks({"text": text})
        if remarks:
            raise Invalid("invalid_input", remarks)
        with self._database.transaction() as session:
            ticket = _visible(session, ticket_id, by, lock=True)
            self._chronicle.note(session, ticket, by, EntryKind.COMMENT, text=text)
            session.flush()
            self._chronicle.index(session, ticket)

    def assign(self, ticket_id: int, user_id: int | None, by: Identity) -> Ticket:
        """Give the ticket to a colleague, or (None) to nobody."""
        with self._database.transaction() as session:
            ticket = _visible(session, ticket_id, by, lock=True)
            if user_id is not None:
                user = session.get(User, user_id)
                if user is None or not user.active:
                    raise invalid_field("user_id", "security.no_such_user")
            if ticket.assignee_id != user_id:
                changes = {"assignee_id": [ticket.assignee_id, user_id]}
                ticket.assignee_id = user_id
                self._chronicle.touch(ticket, by)
                self._chronicle.note(session, ticket, by, EntryKind.ASSIGNED, changes=changes)
                self._chronicle.announce(session, ticket, "ticket.changed")
        return self._saved(ticket)

    def undo_close(self, ticket_id: int, by: Identity) -> Ticket:
        """Take a close back within a minute; afterwards a ticket is reopened instead."""
        with self._database.transaction() as session:
            ticket = _visible(session, ticket_id, by, lock=True)
            if ticket.status != TicketStatus.CLOSED or ticket.closed_at is None:
                raise Conflict("tickets.not_closed")
            if self._clock() > ticket.closed_at + UNDO_TIME:
                raise Conflict("tickets.undo_too_late")
            previous = ticket.closed_from or TicketStatus.OPEN
            ticket.status, ticket.closed_from, ticket.closed_at = previous, None, None
            self._chronicle.touch(ticket, by)
            changes = {"status": [TicketStatus.CLOSED, previous]}
            self._chronicle.note(session, ticket, by, EntryKind.CLOSE_UNDONE, changes=changes)
            self._chronicle.announce(session, ticket, "ticket.changed")
        return self._saved(ticket)

    def _saved(self, ticket: Ticket) -> Ticket:
        for listener in self.on_saved:
            listener(ticket)
        return ticket

    def _due(self, kind: TicketType | None, start: datetime) -> datetime | None:
        if kind is None:
            return None
        return self._calendar.add_working_minutes(start, kind.due_working_minutes)

    def _check(self, content: TicketInput) -> TicketType | None:
        return check_content(
            self.catalogue,
            type_code=content.type,
            title=content.title,
            body=content.body,
            fields=content.fields,
            disposition=content.disposition,
            draft=content.status == TicketStatus.DRAFT,
        )


def _visible(session: Session, ticket_id: int, by: Identity, *, lock: bool = False) -> Ticket:
    """A draft is its writer's until it is sent."""
    ticket = session.get(Ticket, ticket_id, with_for_update=lock or None)
    hidden = (
        ticket is not None
        and ticket.status == TicketStatus.DRAFT
        and ticket.created_by != by.user_id
        and by.role not in SEES_DRAFTS
    )
    if ticket is None or hidden:
        raise NotFound("tickets.not_found")
    return ticket


def _check_citizen(session: Session, citizen_id: int | None) -> None:
    if citizen_id is not None and session.get(Citizen, citizen_id) is None:
        raise invalid_field("citizen_id", "citizens.not_found")


def _name(session: Session, user_id: int) -> str:
    return session.exec(select(User.name).where(col(User.id) == user_id)).first() or ""
