"""Out of the line by a key: the place is kept, the agent comes first, then the citizen is rung."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcenter.callbacks.models import WorkAttempt, WorkItem
from callcenter.calls.models import Leg
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.citizens import OnTheLine, citizen
from tests.support.far_end import far_end
from tests.support.people import robot_seat
from tests.support.rtp_end import rtp_end
from tests.support.stored import Stored, stored
from tests.support.tones import best_share

AT_HOME_HERTZ = 900.0


async def test_a_callback_keeps_its_place_and_both_talk(faulty: Centre, tmp_path: Path) -> None:
    async with (
        robot_seat(faulty, faulty.logins()["agent02"]) as robot,
        citizen(faulty, "01055560000") as talking,
        rtp_end(AT_HOME_HERTZ) as home,
    ):
        await in_line(talking)
        await robot.answered()
        await ask_for_a_callback(faulty, "01055560001")
        async with (
            citizen(faulty, "01055560002") as later,
            far_end("uas_citizen", tmp_path, faulty.trunk_port, home.port),
        ):
            await in_line(later)
            with stored(faulty) as book:
                await until(lambda: book.waiting("civil") == 2, "the callback stands in line again", 30)
                await robot.hang_up()
                await robot.answered(2)
                await until(
                    lambda: best_share(home.heard[-8000:], robot.hertz) > 0.5, "the agent is heard", 20
                )
                await robot.hears(AT_HOME_HERTZ)
                assert later.call.running
                assert book.waiting("civil") == 1, "who came later waits longer"
                await robot.hang_up()
                item = await attempted(book, "01055560001")
                [attempt] = book.rows(WorkAttempt, lambda a: a.item_id == item.id)
                assert (attempt.outcome, item.attempts) == ("reached", 1)
                assert item.owner_id is not None, "whoever talked to the citizen closes it"
                await robot.answered(3)
        await robot.hang_up()


async def test_who_does_not_answer_is_called_again_later_and_one_at_a_time(
    faulty: Centre, tmp_path: Path
) -> None:
    async with (
        robot_seat(faulty, faulty.logins()["agent02"]) as robot,
        citizen(faulty, "01055560003") as talking,
        far_end("uas_busy", tmp_path, faulty.trunk_port),
    ):
        await in_line(talking)
        await robot.answered()
        await ask_for_a_callback(faulty, "01055560004")
        await ask_for_a_callback(faulty, "01055560005")
        await robot.hang_up()
        with stored(faulty) as book:
            for number in ("01055560004", "01055560005"):
                item = await attempted(book, number)
                assert (item.attempts, item.closed_at, item.owner_id) == (1, None, None)
                assert item.not_before is not None
                assert item.not_before - datetime.now(UTC) > timedelta(minutes=5)
            items = {item_of(book, number).id for number in ("01055560004", "01055560005")}
            tries = book.rows(WorkAttempt, lambda a: a.item_id in items)
            first, second = sorted(tries, key=lambda attempt: attempt.started_at)
            assert first.outcome == second.outcome == "no_answer"
            assert first.ended_at is not None
            assert first.ended_at <= second.started_at, "one agent, one callback"


async def test_killed_in_the_talk_of_a_callback_nobody_is_called_twice(
    faulty: Centre, tmp_path: Path
) -> None:
    async with (
        robot_seat(faulty, faulty.logins()["agent02"]) as robot,
        citizen(faulty, "01055560006") as talking,
        rtp_end(AT_HOME_HERTZ) as home,
        far_end("uas_citizen", tmp_path, faulty.trunk_port, home.port),
    ):
        await in_line(talking)
        await robot.answered()
        await ask_for_a_callback(faulty, "01055560007")
        await robot.hang_up()
        await robot.answered(2)
        await robot.hears(AT_HOME_HERTZ)
        with stored(faulty) as book:
            await until(lambda: citizen_answered(book, "01055560007"), "the answer is stored")
            faulty.kill()
            await faulty.start_again()
            await robot.hears(AT_HOME_HERTZ)
            assert item_of(book, "01055560007").attempt_started_at is not None, "followed"
            await robot.hang_up()
            item = await attempted(book, "01055560007")
            [attempt] = book.rows(WorkAttempt, lambda a: a.item_id == item.id)
            assert (attempt.outcome, item.attempts) == ("reached", 1)


async def in_line(caller: OnTheLine) -> None:
    await caller.hears_something()
    caller.press("1")


async def ask_for_a_callback(centre: Centre, number: str) -> None:
    """Leave the line by key 1 and confirm the own number."""
    async with citizen(centre, number) as caller:
        await in_line(caller)
        with stored(centre) as book:
            await until(lambda: in_queue(book, number), f"{number} waits")
            caller.press("1")
            await until(lambda: book.visits_of(book.call_of(number))[0].ended_at, "left the line")
            await caller.hears_something()
            caller.press("1")
            assert await caller.call.finished(40)
            await until(lambda: item_of(book, number), "the callback is booked")
            assert item_of(book, number).arrived_at == book.visits_of(book.call_of(number))[0].joined_at


def in_queue(book: Stored, number: str) -> bool:
    try:
        return bool(book.visits_of(book.call_of(number)))
    except ValueError:
        return False


def item_of(book: Stored, number: str) -> WorkItem:
    return next(i for i in book.rows(WorkItem) if i.caller.endswith(number[1:]) and i.kind == "callback")


def citizen_answered(book: Stored, number: str) -> bool:
    """Of the newest attempt, the leg to the citizen."""
    item = item_of(book, number)
    calls = {attempt.call_id for attempt in book.rows(WorkAttempt, lambda a: a.item_id == item.id)}
    legs = book.rows(Leg, lambda leg: leg.call_id in calls and leg.channel.startswith("PJSIP/trunk"))
    return any(leg.answered_at for leg in legs)


async def attempted(book: Stored, number: str) -> WorkItem:
    """The item after its attempt has ended."""

    def over() -> bool:
        item = item_of(book, number)
        return item.attempts > 0 and item.attempt_started_at is None

    await until(over, f"{number} was called back", 60)
    return item_of(book, number)
