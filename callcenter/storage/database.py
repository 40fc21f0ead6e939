"""The way to the database: an engine with a time limit on everything, and units of work."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlmodel import Session, create_engine

BUSY_SECONDS = 5
"""How long one statement waits for another writer before it fails (and its caller retries)."""


class Database:
    """Opens sessions; knows nothing of any table.

    `url` is an SQLAlchemy address: `sqlite:///…/callcenter.db` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One unit of work: committed at the end, rolled back when anything is raised."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks; whatever was changed in it is thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            # Closing rolls back; an explicit rollback would also expire what is handed out.
            yield session

    def on_disk(self) -> None:
        """What was committed outlives a power failure when this returns. Raises `OSError`.

        PostgreSQL's commits do anyway; SQLite (WAL, synchronous=NORMAL) only promises an undamaged database.
        """
        wal = Path(f"{self.engine.url.database}-wal")
        if self.is_sqlite and wal.exists():
            with wal.open("rb") as file:
                os.fsync(file.fileno())

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=BUSY_SECONDS
        )
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy begins transactions itself (below): the driver's own habit of opening
    # them late makes a reading transaction fail when it later wants to write.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once when somebody else wrote
    # in between (SQLITE_BUSY_SNAPSHOT); taking the write lock at its start makes it wait.
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
