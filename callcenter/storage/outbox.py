"""Messages that leave the house: written in the transaction they tell of, delivered later.

A worker takes what is due, hands it on, and reports back; the receiver must be idempotent
by the message's id, because a delivery can be repeated after a crash. What fails too often is
dead: it is kept, shown to the administrator, and tried again only when somebody says so.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import JSON, Column, ColumnElement
from sqlmodel import Field, Session, and_, col, delete, func, or_, select

from callcenter.storage.database import Database
from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

FIRST_RETRY_SECONDS = 5
LONGEST_RETRY_SECONDS = 3600
MOST_ATTEMPTS = 80
"""Some three days: ten attempts in the first hour and a half, then one an hour."""
KEPT = timedelta(days=30)
ERROR_LENGTH = 500

log = structlog.get_logger()


class OutboxState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class OutboxMessage(Table, table=True):
    """A message that is to leave the house; `kind` says what it tells of."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=64, index=True)
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime, index=True)
    """Grows with each failed attempt: 5 s, 10 s, 20 s … one hour."""
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    attempts: int = 0
    last_error: str | None = Field(default=None, max_length=ERROR_LENGTH)
    dead_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When it was given up; it is not handed out any more."""
    taken_by: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The receivers that have it: a repetition goes to the others only."""

    @property
    def state(self) -> OutboxState:
        """Where it stands."""
        if self.delivered_at is not None:
            return OutboxState.DELIVERED
        return OutboxState.WAITING if self.dead_at is None else OutboxState.DEAD


@dataclass(frozen=True)
class OutboxPage:
    """One page of messages, the newest first, and how many there are in all."""

    items: Sequence[OutboxMessage]
    total: int


class Outbox:
    """Writes messages and hands out what is due."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def add(self, session: Session, kind: str, payload: dict[str, Any]) -> None:
        """Write a message as part of the caller's own transaction."""
        now = self._clock()
        session.add(OutboxMessage(kind=kind, payload=payload, created_at=now, not_before=now))

    def due(self, limit: int = 50, *, kinds: Collection[str] | None = None) -> Sequence[OutboxMessage]:
        """Undelivered messages whose time has come, oldest first; with `kinds` only those."""
        wanted = [_in_state(OutboxState.WAITING), col(OutboxMessage.not_before) <= self._clock()]
        if kinds is not None:
            wanted.append(col(OutboxMessage.kind).in_(list(kinds)))
        with self._database.reading() as session:
            return session.exec(
                select(OutboxMessage).where(*wanted).order_by(col(OutboxMessage.id)).limit(limit)
            ).all()

    def delivered(self, message_id: int, taken_by: Collection[str] = ()) -> None:
        """Everybody who wants it has it; it is not handed out again."""
        with self._database.transaction() as session:
            message = session.get_one(OutboxMessage, message_id)
            message.attempts += 1
            message.delivered_at = self._clock()
            message.last_error = None
            message.taken_by = sorted(taken_by)

    def failed(self, message_id: int, error: str, taken_by: Collection[str] = ()) -> None:
        """Keep the message and try again later, each time waiting twice as long; dead in the end."""
        with self._database.transaction() as session:
            message = session.get_one(OutboxMessage, message_id)
            pause = min(FIRST_RETRY_SECONDS * 2 ** min(message.attempts, 20), LONGEST_RETRY_SECONDS)
            message.attempts += 1
            message.last_error = error[:ERROR_LENGTH]
            message.not_before = self._clock() + timedelta(seconds=pause)
            message.taken_by = sorted(taken_by)
            if message.attempts >= MOST_ATTEMPTS:
                message.dead_at = self._clock()
                log.error("outbox_dead", message=message_id, kind=message.kind, attempts=message.attempts)

    def revive(self, session: Session, message_id: int) -> OutboxMessage | None:
        """Try a dead message anew, as part of the caller's transaction; None when it is not dead."""
        message = session.get(OutboxMessage, message_id, with_for_update=True)
        if message is None or message.state is not OutboxState.DEAD:
            return None
        message.dead_at, message.attempts, message.not_before = None, 0, self._clock()
        return message

    def page(self, page: int, page_size: int, state: OutboxState) -> OutboxPage:
        """Messages that stand so; `page` counts from 1."""
        wanted = _in_state(state)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(OutboxMessage).where(wanted)).one()
            items = session.exec(
                select(OutboxMessage)
                .where(wanted)
                .order_by(col(OutboxMessage.id).desc())
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
        return OutboxPage(items, total)

    def forget_old(self) -> int:
        """Delete what was delivered, and what nobody ever wanted, `KEPT` ago; how many. Dead ones stay."""
        before = self._clock() - KEPT
        delivered = and_(_in_state(OutboxState.DELIVERED), col(OutboxMessage.delivered_at) < before)
        unwanted = and_(
            _in_state(OutboxState.WAITING),
            col(OutboxMessage.attempts) == 0,
            col(OutboxMessage.created_at) < before,
        )
        with self._database.transaction() as session:
            gone = session.exec(delete(OutboxMessage).where(or_(delivered, unwanted)))
        return gone.rowcount


def _in_state(state: OutboxState) -> ColumnElement[bool]:
    delivered, dead = col(OutboxMessage.delivered_at), col(OutboxMessage.dead_at)
    if state is OutboxState.DELIVERED:
        return delivered.is_not(None)
    return and_(delivered.is_(None), dead.is_(None) if state is OutboxState.WAITING else dead.is_not(None))
