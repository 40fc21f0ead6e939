"""What people do with work items: see, take, give back, call, close, take the close back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlmodel import Session, col, func, select

from callcenter.callbacks.models import CloseResult, WorkItem, WorkKind
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
    "closed_at": col(WorkItem.closed_at),
}
MAY_TAKE_FROM_OTHERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class CallbackDialler(Protocol):
    """Calls from a seat."""

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
    """One page of items, the total, and the names of the people in them by id."""

    items: Sequence[WorkItem]
    total: int
    names: Mapping[int, str]


class CallbackService:
    """`data` is the installation's folder, below which voice messages lie."""

    def __init__(
        self,
        database: Database,
        dialler: CallbackDialler,
        audit: AuditLog,
        data: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._dialler = dialler
        self._audit = audit
        self._data = data
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
            return WorkPage(items, total, names_of(session, items))

    def names(self, item: WorkItem) -> Mapping[int, str]:
        """Names of the people in one item, by id."""
        with self._database.reading() as session:
            return names_of(session, [item])

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

    def listen(self, item_id: int, reason: str, by: Identity) -> Path:
        """The voice message's file, after the look has been written down. Raises `NotFound`."""
        with self._database.transaction() as session:
            item = _visible(session, item_id, by)
            file = self._data / item.voicemail_path if item.voicemail_path else None
            if file is None or not file.is_file():
                raise NotFound("callbacks.no_voice_message")
            subject = f"callback:{item.id}"
            self._audit.record("callback.listen", subject, user_id=by.user_id, reason=reason, session=session)
        return file

    def call_of_message(self, item_id: int, by: Identity) -> str:
        """The call in which a voice message was left. Raises `NotFound`."""
        with self._database.reading() as session:
            item = _visible(session, item_id, by)
            if not item.voicemail_path:
                raise NotFound("callbacks.no_voice_message")
        return item.call_id

    def _note(self, session: Session, action: str, item: WorkItem, by: Identity) -> None:
        self._audit.record(f"callback.{action}", f"callback:{item.id}", user_id=by.user_id, session=session)


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
    name = names_of(session, [item]).get(item.owner_id or 0, "")
    return Conflict("callbacks.owned", facts={"name": name})


def names_of(session: Session, items: Sequence[WorkItem]) -> dict[int, str]:
    """Names of the people these items mention, by id."""
    people = {item.owner_id for item in items} | {item.closed_by for item in items}
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(people - {None}))).all()
    return {user_id: name for user_id, name in rows if user_id is not None}
