from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.live_calls import Rows
from callcenter.calls.models import Hold, Leg, Offer, Outcome, QueueVisit
from callcenter.calls.tracker import CallTracker
from tests.support.line import abandons, answers, at, citizen_calls, ends, joins, misses, rings


class Desk:
    """A tracker with a memory of every row and every ended call."""

    def __init__(self) -> None:
        self.ended: list[LiveCall] = []
        self.tracker = CallTracker(self.ended.append)
        self.rows: Rows = []

    def tell(self, *facts: f.Fact | list[f.Fact]) -> None:
        for fact in facts:
            for one in fact if isinstance(fact, list) else [fact]:
                self.rows += self.tracker.apply(one)

    def newest(self, kind: type) -> dict[str, object]:
        return {row.id: row for row in self.rows if isinstance(row, kind)}  # type: ignore[attr-defined]


def test_an_answered_call_keeps_every_mark() -> None:
    desk = Desk()
    desk.tell(
        citizen_calls("c1"), joins("c1", 10), rings("c1", 11, "201"), answers("c1", 15, "201"),
        ends("c1", 100), ends("c1", 100.02, "c1-201"),
    )  # fmt: skip

    [live] = desk.ended
    assert live.call.outcome == Outcome.ANSWERED
    assert (live.call.started_at, live.call.ended_at) == (at(0), at(100.02))
    [visit] = live.visits
    assert (visit.joined_at, visit.ringing_at, visit.answered_at) == (at(10), at(11), at(15))
    assert visit.ended_at == at(100.02)
    assert visit.extension == "201"
    [offer] = desk.newest(Offer).values()
    assert isinstance(offer, Offer)
    assert offer.result == "answered"
    assert desk.tracker.calls == {}


def test_a_caller_who_hangs_up_in_the_line_abandoned() -> None:
    desk = Desk()
    desk.tell(citizen_calls("c1"), joins("c1", 3), rings("c1", 4, "201"), abandons("c1", 40))
    desk.tell(ends("c1", 40.01, "c1-201"))
    [live] = desk.ended
    assert live.call.outcome == Outcome.ABANDONED
    assert live.visits[0].ended_at == at(40)
    [offer] = desk.newest(Offer).values()
    assert isinstance(offer, Offer)
    assert offer.result == "withdrawn"


def test_a_missed_offer_does_not_end_the_visit() -> None:
    desk = Desk()
    desk.tell(
        citizen_calls("c1"), joins("c1", 3), rings("c1", 4, "201"), misses("c1", 24, "201"),
        rings("c1", 25, "202"), answers("c1", 27, "202"), ends("c1", 50), ends("c1", 50, "c1-202"),
    )  # fmt: skip
    results = {o.extension: o.result for o in desk.newest(Offer).values() if isinstance(o, Offer)}
    assert results == {"201": "missed", "202": "answered"}
    assert desk.ended[0].visits[0].ringing_at == at(4)


def test_hold_is_taken_from_talk_and_closed_by_a_hang_up() -> None:
    desk = Desk()
    desk.tell(citizen_calls("c1"), joins("c1", 0), rings("c1", 1, "201"), answers("c1", 2, "201"))
    desk.tell(
        f.HoldStarted(at=at(10), linkedid="c1", uniqueid="c1-201"),
        f.HoldEnded(at=at(15), linkedid="c1", uniqueid="c1-201"),
        f.HoldStarted(at=at(20), linkedid="c1", uniqueid="c1-201"),
        ends("c1", 27, "c1-201"),
        ends("c1", 27),
    )
    assert desk.ended[0].visits[0].hold_seconds == 12
    assert len(desk.newest(Hold)) == 2


def test_an_attended_transfer_moves_the_second_seat_into_the_citizens_call() -> None:
    desk = Desk()
    desk.tell(citizen_calls("c1"), joins("c1", 0), rings("c1", 1, "201"), answers("c1", 2, "201"))
    desk.tell(  # 201 consults 202 in a call of its own, then lets go
        f.LegStarted(
            at=at(10), linkedid="k1", uniqueid="k1", channel="PJSIP/201-2", extension="201",
            inbound=True, caller="201", dialled="202",
        ),
        f.LegStarted(
            at=at(10), linkedid="k1", uniqueid="k2", channel="PJSIP/202-1", extension="202",
            inbound=False, caller="201", dialled="",
        ),
        f.LegAnswered(at=at(12), linkedid="k1", uniqueid="k2"),
        f.LegJoined(at=at(20), linkedid="c1", uniqueid="k2", bridge="b"),
        ends("c1", 20, "c1-201"),
        ends("k1", 20, "k1"),
    )  # fmt: skip
    assert [live.call.id for live in desk.ended] == ["k1"]
    call = desk.tracker.calls["c1"]
    assert set(call.legs) == {"c1", "k2"}
    assert call.visits[0].ended_at == at(20), "the first agent's talk ended with the transfer"

    desk.tell(ends("c1", 60), ends("c1", 60, "k2"))
    assert desk.ended[-1].call.extension == "202"
    legs = {leg.id: leg for leg in desk.newest(Leg).values() if isinstance(leg, Leg)}
    assert legs["k2"].call_id == "c1"


def test_a_lost_agent_gives_a_second_visit_of_the_same_call() -> None:
    desk = Desk()
    desk.tell(citizen_calls("c1"), joins("c1", 0), rings("c1", 1, "201"), answers("c1", 2, "201"))
    desk.tell(
        ends("c1", 30, "c1-201", cause=44), joins("c1", 34), rings("c1", 35, "202"), answers("c1", 36, "202"),
        ends("c1", 70), ends("c1", 70, "c1-202"),
    )  # fmt: skip
    first, second = desk.ended[0].visits
    assert (first.outcome, first.ended_at) == ("answered", at(30))
    assert (second.outcome, second.joined_at, second.extension) == ("answered", at(34), "202")


def test_leaving_the_line_for_a_callback_is_not_an_abandon() -> None:
    desk = Desk()
    desk.tell(
        citizen_calls("c1"), joins("c1", 0), f.QueueLeft(at=at(50), linkedid="c1", queue="civil"),
        f.IvrEnded(at=at(60), linkedid="c1", outcome="callback"), ends("c1", 61),
    )  # fmt: skip
    assert desk.ended[0].call.outcome == Outcome.CALLBACK
    assert desk.ended[0].visits[0].outcome == "callback"


def test_between_leaving_the_line_and_the_answer_the_caller_still_waits() -> None:
    desk = Desk()
    leg_up, left, answered = answers("c1", 5, "201")
    desk.tell(citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), leg_up, left)
    assert [visit.outcome for visit in desk.tracker.waiting_in("civil")] == [None]
    desk.tell(answered)
    assert desk.tracker.waiting_in("civil") == []


def test_a_caller_who_hangs_up_while_a_seat_picks_up_abandoned() -> None:
    desk = Desk()
    leg_up, left, _ = answers("c1", 5, "201")
    desk.tell(citizen_calls("c1"), joins("c1", 1), rings("c1", 2, "201"), leg_up, left, ends("c1", 6))
    [visit] = desk.newest(QueueVisit).values()
    assert isinstance(visit, QueueVisit)
    assert (visit.outcome, visit.ended_at) == ("abandoned", at(6))


def test_hanging_up_before_any_choice_is_told_apart() -> None:
    desk = Desk()
    desk.tell(citizen_calls("c1"), ends("c1", 8))
    assert desk.ended[0].call.outcome == Outcome.LEFT_IN_IVR


def test_facts_about_strangers_change_nothing() -> None:
    desk = Desk()
    desk.tell(joins("x", 1), ends("x", 2), rings("x", 3, "201")[1], answers("x", 4, "201"))
    assert desk.rows == []


def test_waiting_visits_come_longest_first() -> None:
    desk = Desk()
    desk.tell(citizen_calls("b"), joins("b", 5), citizen_calls("a"), joins("a", 2))
    desk.tell(citizen_calls("c"), joins("c", 1, "vehicle"))
    assert [visit.call_id for visit in desk.tracker.waiting_in("civil")] == ["a", "b"]
    assert all(isinstance(v, QueueVisit) for v in desk.tracker.waiting_in("civil"))
