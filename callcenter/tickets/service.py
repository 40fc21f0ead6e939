"""Use cases of one ticket: write, change, comment, assign, close and take back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
from callcenter.tickets.models import TICKET_SEARCH, EntryKind, Ticket, TicketEntry, TicketStatus
from callcenter.tickets.numbers import next_number
from callcenter.tickets.rules import check_content, check_step, own_fields

UNDO_TIME = timedelta(minutes=1)
LONG_TEXTS = frozenset({"title", "body", "fields"})
SEES_DRAFTS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


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
        self._outbox = outbox
        self._audit = audit
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
            self._note(session, ticket, by, EntryKind.CREATED, changes={"status": [None, ticket.status]})
            self._index(session, ticket)
            if not draft:
                self._announce(session, ticket, "ticket.opened")
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
            before = _content(ticket)
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
            _apply(ticket, after, now)
            ticket.desk = kind.desk if kind else ""
            if opening:
                ticket.opened_at = now
            self._touch(ticket, by)
            self._note(session, ticket, by, EntryKind.CHANGED, changes=_differences(before, after))
            self._index(session, ticket)
            if after.status != TicketStatus.DRAFT:
                self._announce(session, ticket, "ticket.opened" if opening else "ticket.changed")
        return self._saved(ticket)

    def comment(self, ticket_id: int, text: str, by: Identity) -> None:
        """Add a remark. Raises `Invalid` when it holds a resident number, `NotFound` otherwise."""
        remarks = resident_number_remarks({"text": text})
        if remarks:
            raise Invalid("invalid_input", remarks)
        with self._database.transaction() as session:
            ticket = _visible(session, ticket_id, by, lock=True)
            self._note(session, ticket, by, EntryKind.COMMENT, text=text)
            session.flush()
            self._index(session, ticket)

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
                self._touch(ticket, by)
                self._note(session, ticket, by, EntryKind.ASSIGNED, changes=changes)
                self._announce(session, ticket, "ticket.changed")
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
            self._touch(ticket, by)
            changes = {"status": [TicketStatus.CLOSED, previous]}
            self._note(session, ticket, by, EntryKind.CLOSE_UNDONE, changes=changes)
            self._announce(session, ticket, "ticket.changed")
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

    def _touch(self, ticket: Ticket, by: Identity) -> None:
        ticket.version += 1
        ticket.updated_at = self._clock()
        ticket.updated_by = by.user_id

    def _note(
        self,
        session: Session,
        ticket: Ticket,
        by: Identity,
        kind: EntryKind,
        text: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        session.add(
            TicketEntry(
                ticket_id=ticket.id or 0,
                at=self._clock(),
                user_id=by.user_id,
                kind=kind,
                text=text,
                changes=dict(changes or {}),
            )
        )
        details = {"fields": ", ".join(sorted(changes or {}))}
        self._audit.record(
            f"ticket.{kind}", f"ticket:{ticket.id}", user_id=by.user_id, details=details, session=session
        )

    def _announce(self, session: Session, ticket: Ticket, kind: str) -> None:
        payload = {"ticket_id": ticket.id, "type": ticket.type, "version": ticket.version}
        self._outbox.add(session, kind, payload)

    @staticmethod
    def _index(session: Session, ticket: Ticket) -> None:
        comments = session.exec(
            select(TicketEntry.text).where(
                TicketEntry.ticket_id == ticket.id, TicketEntry.kind == EntryKind.COMMENT
            )
        ).all()
        words = [ticket.number, ticket.title, ticket.body, *ticket.fields.values(), *comments]
        TICKET_SEARCH.put(session, ticket.id or 0, "\n".join(words))


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


def _content(ticket: Ticket) -> TicketInput:
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


def _apply(ticket: Ticket, after: TicketInput, now: datetime) -> None:
    if after.status == TicketStatus.CLOSED and ticket.status != TicketStatus.CLOSED:
        ticket.closed_from, ticket.closed_at = ticket.status, now
    elif after.status != TicketStatus.CLOSED:
        ticket.closed_from, ticket.closed_at = None, None
    for name, value in vars(after).items():
        setattr(ticket, name, dict(value) if name == "fields" else value)


def _differences(before: TicketInput, after: TicketInput) -> dict[str, Any]:
    old, new = vars(before), vars(after)
    return {
        name: True if name in LONG_TEXTS else [old[name], value]
        for name, value in new.items()
        if value != old[name]
    }


def _check_citizen(session: Session, citizen_id: int | None) -> None:
    if citizen_id is not None and session.get(Citizen, citizen_id) is None:
        raise invalid_field("citizen_id", "citizens.not_found")


def _name(session: Session, user_id: int) -> str:
    return session.exec(select(User.name).where(col(User.id) == user_id)).first() or ""
