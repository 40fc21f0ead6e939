"""Messages that leave the house: written in the transaction they tell of, delivered later.

A worker takes what is due, hands it on, and reports back; the receiver must be idempotent
by the message's id, because a delivery can be repeated after a crash.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, select

from callcenter.storage.database import Database
from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

FIRST_RETRY_SECONDS = 5
LONGEST_RETRY_SECONDS = 3600
ERROR_LENGTH = 500


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


class Outbox:
    """Writes messages and hands out what is due."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def add(self, session: Session, kind: str, payload: dict[str, Any]) -> None:
        """Write a message as part of the caller's own transaction."""
        now = self._clock()
        session.add(OutboxMessage(kind=kind, payload=payload, created_at=now, not_before=now))

    def due(self, limit: int = 50) -> Sequence[OutboxMessage]:
        """Undelivered messages whose time has come, oldest first."""
        with self._database.reading() as session:
            return session.exec(
                select(OutboxMessage)
                .where(col(OutboxMessage.delivered_at).is_(None), OutboxMessage.not_before <= self._clock())
                .order_by(col(OutboxMessage.id))
                .limit(limit)
            ).all()

    def delivered(self, message_id: int) -> None:
        """The receiver has it; it is not handed out again."""
        with self._database.transaction() as session:
            message = session.get_one(OutboxMessage, message_id)
            message.attempts += 1
            message.delivered_at = self._clock()
            message.last_error = None

    def failed(self, message_id: int, error: str) -> None:
        """Keep the message and try again later, each time waiting twice as long."""
        with self._database.transaction() as session:
            message = session.get_one(OutboxMessage, message_id)
            pause = min(FIRST_RETRY_SECONDS * 2 ** min(message.attempts, 20), LONGEST_RETRY_SECONDS)
            message.attempts += 1
            message.last_error = error[:ERROR_LENGTH]
            message.not_before = self._clock() + timedelta(seconds=pause)
