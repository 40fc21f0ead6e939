"""Who is rung, and who is not: agents that do not answer, agents in wrap-up."""

from __future__ import annotations

from datetime import timedelta

from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.citizens import citizen
from tests.support.people import NEVER, robot_seat, supervisor_board
from tests.support.stored import stored

WRAP_UP = timedelta(seconds=5)


async def test_misses_pause_a_seat_with_a_reason_and_the_caller_goes_to_the_next(faulty: Centre) -> None:
    logins = faulty.logins()
    async with (
        robot_seat(faulty, logins["agent01"], answer_after=NEVER) as asleep,
        robot_seat(faulty, logins["agent02"], talk=1.0, ready=False) as awake,
        citizen(faulty, "01055550001") as caller,
        supervisor_board(faulty) as board,
    ):
        await awake.declare("paused", "rest")
        await caller.hears_something()
        caller.press("1")
        await until(lambda: board.states("201") == ["paused"], "paused after two misses", 40)
        assert len(asleep.phone.calls) == 2
        assert "받지 못해" in board.seat("201")["reason"]
        await awake.declare("ready")
        await awake.answered()
        assert await caller.call.finished()
        assert len(asleep.phone.calls) == 2, "a paused seat does not ring"
        with stored(faulty) as book:
            call = await book.ended("01055550001")
            offers = [(offer.extension, offer.result) for offer in book.offers_of(call)]
            assert offers == [("201", "missed"), ("201", "missed"), ("202", "answered")]


async def test_wrap_up_is_never_cut_short_by_a_waiting_caller(faulty: Centre) -> None:
    agent = faulty.logins()["agent02"]
    async with (
        robot_seat(faulty, agent, talk=1.0) as robot,
        citizen(faulty, "01055550002") as first,
        citizen(faulty, "01055550003") as second,
    ):
        for caller in (first, second):
            await caller.hears_something()
            caller.press("1")
        await robot.answered(2)
        assert await first.call.finished()
        assert await second.call.finished()
        with stored(faulty) as book:
            calls = [await book.ended("01055550002"), await book.ended("01055550003")]
            before, after = sorted((book.visits_of(call)[0] for call in calls), key=lambda v: v.ringing_at)  # type: ignore[arg-type,return-value]
            assert before.ended_at is not None
            assert before.wrapped_up_at is not None
            assert after.ringing_at is not None
            assert before.wrapped_up_at - before.ended_at >= WRAP_UP
            assert after.ringing_at >= before.wrapped_up_at
