"""Both operations pages name every job there is."""

from pathlib import Path

import pytest

from callcenter.messages import catalogue
from callcenter.settings import Settings
from callcenter.wiring.house import open_house

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    house = open_house(Settings(data=tmp_path))
    house.database.close()
    return list(house.jobs.runner.jobs)


@pytest.mark.parametrize("page", ["operations.md", "ko/operations.md"])
def test_every_job_is_explained(names: list[str], page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_job_has_a_label(names: list[str]) -> None:
    assert {f"jobs.name_{name}" for name in names} <= catalogue("ko").keys()
