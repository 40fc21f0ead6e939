import itertools
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from callcenter.agents.models import SeatInterval, SeatRecord, SeatState
from callcenter.agents.seat import Membership, Seat
from callcenter.calls import facts as f
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Change, Floor
from callcenter.floor.rules import FloorRules
from callcenter.floor.seating import Seated
from tests.support.line import answers, at, citizen_calls, ends, joins, misses, rings

RULES = FloorRules(
    wrap_up=timedelta(seconds=60),
    wrap_up_extension_limit=timedelta(seconds=120),
    misses_before_pause=2,
    service_level=timedelta(seconds=20),
    short_abandon=timedelta(seconds=5),
)


@pytest.fixture
def floor() -> Floor:
    seats = [Seat(SeatRecord(extension=e), queues=("civil",)) for e in ("201", "202")]
    floor = Floor(RULES, seats, DayBook(ZoneInfo("Asia/Seoul")))
    for extension in ("201", "202"):
        tell(floor, f.SeatRegistered(at=at(-10), linkedid="", extension=extension, registered=True))
        floor.declare(extension, SeatState.READY, None, user_id=int(extension), at=at(-5))
    return floor


def tell(floor: Floor, *facts: f.Fact | list[f.Fact]) -> list[Change]:
    flat = [one for fact in facts for one in (fact if isinstance(fact, list) else [fact])]
    return [floor.apply(fact) for fact in flat]


def state(floor: Floor, extension: str = "201") -> SeatState:
    return floor.seats[extension].state


def one_call(floor: Floor, extension: str = "201", until: float = 30) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, extension), answers("c1", 3, extension))
    tell(floor, ends("c1", until), ends("c1", until, f"c1-{extension}"))


def test_a_seat_that_lost_its_call_is_there_for_it_again_at_once(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"))
    tell(floor, ends("c1", 20, "c1-201", cause=44), joins("c1", 21))
    assert state(floor) is SeatState.READY
    assert floor.seats["201"].membership == Membership(present=True, pause=None)
    tell(floor, rings("c1", 22, "201"), answers("c1", 23, "201"))
    tell(floor, ends("c1", 60), ends("c1", 60, "c1-201"))
    assert state(floor) is SeatState.WRAP_UP


def test_a_seat_goes_through_ringing_talking_wrap_up_and_back(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"))
    assert state(floor) is SeatState.RINGING
    tell(floor, answers("c1", 3, "201"))
    assert state(floor) is SeatState.TALKING
    tell(floor, ends("c1", 30), ends("c1", 30, "c1-201"))
    assert state(floor) is SeatState.WRAP_UP

    assert floor.next_wrap_up_end == at(90)
    assert floor.tick(at(89)).rows == []
    change = floor.tick(at(91))
    assert state(floor) is SeatState.READY
    assert change.memberships == [("201", Membership(present=True, pause=None))]
    [visit] = floor.day.visits.values()
    assert visit.wrapped_up_at == at(90), "wrap-up ends when its time is over, not when somebody looked"


def test_other_desks_are_told_to_the_exchange_at_once(floor: Floor) -> None:
    ready = Membership(present=True, pause=None)
    people = {"201": Seated(201, ("civil", "vehicle")), "202": Seated(202, ("civil",))}
    change = floor.seat_people(people, at(10))
    assert floor.seats["201"].queues == ("civil", "vehicle")
    assert change.memberships == [("201", ready)]
    assert floor.seat_people(people, at(11)).memberships == []
    assert state(floor) is SeatState.READY


def test_a_seat_whose_person_left_takes_no_calls_but_the_talk_goes_on(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"))
    change = floor.seat_people({"202": Seated(202, ("civil",))}, at(10))
    assert change.memberships == [("201", Membership(present=False, pause=None))]
    assert state(floor) is SeatState.TALKING
    tell(floor, ends("c1", 30), ends("c1", 30, "c1-201"))
    assert state(floor) is SeatState.LOGGED_OUT


def test_somebody_else_at_a_seat_begins_logged_out(floor: Floor) -> None:
    people = {"201": Seated(999, ("civil",)), "202": Seated(202, ("civil",))}
    floor.seat_people(people, at(10))
    assert state(floor) is SeatState.LOGGED_OUT
    floor.declare("201", SeatState.READY, None, user_id=999, at=at(11))
    floor.seat_people(people, at(12))
    assert state(floor) is SeatState.READY


def test_intervals_follow_each_other_without_a_gap(floor: Floor) -> None:
    changes = tell(
        floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"),
        ends("c1", 30), ends("c1", 30, "c1-201"),
    )  # fmt: skip
    changes.append(floor.tick(at(200)))
    rows = {r.id: r for c in changes for r in c.rows if isinstance(r, SeatInterval) and r.extension == "201"}
    intervals = sorted(rows.values(), key=lambda r: r.started_at)
    assert [r.state for r in intervals] == ["ready", "ringing", "talking", "wrap_up", "ready"]
    assert all(a.ended_at == b.started_at for a, b in itertools.pairwise(intervals))


def test_wrap_up_keeps_queue_calls_away_until_it_is_over(floor: Floor) -> None:
    one_call(floor)
    assert floor.seats["201"].membership == Membership(present=True, pause="wrap_up")
    floor.finish_wrap_up("201", at(40))
    assert floor.seats["201"].membership == Membership(present=True, pause=None)


def test_a_seat_that_lost_its_browser_is_there_again_for_the_citizen_who_stayed(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"))
    tell(floor, ends("c1", 30, "c1-201", cause=44))
    assert state(floor) is SeatState.READY, "a wrap-up would keep the citizen away"
    assert floor.tracker.calls["c1"].lost_by == {"201"}
    tell(floor, joins("c1", 35), rings("c1", 36, "201"))
    assert floor.tracker.calls["c1"].lost_by == {"201"}, "the reloaded page answers by itself"
    tell(floor, answers("c1", 37, "201"))
    assert floor.tracker.calls["c1"].lost_by == set()
    tell(floor, ends("c1", 60, "c1-201"), ends("c1", 60))
    assert state(floor) is SeatState.WRAP_UP


def test_a_seat_that_the_queue_rings_is_never_paused_for_it(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1))
    changes = tell(floor, rings("c1", 2, "201"), answers("c1", 3, "201"))
    assert [change.memberships for change in changes if change.memberships] == []


def test_a_seat_whose_citizen_has_gone_wraps_up_whatever_the_cause(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"))
    tell(floor, ends("c1", 30), ends("c1", 31, "c1-201", cause=44))
    assert state(floor) is SeatState.WRAP_UP


def test_wrap_up_can_be_extended_but_not_for_ever(floor: Floor) -> None:
    one_call(floor)
    floor.extend_wrap_up("201", 100, at(35))
    assert floor.tick(at(100)).seats == set()
    with pytest.raises(ValueError, match="wrap_up_limit"):
        floor.extend_wrap_up("201", 30, at(101))
    with pytest.raises(ValueError, match="not_in_wrap_up"):
        floor.extend_wrap_up("202", 30, at(101))


def test_misses_in_a_row_pause_the_seat_with_a_reason(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), misses("c1", 22, "201"))
    assert state(floor) is SeatState.READY
    tell(floor, rings("c1", 23, "201"), misses("c1", 43, "201"))
    seat = floor.seats["201"]
    assert (seat.state, seat.reason) == (SeatState.PAUSED, "missed_calls")


def test_an_answer_forgives_earlier_misses(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), misses("c1", 22, "201"))
    tell(floor, rings("c1", 23, "201"), answers("c1", 24, "201"))
    assert floor.seats["201"].missed_in_row == 0


def test_a_break_stays_a_break_after_a_failed_outbound_call(floor: Floor) -> None:
    floor.declare("201", SeatState.PAUSED, "lunch", 1, at(0))
    tell(
        floor,
        f.LegStarted(
            at=at(5), linkedid="o1", uniqueid="o1", channel="PJSIP/201-9", extension="201",
            inbound=True, caller="201", dialled="01012345678",
        ),
    )  # fmt: skip
    assert state(floor) is SeatState.TALKING
    tell(floor, ends("o1", 9, "o1", cause=17))
    assert (floor.seats["201"].state, floor.seats["201"].reason) == (SeatState.PAUSED, "lunch")


def test_a_seat_without_a_phone_is_never_ready(floor: Floor) -> None:
    [change] = tell(floor, f.SeatRegistered(at=at(1), linkedid="", extension="201", registered=False))
    assert (floor.seats["201"].state, floor.seats["201"].reason) == (SeatState.PAUSED, "phone_lost")
    assert change.memberships == [("201", Membership(present=True, pause="phone_lost"))]
    floor.phone_health("202", microphone=False, at=at(2))
    assert state(floor, "202") is SeatState.PAUSED


def test_a_direct_call_keeps_queue_calls_away(floor: Floor) -> None:
    tell(
        floor,
        f.LegStarted(
            at=at(5), linkedid="o1", uniqueid="o1", channel="PJSIP/201-9", extension="201",
            inbound=True, caller="201", dialled="202",
        ),
    )  # fmt: skip
    assert floor.seats["201"].membership.pause == "on_call"


def test_talk_among_seats_needs_no_wrap_up(floor: Floor) -> None:
    tell(
        floor,
        f.LegStarted(
            at=at(5), linkedid="o1", uniqueid="o1", channel="PJSIP/201-9", extension="201",
            inbound=True, caller="201", dialled="202",
        ),
        f.LegAnswered(at=at(6), linkedid="o1", uniqueid="o1"),
        ends("o1", 9, "o1"),
    )  # fmt: skip
    assert state(floor) is SeatState.READY


def test_after_an_attended_transfer_both_seats_wrap_up(floor: Floor) -> None:
    tell(floor, citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), answers("c1", 3, "201"))
    tell(
        floor,
        f.LegStarted(
            at=at(10), linkedid="k1", uniqueid="k1", channel="PJSIP/201-2", extension="201",
            inbound=True, caller="201", dialled="202",
        ),
        f.LegStarted(
            at=at(10), linkedid="k1", uniqueid="k2", channel="PJSIP/202-1", extension="202",
            inbound=False, caller="201", dialled="",
        ),
        f.LegAnswered(at=at(12), linkedid="k1", uniqueid="k2"),
        f.LegAnswered(at=at(12), linkedid="k1", uniqueid="k1"),
        f.LegJoined(at=at(20), linkedid="c1", uniqueid="k2", bridge="b"),
        ends("c1", 20, "c1-201"),
        ends("k1", 20, "k1"),
    )  # fmt: skip
    assert state(floor) is SeatState.WRAP_UP
    assert floor.seats["201"].record.wrap_up_call_id == "c1"
    assert (floor.seats["202"].state, floor.seats["202"].call_id) == (SeatState.TALKING, "c1")
    tell(floor, ends("c1", 60), ends("c1", 60, "k2"))
    assert state(floor, "202") is SeatState.WRAP_UP
