"""Somebody else holds the database for ten seconds; telephony does not notice, people are told."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import expect

from callcenter.callbacks.models import WorkItem
from callcenter.calls.models import Recording
from callcenter.messages import sentence
from callcenter.tickets.models import Ticket
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.citizens import citizen
from tests.support.desk import desk_of
from tests.support.people import robot_seat, supervisor_board
from tests.support.stored import stored

BODY = "유효기간이 끝난 여권을 다시 만들고 싶어 하심."
LOCK_SECONDS = 10.0


async def test_calls_come_are_answered_and_end_while_the_database_is_locked(
    faulty: Centre, tmp_path: Path
) -> None:
    logins = faulty.logins()
    async with (
        desk_of(faulty, logins["agent01"], 1000.0, tmp_path) as desk,
        robot_seat(faulty, logins["agent02"], talk=1.5, ready=False) as robot,
        citizen(faulty, "01055540001") as first,
        supervisor_board(faulty) as board,
    ):
        await desk.be_ready()
        await first.hears_something()
        first.press("1")
        await desk.answer()
        await desk.fill_ticket("여권 재발급 문의", BODY)
        await robot.declare("ready")

        with locked(faulty) as since:
            pictures = board.updates
            file_it = desk.page.get_by_role("button", name="민원 접수")
            await file_it.click()
            async with citizen(faulty, "01055540002") as second:
                await second.hears_something()
                second.press("1")
                await robot.answered()
                await until(lambda: board.states("202") == ["talking"], "the floor moves")
                # Or its wrap-up would be over before the third one's patience, and answer.
                await robot.declare("paused", "rest")
                async with citizen(faulty, "01055540003", patience=7) as third:
                    await third.hears_something()
                    third.press("1")
                    assert await second.call.finished()
                    await until(lambda: board.states("202") == ["wrap_up"], "the floor still moves")
                    await expect(desk.page.get_by_text(sentence("http_503"))).to_be_visible(timeout=15_000)
                    assert await third.call.finished()
            await expect(desk.page.get_by_label("내용", exact=False).last).to_have_value(BODY)
            assert board.updates > pictures + 3
            await until(lambda: time.monotonic() - since > LOCK_SECONDS, "ten seconds", LOCK_SECONDS)

        await file_it.click()
        await expect(desk.page.get_by_text("접수했습니다")).to_be_visible()
        await desk.hang_up()
        assert await first.call.finished()

    with stored(faulty) as book:
        for number, outcome in (("1", "answered"), ("2", "answered"), ("3", "abandoned")):
            call = await book.ended(f"0105554000{number}")
            assert call.outcome == outcome
            assert book.visits_of(call)[0].ended_at is not None
            await until(
                lambda call=call: book.rows(Recording, lambda r: r.call_id == call.id),  # type: ignore[misc]
                "the recording is sealed",
            )
        assert (await book.wrapped_up(book.call_of("01055540002"))).extension == "202"
        given_up = book.call_of("01055540003")
        await until(lambda: book.rows(WorkItem, lambda i: i.call_id == given_up.id), "the work item")
        assert [ticket.body for ticket in book.rows(Ticket)] == [BODY]


@contextmanager
def locked(centre: Centre) -> Iterator[float]:
    """Another program writes and does not finish; the instant it began."""
    other = sqlite3.connect(centre.data / "callcenter.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield time.monotonic()
        other.execute("ROLLBACK")
    finally:
        other.close()
