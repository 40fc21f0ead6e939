"""Migrations lead to what the models say, on both databases, and back again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from callcenter.storage.database import Database
from callcenter.storage.migrate import configuration, upgrade
from callcenter.tickets.models import TICKET_SEARCH
from callcenter.wiring import tables
from tests.support.postgres import fresh_database

assert tables


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


def knowledge_tables(database: Database) -> set[str]:
    return {name for name in inspect(database.engine).get_table_names() if name.startswith("knowledge")}


def test_the_layout_is_that_of_the_models(bare: Database) -> None:
    upgrade(bare)
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _ours})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_step_back_and_forth(bare: Database) -> None:
    upgrade(bare)
    assert len(knowledge_tables(bare)) == 3
    command.downgrade(configuration(bare), "0001")
    assert knowledge_tables(bare) == set()
    upgrade(bare)
    assert len(knowledge_tables(bare)) == 3


def _ours(name: str | None, kind: str, parents: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith((TICKET_SEARCH.name, "alembic")))
