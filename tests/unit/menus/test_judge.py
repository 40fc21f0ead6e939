"""When speech does worse than keys, and when that may be chance."""

import pytest

from callcenter.menus.judge import Tries, is_worse


@pytest.mark.parametrize(
    ("speech", "keys", "worse"),
    [
        (Tries(20, 40), Tries(38, 40), True),
        (Tries(38, 40), Tries(38, 40), False),
        (Tries(34, 40), Tries(38, 40), False),
        (Tries(0, 39), Tries(400, 400), False),
        (Tries(0, 400), Tries(39, 39), False),
        (Tries(850, 1000), Tries(950, 1000), True),
        (Tries(40, 40), Tries(20, 40), False),
    ],
)
def test_only_what_cannot_be_chance_counts(speech: Tries, keys: Tries, worse: bool) -> None:
    assert is_worse(speech, keys) is worse


def test_bounds_hold_the_share_and_narrow_with_tries() -> None:
    low, high = Tries(9, 10).bounds
    lower, higher = Tries(900, 1000).bounds
    assert low < lower < 0.9 < higher < high
    assert Tries().bounds == (0.0, 1.0)
