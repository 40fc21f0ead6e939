"""The one place where the facts of calls reach the database.

A call must never wait for the database: rows are handed over here and written by a thread
of their own, in order, as often as it takes. Only the newest content of a row is kept, so
a long outage costs memory for the rows it touched and no more.
"""

import threading
from collections.abc import Iterable
from typing import Any

import structlog
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from callcenter.storage.database import Database
from callcenter.storage.tables import Table

FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 5.0
BATCH = 500

log = structlog.get_logger()
Key = tuple[type[Table], Any]


class Writer:
    """Stores rows by primary key (inserting or replacing), retrying for ever with back-off."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending: dict[Key, Table] = {}
        self._changed = threading.Condition()
        self._stopping = False
        self._writing = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to write; once in the life of a writer."""
        self._thread.start()

    def store(self, rows: Iterable[Table]) -> None:
        """Take copies of the rows; returns at once."""
        with self._changed:
            for row in rows:
                self._pending[_key(row)] = type(row)(**row.model_dump())
            self._changed.notify_all()

    @property
    def backlog(self) -> int:
        """Rows that wait to be stored."""
        with self._changed:
            return len(self._pending)

    def flush(self, timeout: float) -> bool:
        """Wait until everything handed over so far is stored; False when `timeout` seconds ran out."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending and not self._writing, timeout)

    def stop(self, timeout: float = 10.0) -> bool:
        """Write what is left and end; False when it could not be written in time."""
        done = self.flush(timeout)
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return done

    def _run(self) -> None:
        delay = FIRST_RETRY_SECONDS
        while (batch := self._take()) is not None:
            try:
                with self._database.transaction() as session:
                    for row in batch.values():
                        session.merge(row)
                delay = FIRST_RETRY_SECONDS
                self._finish({})
            except SQLAlchemyError as error:
                log.warning(
                    "rows_not_stored", rows=len(batch), error=type(error).__name__, retry_seconds=delay
                )
                self._finish(batch)
                with self._changed:
                    self._changed.wait_for(lambda: self._stopping, delay)
                delay = min(delay * 2, LONGEST_RETRY_SECONDS)

    def _take(self) -> dict[Key, Table] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._stopping)
            if self._stopping:
                return None
            keys = list(self._pending)[:BATCH]
            self._writing = True
            return {key: self._pending.pop(key) for key in keys}

    def _finish(self, failed: dict[Key, Table]) -> None:
        """Put back what failed, unless a newer content of the same row has come meanwhile."""
        with self._changed:
            self._pending = {**failed, **self._pending}
            self._writing = False
            self._changed.notify_all()


def _key(row: Table) -> Key:
    return type(row), inspect(type(row)).primary_key_from_instance(row)[0]
