"""Each visit is counted once, whatever is told of it how often."""

from collections import Counter as Tally
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from callcenter.agents.models import SeatRecord, SeatState
from callcenter.agents.seat import Seat
from callcenter.calls import facts as f
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Floor
from callcenter.floor.gate import Unavailable
from callcenter.floor.metrics import FloorCollector, FloorFigures, QueueCounters, floor_figures
from tests.support.line import abandons, answers, at, citizen_calls, ends, joins, rings
from tests.unit.floor.test_floor import RULES


class Centre:
    """A floor whose changes are counted."""

    def __init__(self, floor: Floor | None = None) -> None:
        seats = [Seat(SeatRecord(extension="201"), queues=("civil",))]
        self.floor = floor or Floor(RULES, seats, DayBook(ZoneInfo("Asia/Seoul")))
        self.registry = CollectorRegistry()
        self.counters = QueueCounters(self.registry, self.floor.day.visits.values())

    def tell(self, *facts: f.Fact | list[f.Fact]) -> None:
        for fact in facts:
            for one in fact if isinstance(fact, list) else [fact]:
                self.counters.take(self.floor.apply(one))

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


def test_answered_and_abandoned_are_counted_once_each() -> None:
    centre = Centre()
    centre.tell(citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 16, "201"))
    centre.tell(ends("c1", 30), ends("c1", 30, "c1-201"))
    centre.counters.take(centre.floor.tick(at(500)))
    centre.tell(citizen_calls("c2"), joins("c2", 600), abandons("c2", 645), ends("c2", 645))
    assert centre.value("callcenter_queue_offered_total", desk="civil") == 2
    assert centre.value("callcenter_queue_answered_total", desk="civil") == 1
    assert centre.value("callcenter_queue_abandoned_total", desk="civil") == 1
    waited = {"desk": "civil", "outcome": "answered"}
    assert centre.value("callcenter_queue_wait_seconds_sum", **waited) == 15.0
    assert centre.value("callcenter_queue_wait_seconds_bucket", **waited, le="20.0") == 1
    assert centre.value("callcenter_queue_wait_seconds_sum", desk="civil", outcome="abandoned") == 45.0


def test_what_was_counted_before_a_restart_is_not_counted_again() -> None:
    before = Centre()
    before.tell(citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"))
    after = Centre(before.floor)
    after.tell(ends("c1", 30), ends("c1", 30, "c1-201"))
    assert after.value("callcenter_queue_answered_total", desk="civil") is None
    assert after.value("callcenter_queue_offered_total", desk="civil") is None


def test_the_floor_is_looked_at_when_asked() -> None:
    centre = Centre()
    centre.tell(citizen_calls("c1"), joins("c1", 1))
    figures = floor_figures(centre.floor, ("civil", "general"), Tally({"leg": 2}), at(31))
    assert figures == FloorFigures(
        calls=1,
        waiting={"civil": 1, "general": 0},
        longest_wait={"civil": 30.0, "general": 0.0},
        seats={state: int(state is SeatState.LOGGED_OUT) for state in SeatState},
        repairs={"leg": 2},
    )


@pytest.mark.parametrize("answers_in_time", [True, False])
def test_links_are_told_even_when_the_floor_does_not_answer(answers_in_time: bool) -> None:
    def look() -> FloorFigures:
        if not answers_in_time:
            raise Unavailable("seat.telephone_unavailable")
        return floor_figures(Centre().floor, ("civil",), Tally(), at(0) + timedelta(seconds=1))

    registry = CollectorRegistry(auto_describe=True)
    registry.register(FloorCollector(look, lambda: {"ami": True, "ari": False}, lambda: 7))
    assert registry.get_sample_value("callcenter_link_up", {"link": "ari"}) == 0.0
    assert registry.get_sample_value("callcenter_writer_backlog_rows") == 7.0
    text = generate_latest(registry).decode()
    assert ('callcenter_seats{state="ready"} 0.0' in text) is answers_in_time
