"""The agent's browser dies in mid-talk: the citizen is kept, told, and served first."""

from __future__ import annotations

from pathlib import Path

from callcenter.calls.models import Recording
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.citizens import HERTZ, OnTheLine, citizen
from tests.support.desk import Desk, desk_of
from tests.support.people import robot_seat, supervisor_board
from tests.support.stored import stored

BROWSER_HERTZ = 1000.0
FIRST_HERTZ, LATER_HERTZ = 700.0, 1300.0


async def test_a_killed_browser_leaves_its_caller_first_in_line_for_the_next_agent(
    faulty: Centre, tmp_path: Path
) -> None:
    logins = faulty.logins()
    async with (
        desk_of(faulty, logins["agent01"], BROWSER_HERTZ, tmp_path) as desk,
        robot_seat(faulty, logins["agent02"], ready=False) as robot,
        citizen(faulty, "01055520001", hertz=FIRST_HERTZ) as caller,
    ):
        # On a break, but there: the line is not empty when the browser has gone.
        await robot.declare("paused", "rest")
        await in_talk(desk, caller)
        async with citizen(faulty, "01055520002", hertz=LATER_HERTZ) as later:
            await later.hears_something()
            later.press("1")
            with stored(faulty) as book:
                await until(lambda: book.waiting("civil") == 1, "another one waits already")
            desk.kill()
            await told_and_kept(faulty, caller)
            await robot.declare("ready")
            await robot.answered()
            await caller.hears(robot.hertz)
            await robot.hears(FIRST_HERTZ)
            await robot.hang_up()
            assert await caller.call.finished()
            bye = next(at for at, line in caller.call.trace() if line.startswith("BYE"))

        with stored(faulty) as book:
            call = await book.ended("01055520001")
            first, second = book.visits_of(call)
            assert (first.extension, second.extension) == ("201", "202")
            assert call.answered_at is not None
            [sound] = book.rows(Recording, lambda r: r.call_id == call.id)
            assert abs(sound.seconds - (bye - call.answered_at).total_seconds()) < 2, "one recording of all"


async def test_a_reloaded_page_gets_its_caller_back_without_a_press(faulty: Centre, tmp_path: Path) -> None:
    agent = faulty.logins()["agent03"]
    async with (
        desk_of(faulty, agent, BROWSER_HERTZ, tmp_path) as desk,
        citizen(faulty, "01055520003") as caller,
    ):
        await in_talk(desk, caller)
        await desk.page.reload()
        await told_and_kept(faulty, caller)
        await desk.expect_state("통화 중")
        await caller.hears_anew(BROWSER_HERTZ)
        assert abs(await desk.loudest_hertz() - HERTZ) < 30
        async with supervisor_board(faulty) as board:
            assert board.states("203") == ["talking"]
        await desk.hang_up()
        assert await caller.call.finished()
        await desk.expect_state("정리")
    with stored(faulty) as book:
        call = await book.ended("01055520003")
        assert [visit.extension for visit in book.visits_of(call)] == ["203", "203"]


async def in_talk(desk: Desk, caller: OnTheLine) -> None:
    await desk.be_ready()
    await caller.hears_something()
    caller.press("1")
    await desk.answer()
    await caller.hears(BROWSER_HERTZ)


async def told_and_kept(faulty: Centre, caller: OnTheLine) -> None:
    """The citizen hears the sentence about the loss, in the line already."""
    sentence = faulty.data / "sounds" / "ko" / "cc" / "connection_lost.wav"
    await caller.hears_recorded(sentence)
    assert "!Queue!" in faulty.exchange("core show channels concise")
