"""What one test leaves on the shared Asterisk must not call the next one's agents."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.asterisk import RealAsterisk


@pytest.fixture(autouse=True)
async def _quiet(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    yield
    if "asterisk" in request.fixturenames:
        real: RealAsterisk = request.getfixturevalue("asterisk")
        async with real.ami() as ami:
            await ami.hang_up_everybody()
