"""The exchange dies, or a link to it is cut, in the middle of calls."""

from __future__ import annotations

from pathlib import Path

from callcenter.calls.models import Call, Recording
from callcenter.floor.repairs import RepairRecord
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.citizens import HERTZ, citizen
from tests.support.cut import cut_links, keep_cut
from tests.support.desk import desk_of
from tests.support.people import robot_seat, supervisor_board
from tests.support.stored import stored

BROWSER_HERTZ = 1000.0


async def test_asterisk_killed_in_talk_is_back_within_seconds_and_nothing_stays_open(
    faulty: Centre, tmp_path: Path
) -> None:
    agent = faulty.logins()["agent01"]
    async with desk_of(faulty, agent, BROWSER_HERTZ, tmp_path) as desk:
        await desk.be_ready()
        async with citizen(faulty, "01055530001") as caller, supervisor_board(faulty) as board:
            await caller.hears_something()
            caller.press("1")
            await desk.answer()
            await caller.hears(BROWSER_HERTZ)
            before = faulty.asterisk_pid
            faulty.kill_asterisk()
            await until(lambda: faulty.asterisk_pid not in (None, before), "Asterisk runs again")
            await until(lambda: board.states("201") != ["talking"], "the board is empty", 10)
            assert all(queue["talking"] == queue["waiting"] == 0 for queue in board.now["queues"])
            await until(lambda: board.states("201") == ["ready"], "the seat is registered again", 30)

        async with citizen(faulty, "01055530002") as caller:
            await caller.hears_something()
            caller.press("1")
            await desk.answer()
            await caller.hears(BROWSER_HERTZ)
            assert abs(await desk.loudest_hertz() - HERTZ) < 30
            await desk.hang_up()
            assert await caller.call.finished()

    with stored(faulty) as book:
        call = await book.ended("01055530001", 30)
        assert call.outcome == "answered"
        [sound] = book.rows(Recording, lambda r: r.call_id == call.id)
        assert sound.repaired
        assert sound.seconds > 5
        assert (await book.ended("01055530002")).outcome == "answered"
        assert book.rows(Call, lambda c: c.ended_at is None) == []


async def test_an_end_that_ami_could_not_tell_is_found_after_the_link_is_back(faulty: Centre) -> None:
    agent = faulty.logins()["agent02"]
    async with robot_seat(faulty, agent) as robot, citizen(faulty, "01055530003") as caller:
        await caller.hears_something()
        caller.press("1")
        await robot.answered()
        await caller.hears(robot.hertz)
        async with keep_cut(faulty, faulty.manager_port):
            await caller.hears_anew(robot.hertz)
            await robot.hang_up()
            assert await caller.call.finished()
        bye = next(at for at, line in caller.call.trace() if line.startswith("BYE"))
        with stored(faulty) as book:
            call = await book.ended("01055530003")
            visit = await book.wrapped_up(call)
            assert call.outcome == "answered"
            assert call.ended_at is not None
            assert abs((call.ended_at - bye).total_seconds()) < 1.1
            assert visit.extension == "202"
            await until(lambda: book.rows(RepairRecord, lambda r: call.id in r.what), "the repair is kept")
        assert "repaired" in faulty.log


async def test_a_caller_in_the_announcements_reaches_a_person_when_ari_is_cut(faulty: Centre) -> None:
    agent = faulty.logins()["agent02"]
    async with robot_seat(faulty, agent) as robot, citizen(faulty, "01055530004") as caller:
        await caller.hears_something()
        cut_links(faulty, faulty.asterisk_port)
        await until(lambda: "safety-net!" in faulty.exchange("core show channels concise"), "the safety net")
        await caller.hears_something()
        caller.press("1")
        await robot.answered()
        await caller.hears(robot.hertz)
        await robot.hang_up()
        assert await caller.call.finished()
        with stored(faulty) as book:
            assert (await book.ended("01055530004")).outcome == "answered"
