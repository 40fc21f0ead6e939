from collections.abc import Iterator

import pytest

from tests.support.centre import Centre, running_centre


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    """A whole centre for the tests of one file; wrap-up is short, everybody is at work."""
    with running_centre({"ROUTING__WRAP_UP_SECONDS": "5"}) as running:
        yield running
