"""What people do with work items: see, take, give back, call, close, take the close back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlmodel import Session, col, func, select

from callcenter.callbacks.models import CloseResult, WorkItem, WorkKind
from callcenter.citizens.history import HistoryEntry
from callcenter.messages import sentence
from callcenter.privacy.remarks import resident_number_remarks
from callcenter.problems import Conflict, Invalid, NotFound, invalid_field
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role, User
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database

SORTS: Mapping[str, SQLColumnExpression[Any]] = {
    "at": col(WorkItem.arrived_at),
    "due_at": col(WorkItem.due_at),
    "attempts": col(WorkItem.attempts),
    "kind": col(WorkItem.kind),
}
MAY_TAKE_FROM_OTHERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class CallbackDialler(Protocol):
    def dial(self, item_id: int, extension: str) -> None:
        """Ring the seat, then the citizen. Raises `Problem` when the seat cannot call now."""
        ...


@dataclass(frozen=True)
class WorkFilter:
    """`owner`: `me`, `open` (nobody's) or `all`; `status`: `open`, `closed` or `all`."""

    owner: str = "all"
    status: str = "open"
    kind: WorkKind | None = None
    desk: str = ""
    sort: str = "at"


@dataclass(frozen=True)
class WorkPage:
    items: Sequence[WorkItem]
    total: int
    names: Mapping[int, str]


class CallbackService:
    def __init__(
        self,
        database: Database,
        dialler: CallbackDialler,
        audit: AuditLog,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._dialler = dialler
        self._audit = audit
        self._clock = clock

    def page(self, wanted: WorkFilter, by: Identity, page: int, page_size: int) -> WorkPage:
        """One page, counted from 1; agents see the desks they serve and what is their own."""
        conditions = _conditions(wanted, by)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(WorkItem).where(*conditions)).one()
            items = session.exec(
                select(WorkItem)
                .where(*conditions)
                .order_by(*_order(wanted.sort))
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            return WorkPage(items, total, _names(session, items))

    def names(self, item: WorkItem) -> Mapping[int, str]:
        with self._database.reading() as session:
            return _names(session, [item])

    def claim(self, item_id: int, by: Identity) -> WorkItem:
        """Take an item nobody has; taking it again changes nothing."""
        with self._database.transaction() as session:
            item = _open(session, item_id, by)
            if item.owner_id not in (None, by.user_id):
                raise _owned(session, item)
            item.owner_id = by.user_id
            self._note(session, "claim", item, by)
        return item

    def release(self, item_id: int, by: Identity) -> WorkItem:
        """Give an item back to everybody; a supervisor may do so for another."""
        with self._database.transaction() as session:
            item = _open(session, item_id, by)
            _mine(session, item, by)
            item.owner_id = None
            self._note(session, "release", item, by)
        return item

    def close(self, item_id: int, result: CloseResult, note: str, by: Identity) -> WorkItem:
        """Done, by this person, with this result."""
        remarks = resident_number_remarks({"note": note})
        if remarks:
            raise Invalid("invalid_input", remarks)
        with self._database.transaction() as session:
            item = _open(session, item_id, by)
            _mine(session, item, by)
            item.owner_id = item.owner_id or by.user_id
            item.result, item.note = result, note
            item.closed_at, item.closed_by = self._clock(), by.user_id
            self._note(session, "close", item, by)
        return item

    def reopen(self, item_id: int, by: Identity) -> WorkItem:
        """Take a close back; the item is its owner's again, the note stays."""
        with self._database.transaction() as session:
            item = _visible(session, item_id, by)
            if item.closed_at is None:
                raise Conflict("callbacks.not_closed")
            item.result, item.closed_at, item.closed_by = None, None, None
            self._note(session, "reopen", item, by)
        return item

    def call(self, item_id: int, by: Identity) -> WorkItem:
        """Have the citizen called from this person's seat, who owns the item from then on."""
        if by.extension is None:
            raise Conflict("callbacks.no_seat")
        with self._database.reading() as session:
            item = _open(session, item_id, by)
            if not item.caller:
                raise Conflict("callbacks.no_number")
            if item.attempt_started_at is not None:
                raise Conflict("callbacks.being_called")
        item = self.claim(item_id, by)
        self._dialler.dial(item_id, by.extension)
        return item

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        """Implements `citizens.history.HistorySource`; work items know numbers, not citizens."""
        with self._database.reading() as session:
            items = session.exec(
                select(WorkItem)
                .where(col(WorkItem.caller).in_(phones))
                .order_by(col(WorkItem.arrived_at).desc())
                .limit(limit)
            ).all()
            names = _names(session, items)
        return [_line(item, names) for item in items]

    def _note(self, session: Session, action: str, item: WorkItem, by: Identity) -> None:
        self._audit.record(f"callback.{action}", f"callback:{item.id}", user_id=by.user_id, session=session)


def _line(item: WorkItem, names: Mapping[int, str]) -> HistoryEntry:
    done = "closed" if item.closed_at else "open"
    return HistoryEntry(
        at=item.arrived_at,
        kind=sentence("callbacks.kind"),
        title=sentence(f"callbacks.kind_{item.kind}"),
        status=sentence(f"callbacks.status_{done}"),
        owner=names.get(item.closed_by or item.owner_id or 0),
        id=str(item.id),
        call_id=item.call_id,
    )


def _conditions(wanted: WorkFilter, by: Identity) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.status != "all":
        open_only = wanted.status == "open"
        closed_at = col(WorkItem.closed_at)
        conditions.append(closed_at.is_(None) if open_only else closed_at.is_not(None))
    if wanted.owner == "me":
        conditions.append(col(WorkItem.owner_id) == by.user_id)
    elif wanted.owner == "open":
        conditions.append(col(WorkItem.owner_id).is_(None))
    if wanted.kind is not None:
        conditions.append(col(WorkItem.kind) == wanted.kind)
    if wanted.desk:
        conditions.append(col(WorkItem.desk) == wanted.desk)
    if by.role == Role.AGENT and by.desks:
        conditions.append(col(WorkItem.desk).in_(by.desks) | (col(WorkItem.owner_id) == by.user_id))
    return conditions


def _order(sort: str) -> list[ColumnElement[Any]]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        raise invalid_field("sort", "callbacks.unknown_sort")
    last = col(WorkItem.id)
    return [column.desc(), last.desc()] if sort.startswith("-") else [column.asc(), last.asc()]


def _visible(session: Session, item_id: int, by: Identity) -> WorkItem:
    item = session.get(WorkItem, item_id, with_for_update=True)
    seen = item is not None and (
        by.role != Role.AGENT or not by.desks or item.desk in by.desks or item.owner_id == by.user_id
    )
    if item is None or not seen:
        raise NotFound("callbacks.not_found")
    return item


def _open(session: Session, item_id: int, by: Identity) -> WorkItem:
    item = _visible(session, item_id, by)
    if item.closed_at is not None:
        raise Conflict("callbacks.closed")
    return item


def _mine(session: Session, item: WorkItem, by: Identity) -> None:
    if item.owner_id not in (None, by.user_id) and by.role not in MAY_TAKE_FROM_OTHERS:
        raise _owned(session, item)


def _owned(session: Session, item: WorkItem) -> Conflict:
    name = _names(session, [item]).get(item.owner_id or 0, "")
    return Conflict("callbacks.owned", facts={"name": name})


def _names(session: Session, items: Sequence[WorkItem]) -> dict[int, str]:
    people = {item.owner_id for item in items} | {item.closed_by for item in items}
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(people - {None}))).all()
    return {user_id: name for user_id, name in rows if user_id is not None}
