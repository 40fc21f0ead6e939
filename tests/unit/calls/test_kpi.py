"""The day of the KPI definitions: 100 offered, and five service levels that differ."""

from datetime import timedelta

import pytest

from callcenter.calls import kpi
from callcenter.calls.models import QueueVisit
from tests.support.line import at


def visit(number: int, wait: float, outcome: str) -> QueueVisit:
    taken = outcome == "answered"
    return QueueVisit(
        id=str(number), call_id=str(number), queue="civil", position=1, joined_at=at(0), outcome=outcome,
        answered_at=at(wait) if taken else None, ended_at=at(wait + 100 if taken else wait),
        wrapped_up_at=at(wait + 130) if taken else None, hold_seconds=10 if taken else 0,
    )  # fmt: skip


def the_day() -> list[QueueVisit]:
    waits = [(10.0, "answered")] * 70 + [(40.0, "answered")] * 15
    waits += [(4.0, "abandoned")] * 3 + [(15.0, "abandoned")] * 2 + [(60.0, "abandoned")] * 10
    return [visit(number, wait, outcome) for number, (wait, outcome) in enumerate(waits)]


def test_five_service_levels_of_one_day() -> None:
    levels = kpi.service_levels(the_day(), timedelta(seconds=20), timedelta(seconds=5))
    assert levels.of_offered == pytest.approx(70.0)
    assert levels.headline == pytest.approx(72.2, abs=0.05)
    assert levels.without_early_abandons == pytest.approx(73.7, abs=0.05)
    assert levels.all_handled == pytest.approx(75.0)
    assert levels.of_answered == pytest.approx(82.4, abs=0.05)


def test_handling_time_is_talk_hold_and_wrap_up() -> None:
    day = the_day()
    assert kpi.talk_seconds(day) == pytest.approx(90)
    assert kpi.hold_seconds(day) == pytest.approx(10)
    assert kpi.acw_seconds(day) == pytest.approx(30)
    assert kpi.average_handling_time(day) == pytest.approx(130)
    assert kpi.abandonment(day) == pytest.approx(15.0)
    assert kpi.average_speed_of_answer(day) == pytest.approx((70 * 10 + 15 * 40) / 85)


def test_an_empty_day_has_no_figures_rather_than_wrong_ones() -> None:
    assert kpi.service_levels([], timedelta(seconds=20), timedelta(seconds=5)).headline is None
    assert kpi.average_handling_time([]) is None
    assert kpi.abandonment([]) is None
