"""Who is heard in a call: both voices of a talk, nobody before it, nobody between colleagues."""

from __future__ import annotations

from datetime import UTC, datetime

from callcenter.calls.live import LiveCall
from callcenter.calls.models import Call, Direction, Hold, Leg
from callcenter.wiring.talk_side import voices_of

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def live(*legs: Leg, direction: Direction = Direction.INBOUND) -> LiveCall:
    call = LiveCall(Call(id="c", direction=direction, started_at=AT))
    call.legs = {leg.id: leg for leg in legs}
    return call


def leg(name: str, extension: str | None = None, *, up: bool = True, channel: str = "PJSIP/trunk-1") -> Leg:
    return Leg(
        id=name,
        call_id="c",
        channel=channel if extension is None else f"PJSIP/{extension}-1",
        extension=extension,
        inbound=extension is None,
        started_at=AT,
        answered_at=AT if up else None,
    )


def test_both_voices_of_a_talk() -> None:
    voices = voices_of(live(leg("citizen"), leg("agent", "201")))
    assert {voice.extension for voice in voices.values()} == {None, "201"}


def test_nobody_in_the_menu_in_line_or_while_it_rings() -> None:
    assert voices_of(live(leg("citizen"))) == {}
    assert voices_of(live(leg("citizen"), leg("agent", "201", up=False))) == {}


def test_nobody_between_colleagues_nor_the_waiting_half_of_a_callback() -> None:
    internal = live(leg("a", "201"), leg("b", "202"), direction=Direction.INTERNAL)
    assert voices_of(internal) == {}
    waiting = leg("half", channel="Local/1@callback-queue;2")
    assert voices_of(live(waiting, leg("agent", "201"), direction=Direction.CALLBACK)) == {}


def test_on_hold_the_citizen_is_not_heard() -> None:
    call = live(leg("citizen"), leg("agent", "201"))
    call.holds["agent"] = Hold(id="h", call_id="c", leg_id="agent", started_at=AT)
    assert all(voice.away for voice in voices_of(call).values())


def test_the_citizen_is_heard_where_the_agent_hears_them_but_in_a_conference_at_their_own_leg() -> None:
    call = live(leg("citizen"), leg("agent", "201"))
    assert voices_of(call)["citizen"].through == "agent"
    call.legs["second"] = leg("second", "202")
    call.conference = True
    assert voices_of(call)["citizen"].through == ""
