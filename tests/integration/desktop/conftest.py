from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.web import Browser
from tests.support.whole_house import WholeHouse, whole_house


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[WholeHouse]:
    """The house on SQLite."""
    with whole_house(tmp_path) as house:
        yield house


@pytest.fixture
def supervisor(whole: WholeHouse) -> Browser:
    return Browser(whole.app, "supervisor")


@pytest.fixture
def agent(whole: WholeHouse) -> Browser:
    return Browser(whole.app, "agent01")
