"""Two texts of one question: what both point to, what only one found, and what neither did."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from callcenter.knowledge.service import Found, Hit, Known
from callcenter.knowledge.weighing import agreed, fits, weigh

LOST, FEE, SNOW = "passport_lost", "passport_fee", "snow"


def found(**scores: float) -> Found:
    """What one text found, best first."""
    hits = [
        Hit(cast(Known, SimpleNamespace(article=SimpleNamespace(slug=slug))), score)
        for slug, score in scores.items()
    ]
    best = hits[0].score if hits else 0.0
    return Found(best >= 0.5, best, "meaning", hits)


@pytest.mark.parametrize(
    ("better", "other", "slug", "read_back", "told"),
    [
        ({LOST: 0.9}, {LOST: 0.95}, LOST, True, True),
        # Both point to it, neither clearly.
        ({LOST: 0.5}, {LOST: 0.6}, LOST, True, False),
        # The other one heard what the better one only guessed.
        ({FEE: 0.5, LOST: 0.45}, {LOST: 0.95}, LOST, True, False),
        ({LOST: 0.02}, {LOST: 0.97}, LOST, True, False),
        # An engine kept to our sentences makes one of a stranger's words; the free one does not.
        ({SNOW: 0.0}, {SNOW: 0.9}, SNOW, False, False),
        ({}, {SNOW: 0.9}, SNOW, False, False),
        ({LOST: 0.9}, {}, LOST, True, False),
        ({FEE: 0.1}, {SNOW: 0.2}, SNOW, False, False),
    ],
)
def test_two_texts(
    better: dict[str, float], other: dict[str, float], slug: str, read_back: bool, told: bool
) -> None:
    both = [found(**better), found(**other)]
    best = weigh(both)[0]
    assert best.hit.known.article.slug == slug
    assert fits(best, both) is read_back
    assert agreed(best, both) is told


def test_one_text_is_never_sure() -> None:
    one = [found(**{LOST: 0.99})]
    best = weigh(one)[0]
    assert fits(best, one)
    assert not agreed(best, one)


def test_nothing_found() -> None:
    assert weigh([found(), found()]) == []
