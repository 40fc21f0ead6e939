"""What differs by city is filled in, and a hole is never read out."""

from pathlib import Path

import pytest

from knowledge_base.placeholders import MissingFactError, fill, known_placeholders, placeholders

FACTS = {"city": {"name": "한빛시"}, "office.passport.phone": "031-000-0000", "empty": None}


def test_nested_and_flat_names() -> None:
    assert fill("{{city.name}} {{ office.passport.phone }}", FACTS) == "한빛시 031-000-0000"


@pytest.mark.parametrize("name", ["city.mayor", "city", "empty", "town.name"])
def test_a_hole_is_an_error(name: str) -> None:
    with pytest.raises(MissingFactError, match=name):
        fill(f"{{{{{name}}}}}", FACTS)


def test_names_are_listed_once() -> None:
    assert placeholders("{{a}} {{b}} {{a}}") == ["a", "b"]


def test_known_names_come_from_sections(tmp_path: Path) -> None:
    path = tmp_path / "placeholders.yaml"
    path.write_text("city:\n  city.name:\n    description: 시 이름\n    example: 한빛시\n", encoding="utf-8")
    assert known_placeholders(path) == {"city.name": "한빛시"}
    assert known_placeholders(tmp_path / "none.yaml") == {}
