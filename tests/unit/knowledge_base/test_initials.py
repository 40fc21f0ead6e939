"""Initial consonants find articles for people who type fast."""

import pytest

from knowledge_base.initials import InitialSearch, is_initials
from tests.unit.knowledge_base.articles import articles


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("ㅇㄱ", ["passport-fee", "passport-lost"]),
        ("여ㄱ ㅂㅅ", ["passport-lost"]),
        ("ㄱㄹㄷ", ["streetlight"]),
        ("ㅂㅅㅅㄱ", ["passport-lost"]),
        ("ㅎㅎㅎㅎ", []),
        (" ", []),
    ],
)
def test_search(query: str, slugs: list[str]) -> None:
    assert [a.slug for a in InitialSearch(articles()).search(query)] == slugs


def test_what_counts_as_initials() -> None:
    assert is_initials("ㅇㄱ")
    assert is_initials("여ㄱ")
    assert not is_initials("여권 ㅠㅠ".replace("ㅠ", ""))
    assert not is_initials("여권")
    assert not is_initials("여권 언제 나와요 ㅋㅋㅋ")
    assert not is_initials("ㅎㅎ")
