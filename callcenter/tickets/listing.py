"""Finding tickets: filters, full text, order, pages; and a citizen's history of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case
from sqlmodel import Session, and_, col, func, or_, select

from callcenter.citizens.history import HistoryEntry
from callcenter.citizens.models import Citizen
from callcenter.messages import sentence
from callcenter.problems import NotFound, invalid_field
from callcenter.security.models import User
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.tickets.catalogue import Catalogue, Priority
from callcenter.tickets.models import TICKET_SEARCH, Ticket, TicketEntry, TicketStatus
from callcenter.tickets.service import SEES_DRAFTS

ME = "me"
NOBODY = "none"

_PRIORITY_ORDER = case(
    {priority: place for place, priority in enumerate(Priority)}, value=col(Ticket.priority)
)
SORTS: Mapping[str, SQLColumnExpression[Any]] = {
    "number": col(Ticket.number),
    "created_at": col(Ticket.created_at),
    "updated_at": col(Ticket.updated_at),
    "due_at": col(Ticket.due_at),
    "priority": _PRIORITY_ORDER,
    "status": col(Ticket.status),
    "type": col(Ticket.type),
    "desk": col(Ticket.desk),
}


@dataclass(frozen=True)
class TicketFilter:
    """`status`: one or several with commas; `assignee`: an id, `me` or `none`; `sort`: `-` for descending."""

    q: str = ""
    desk: str = ""
    status: str = ""
    assignee: str = ""
    type: str = ""
    sort: str = "-created_at"


@dataclass(frozen=True)
class TicketPage:
    """One page of tickets, and how many there are in all."""

    items: Sequence[Ticket]
    total: int
    names: Mapping[int, str]
    """Names of the people mentioned in `items`."""


@dataclass(frozen=True)
class TicketDetail:
    """One ticket with its timeline in order, the names in it, and its citizen."""

    ticket: Ticket
    timeline: Sequence[TicketEntry]
    names: Mapping[int, str]
    citizen: Citizen | None = None


class TicketListing:
    """Reads tickets; who is asking sees no drafts of others."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    def page(self, wanted: TicketFilter, by: Identity, page: int, page_size: int) -> TicketPage:
        """One page, counted from 1. Raises `Invalid` for an unknown sort, status or assignee."""
        conditions = self._conditions(wanted, by)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(Ticket).where(*conditions)).one()
            items = session.exec(
                select(Ticket)
                .where(*conditions)
                .order_by(*_order(wanted.sort))
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            people = {ticket.assignee_id for ticket in items} | {ticket.created_by for ticket in items}
            return TicketPage(items, total, _names(session, people))

    def detail(self, ticket_id: int, by: Identity) -> TicketDetail:
        """Raises `NotFound`, also for what this person may not see."""
        with self._database.reading() as session:
            ticket = session.exec(
                select(Ticket).where(Ticket.id == ticket_id, *self._conditions(TicketFilter(), by))
            ).first()
            if ticket is None:
                raise NotFound("tickets.not_found")
            timeline = session.exec(
                select(TicketEntry).where(TicketEntry.ticket_id == ticket_id).order_by(col(TicketEntry.id))
            ).all()
            people = {ticket.assignee_id, ticket.created_by} | {entry.user_id for entry in timeline}
            for entry in timeline:
                people |= set(entry.changes.get("assignee_id", []))
            citizen = session.get(Citizen, ticket.citizen_id) if ticket.citizen_id else None
            return TicketDetail(ticket, timeline, _names(session, people), citizen)

    def drafts_of_call(self, call_id: str) -> Mapping[int, Ticket]:
        """The newest draft of each person who writes one during a call, for their call cards."""
        with self._database.reading() as session:
            drafts = session.exec(
                select(Ticket)
                .where(Ticket.call_id == call_id, Ticket.status == TicketStatus.DRAFT)
                .order_by(col(Ticket.id))
            ).all()
        return {draft.created_by: draft for draft in drafts}

    def of_calls(self, call_ids: Collection[str]) -> Mapping[str, Ticket]:
        """The newest ticket of each of these calls; drafts are nobody else's to know."""
        with self._database.reading() as session:
            tickets = session.exec(
                select(Ticket)
                .where(col(Ticket.call_id).in_(call_ids), Ticket.status != TicketStatus.DRAFT)
                .order_by(col(Ticket.id))
            ).all()
        return {ticket.call_id: ticket for ticket in tickets if ticket.call_id is not None}

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        """Implements `citizens.history.HistorySource`; tickets know citizens, not numbers."""
        return self._history(col(Ticket.citizen_id).in_(citizen_ids), limit)

    def history_of_calls(self, call_ids: Collection[str], limit: int) -> Sequence[HistoryEntry]:
        """Tickets of these calls that belong to no known citizen."""
        return self._history(and_(col(Ticket.call_id).in_(call_ids), col(Ticket.citizen_id).is_(None)), limit)

    def _history(self, condition: ColumnElement[bool], limit: int) -> Sequence[HistoryEntry]:
        with self._database.reading() as session:
            tickets = session.exec(
                select(Ticket)
                .where(condition, Ticket.status != TicketStatus.DRAFT)
                .order_by(col(Ticket.created_at).desc())
                .limit(limit)
            ).all()
            names = _names(session, {ticket.assignee_id for ticket in tickets})
        return [self._line(ticket, names) for ticket in tickets]

    def _line(self, ticket: Ticket, names: Mapping[int, str]) -> HistoryEntry:
        return HistoryEntry(
            at=ticket.created_at,
            kind=sentence("tickets.kind"),
            title=ticket.title or self._catalogue.type_label(ticket.type),
            status=sentence(f"tickets.status_{ticket.status}"),
            owner=names.get(ticket.assignee_id or 0),
            id=str(ticket.id),
            ticket_id=ticket.id,
        )

    def _conditions(self, wanted: TicketFilter, by: Identity) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if by.role not in SEES_DRAFTS:
            conditions.append(
                or_(col(Ticket.status) != TicketStatus.DRAFT, col(Ticket.created_by) == by.user_id)
            )
        if wanted.desk:
            conditions.append(col(Ticket.desk) == wanted.desk)
        if wanted.type:
            conditions.append(col(Ticket.type) == wanted.type)
        if wanted.status:
            conditions.append(col(Ticket.status).in_(_statuses(wanted.status)))
        if wanted.assignee:
            conditions.append(_assignee(wanted.assignee, by))
        found = TICKET_SEARCH.matching(self._database.engine.dialect.name, wanted.q)
        if found is not None:
            conditions.append(col(Ticket.id).in_(found))
        return conditions


def _statuses(wanted: str) -> list[str]:
    statuses = [part.strip() for part in wanted.split(",")]
    if not set(statuses) <= set(TicketStatus):
        raise invalid_field("status", "tickets.unknown_status")
    return statuses


def _assignee(wanted: str, by: Identity) -> ColumnElement[bool]:
    if wanted == NOBODY:
        return col(Ticket.assignee_id).is_(None)
    if wanted == ME:
        return col(Ticket.assignee_id) == by.user_id
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise invalid_field("assignee", "tickets.unknown_assignee")
    return col(Ticket.assignee_id) == int(wanted)


def _order(sort: str) -> list[ColumnElement[Any]]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        raise invalid_field("sort", "tickets.unknown_sort")
    down = sort.startswith("-")
    last = col(Ticket.id)
    return [column.desc(), last.desc()] if down else [column.asc(), last.asc()]


def _names(session: Session, people: Collection[int | None]) -> dict[int, str]:
    known = [person for person in people if person is not None]
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(known))).all()
    return {user_id: name for user_id, name in rows if user_id is not None}
