"""`kill -9` of the application: no caller loses anything, and afterwards it is all written down."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcenter.callbacks.models import WorkItem
from callcenter.calls.models import Recording
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.citizens import HERTZ, OnTheLine, citizen
from tests.support.desk import desk_of
from tests.support.people import RobotSeat, robot_seat, supervisor_board
from tests.support.stored import stored

BROWSER_HERTZ = 1000.0
A_SECOND = timedelta(seconds=1.1)
"""queue_log counts in whole seconds."""
WRAP_UP = timedelta(seconds=5)


async def test_killed_before_the_call_a_browser_that_was_ready_answers_it(
    faulty: Centre, tmp_path: Path
) -> None:
    logins = faulty.logins()
    pid = faulty.asterisk_pid
    async with (
        desk_of(faulty, logins["agent01"], BROWSER_HERTZ, tmp_path) as desk,
        robot_seat(faulty, logins["agent02"], talk=2.0) as robot,
    ):
        await desk.be_ready()
        faulty.kill()

        async with citizen(faulty, "01055510001") as first, citizen(faulty, "01055510002") as second:
            await first.hears_something()
            await second.hears_something()
            first.press("1")
            await desk.answer_button.click(timeout=40_000)
            await first.hears(BROWSER_HERTZ)
            assert abs(await desk.loudest_hertz() - HERTZ) < 30

            # One call begins and ends while nobody listens, another one is given up.
            second.press("1")
            await robot.answered()
            assert await second.call.finished()
            async with citizen(faulty, "01055510003", patience=9) as third:
                await third.hears_something()
                third.press("1")
                assert await third.call.finished()

            await faulty.start_again()
            assert faulty.asterisk_pid == pid, "Asterisk was adopted"
            async with supervisor_board(faulty) as board:
                await until(lambda: board.states("201") == ["talking"], "the live call is taken over")
            await first.hears_anew(BROWSER_HERTZ)
            await desk.hang_up()
            assert await first.call.finished()
        await desk.expect_state("정리")

    with stored(faulty) as book:
        for number, seat in (("01055510001", "201"), ("01055510002", "202")):
            call = await book.ended(number)
            [visit] = book.visits_of(call)
            assert (call.outcome, call.queue, visit.extension) == ("answered", "civil", seat)
            assert visit.ringing_at is not None
            assert visit.answered_at is not None
            assert visit.joined_at <= visit.ringing_at <= visit.answered_at
            assert (await book.wrapped_up(call)).wrapped_up_at is not None
            [sound] = book.rows(Recording, lambda r, call=call: r.call_id == call.id)  # type: ignore[misc]
            assert sound.seconds > 2
        given_up = await book.ended("01055510003")
        assert given_up.outcome == "abandoned"
        [item] = book.rows(WorkItem, lambda i: i.call_id == given_up.id)
        assert (item.kind, item.desk, item.caller) == ("missed", "civil", "+821055510003")


async def test_killed_during_the_announcements_the_lease_leads_to_a_person(faulty: Centre) -> None:
    async with robot_seat(faulty, faulty.logins()["agent02"]) as robot:
        async with citizen(faulty, "01055510004") as caller:
            await caller.hears_something()
            faulty.kill()
            await until(lambda: in_safety_net(faulty), "the lease ran out")
            await caller.hears_something()
            caller.press("1")
            await robot.answered()
            await both_hear_each_other(caller, robot)
            await faulty.start_again()
            await robot.hang_up()
            assert await caller.call.finished()
        with stored(faulty) as book:
            assert (await book.ended("01055510004")).outcome == "answered"


async def test_killed_in_talk_the_talk_goes_on_and_its_end_is_found_afterwards(faulty: Centre) -> None:
    pid = faulty.asterisk_pid
    async with (
        robot_seat(faulty, faulty.logins()["agent02"]) as robot,
        citizen(faulty, "01055510005") as caller,
    ):
        await answered(caller, robot)
        faulty.kill()
        await caller.hears_anew(robot.hertz)
        await both_hear_each_other(caller, robot)
        pressed = datetime.now(UTC)
        await robot.hang_up()
        assert await caller.call.finished()
        bye = next(at for at, line in caller.call.trace() if line.startswith("BYE"))
        await faulty.start_again()
        assert faulty.asterisk_pid == pid
        with stored(faulty) as book:
            call = await book.ended("01055510005")
            visit = await book.wrapped_up(call)
            assert call.outcome == "answered"
            assert call.ended_at is not None
            assert visit.ended_at is not None
            assert visit.wrapped_up_at is not None
            assert abs(call.ended_at - bye) < A_SECOND, "from Asterisk's own log, not from the restart"
            assert abs(visit.ended_at - pressed) < A_SECOND, "the agent ends before the caller does"
            assert abs((visit.wrapped_up_at - visit.ended_at) - WRAP_UP) < A_SECOND
            assert book.rows(Recording, lambda r: r.call_id == call.id)


async def test_a_killed_worker_is_replaced_by_its_parent_and_the_talk_is_taken_over(faulty: Centre) -> None:
    pid, worker = faulty.asterisk_pid, faulty.worker_pid
    agent = faulty.logins()["agent02"]
    async with robot_seat(faulty, agent) as robot, citizen(faulty, "01055510006") as caller:
        await answered(caller, robot)
        os.kill(worker, signal.SIGKILL)
        await until(lambda: not Path(f"/proc/{worker}").exists() and faulty.healthy(), "a new worker", 30)
        assert faulty.worker_pid != worker
        assert faulty.asterisk_pid == pid
        await both_hear_each_other(caller, robot)
        async with supervisor_board(faulty) as board:
            await until(lambda: board.states("202") == ["talking"], "the live call is taken over")
            await robot.hang_up()
            assert await caller.call.finished()
            await until(lambda: board.states("202") == ["wrap_up"], "the seat wraps up")
        with stored(faulty) as book:
            assert (await book.ended("01055510006")).outcome == "answered"


async def answered(caller: OnTheLine, robot: RobotSeat) -> None:
    """Through the menu into the talk."""
    await caller.hears_something()
    caller.press("1")
    await robot.answered()
    await both_hear_each_other(caller, robot)


async def both_hear_each_other(caller: OnTheLine, robot: RobotSeat) -> None:
    await caller.hears(robot.hertz)
    await robot.hears(HERTZ)


def in_safety_net(faulty: Centre) -> bool:
    return "safety-net!" in faulty.exchange("core show channels concise")
