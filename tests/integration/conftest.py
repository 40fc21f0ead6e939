from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.storage.database import Database
from tests.support.databases import empty_database, prepared
from tests.support.postgres import running_server
from tests.support.web import House


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with empty_database(request.param, tmp_path, url) as prepared_database:
        yield prepared_database


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The common services on SQLite, for tests where the kind of database does not matter."""
    with prepared(f"sqlite:///{tmp_path / 'house.db'}") as database:
        yield House(database)
