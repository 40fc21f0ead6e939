"""Migrations lead to exactly the tables of the models, and back to nothing, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

import callcenter.wiring.tables  # noqa: F401 - every table must be known
from callcenter.storage.database import Database
from callcenter.storage.migrate import configuration, upgrade
from callcenter.storage.outbox import Outbox
from callcenter.tickets.models import TICKET_SEARCH
from callcenter.transcripts.models import TRANSCRIPT_SEARCH
from tests.support.postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
        yield database
        database.close()
        return
    with fresh_database(request.getfixturevalue("postgres_url"), "bare") as url:
        database = Database(url)
        yield database
        database.close()


def test_the_migrations_make_what_the_models_say(bare: Database) -> None:
    upgrade(bare)
    assert differences(bare) == []


def test_a_second_time_changes_nothing(bare: Database) -> None:
    upgrade(bare)
    before = inspect(bare.engine).get_table_names()
    upgrade(bare)
    assert inspect(bare.engine).get_table_names() == before


def test_every_migration_can_be_taken_back(bare: Database) -> None:
    upgrade(bare)
    command.downgrade(configuration(bare), "base")
    assert set(inspect(bare.engine).get_table_names()) <= {"alembic_version"}
    upgrade(bare)
    assert differences(bare) == []


def differences(database: Database) -> list[Any]:
    """What a new migration would have to change."""

    indexes = (TICKET_SEARCH.name, TRANSCRIPT_SEARCH.name)

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith(indexes))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        return list(compare_metadata(context, SQLModel.metadata))


def test_messages_from_before_dead_ones_were_known_stay(bare: Database) -> None:
    upgrade(bare, "0003")
    with bare.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outbox (kind, payload, created_at, not_before, attempts) VALUES "
            "('ticket.opened', '{}', '2026-11-01 00:00:00+00:00', '2026-11-01 00:00:00+00:00', 3)"
        )
    upgrade(bare)
    [message] = Outbox(bare).due()
    assert (message.taken_by, message.dead_at, message.attempts) == ([], None, 3)
