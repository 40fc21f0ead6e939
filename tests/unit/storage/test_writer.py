"""Rows reach a real SQLite file, also one that somebody else has locked."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from callcenter.calls.models import Call
from callcenter.storage import database as database_module
from callcenter.storage.database import Database
from callcenter.storage.writer import Writer
from tests.support.line import at


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0)
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    SQLModel.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    writer = Writer(database)
    writer.start()
    yield writer
    writer.stop()


def call(number: int, outcome: str | None = None) -> Call:
    return Call(id=str(number), direction="inbound", started_at=at(number), outcome=outcome)


def stored(database: Database) -> dict[str, Call]:
    with database.reading() as session:
        return {row.id: row for row in session.exec(select(Call))}


def test_the_newest_content_of_a_row_is_stored(database: Database, writer: Writer) -> None:
    row = call(1)
    writer.store([row])
    row.outcome = "answered"
    writer.store([row])
    assert writer.flush(5)
    assert stored(database)["1"].outcome == "answered"
    assert stored(database)["1"].started_at == at(1)


def test_a_locked_database_delays_rows_and_loses_none(
    database: Database, writer: Writer, tmp_path: Path
) -> None:
    intruder = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    writer.store([call(number) for number in range(600)])
    assert not writer.flush(0.3)
    writer.store([call(3, outcome="abandoned")])
    intruder.execute("ROLLBACK")
    intruder.close()
    assert writer.flush(10)
    rows = stored(database)
    assert len(rows) == 600
    assert rows["3"].outcome == "abandoned", "a newer content is never overwritten by a retried old one"
