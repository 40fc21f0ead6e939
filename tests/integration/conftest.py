"""Real parts for integration tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.storage.database import Database
from tests.support.asterisk import RealAsterisk, asterisk_folder
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


@pytest.fixture(scope="session")
def asterisk() -> Iterator[RealAsterisk]:
    """One real Asterisk for all tests that leave it as they found it."""
    with asterisk_folder() as real:
        asyncio.run(_start(real))
        yield real


@pytest.fixture
def own_asterisk() -> Iterator[RealAsterisk]:
    """A rendered Asterisk of this test alone, not yet started: to be killed, restarted, adopted."""
    with asterisk_folder() as real:
        yield real


async def _start(real: RealAsterisk) -> None:
    await real.process.start()
    await real.process.wait_ready()
    await real.process.release()
