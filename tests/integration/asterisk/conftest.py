"""Real parts for integration tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.asterisk import RealAsterisk, asterisk_folder


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
