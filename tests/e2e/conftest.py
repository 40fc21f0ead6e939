import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.centre import Centre, running_centre
from tests.support.people import close_open_work, log_out
from tests.support.ports import free_port


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    """A whole centre for the tests of one file; wrap-up is short, everybody is at work."""
    with running_centre({"ROUTING__WRAP_UP_SECONDS": "5"}) as running:
        yield running


@pytest.fixture(scope="session")
def tried_centre() -> Iterator[Centre]:
    """One centre for all tests of faults: calls the trunk at `trunk_port`, short rings and wrap-ups."""
    port = free_port(socket.SOCK_DGRAM)
    settings = {
        "ROUTING__WRAP_UP_SECONDS": "5",
        "ROUTING__RING_SECONDS": "5",
        "ROUTING__MISSES_BEFORE_PAUSE": "2",
        "ASTERISK__TRUNK__HOST": f"127.0.0.1:{port}",
    }
    with running_centre(settings) as running:
        running.trunk_port = port
        yield running


@pytest.fixture
async def faulty(tried_centre: Centre) -> AsyncIterator[Centre]:
    """The same; every test finds nobody at work, no call and nobody to be called back."""
    yield tried_centre
    if not tried_centre.healthy():
        with contextlib.suppress(ProcessLookupError):
            tried_centre.kill()
        await tried_centre.start_again()
    tried_centre.exchange("channel request hangup all")
    logins = tried_centre.logins()
    for name in ("agent01", "agent02", "agent03"):
        await log_out(tried_centre, logins[name])
    await close_open_work(tried_centre, logins["supervisor"])
