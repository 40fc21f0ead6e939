from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from callcenter.agents.models import SeatRecord, SeatState
from callcenter.agents.seat import Seat
from callcenter.calls import facts as f
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Floor
from callcenter.floor.reconcile import Reconciler, Repair, Seen, SeenLeg
from callcenter.floor.rules import FloorRules
from tests.support.line import answers, at, citizen_calls, joins, rings

RULES = FloorRules(timedelta(seconds=60), timedelta(), 3, timedelta(seconds=20), timedelta(seconds=5))


@pytest.fixture
def floor() -> Floor:
    floor = Floor(RULES, [Seat(SeatRecord(extension="201"), ("civil",))], DayBook(ZoneInfo("Asia/Seoul")))
    floor.apply(f.SeatRegistered(at=at(-2), linkedid="", extension="201", registered=True))
    floor.declare("201", SeatState.READY, None, 1, at(-1))
    return floor


def seen(
    legs: dict[str, SeenLeg] | None = None,
    waiting: dict[tuple[str, str], float] | None = None,
    pause: str | None = None,
) -> Seen:
    waits = {key: at(second) for key, second in (waiting or {}).items()}
    return Seen(at=at(100), legs=legs or {}, waiting=waits, members={"201": {"civil": pause}})


def mend(floor: Floor, repairs: list[Repair]) -> None:
    for repair in repairs:
        for fact in repair.facts:
            floor.apply(fact)


def test_agreement_finds_nothing(floor: Floor) -> None:
    assert Reconciler(floor).compare(seen(), at_once=True) == []


def test_a_seat_stuck_in_a_call_is_freed_after_two_rounds(floor: Floor) -> None:
    call = [citizen_calls("c1"), joins("c1", 1), *rings("c1", 2, "201"), *answers("c1", 3, "201")]
    for fact in call:
        floor.apply(fact)
    reconciler = Reconciler(floor)
    assert reconciler.compare(seen(), at_once=False) == [], "one round may have crossed an event"
    mend(floor, reconciler.compare(seen(), at_once=False))
    assert floor.seats["201"].state is SeatState.WRAP_UP
    assert floor.tracker.calls == {}


def test_a_difference_that_heals_by_itself_is_forgotten(floor: Floor) -> None:
    reconciler = Reconciler(floor)
    reconciler.compare(seen(pause="other"), at_once=False)
    assert reconciler.compare(seen(), at_once=False) == []
    assert reconciler.compare(seen(pause="other"), at_once=False) == []


def test_calls_born_while_we_were_away_are_taken_over(floor: Floor) -> None:
    born = citizen_calls("c1", 40)
    legs = {"c1": SeenLeg(born, up=True)}
    mend(floor, Reconciler(floor).compare(seen(legs, {("c1", "civil"): 60}), at_once=True))
    live = floor.tracker.calls["c1"]
    assert live.call.started_at == at(40)
    assert live.waiting is not None
    assert live.waiting.joined_at == at(60)


def test_a_caller_no_longer_in_line_leaves_the_board(floor: Floor) -> None:
    for fact in (citizen_calls("c1"), joins("c1", 1)):
        floor.apply(fact)
    legs = {"c1": SeenLeg(citizen_calls("c1"), up=True)}
    mend(floor, Reconciler(floor).compare(seen(legs), at_once=True))
    assert floor.tracker.calls["c1"].waiting is None


def test_a_seat_the_exchange_has_wrong_is_told_again(floor: Floor) -> None:
    [repair] = Reconciler(floor).compare(seen(pause="lunch"), at_once=True)
    assert repair.tell_again == "201"
