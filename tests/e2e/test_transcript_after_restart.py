"""`kill -9` of the application in talk: the transcript is shown again and goes on.

What is understood is scripted, by a recogniser "on another machine"; exchange, sound and database are real.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlmodel import select

from callcenter.speech.recognition.scripted import Said, ScriptedRecognizer
from callcenter.speech.recognition.server import RecognitionServer
from callcenter.transcripts.models import TranscriptLine
from tests.support.asterisk import until
from tests.support.centre import Centre, running_centre
from tests.support.citizens import HERTZ, citizen
from tests.support.people import robot_seat
from tests.support.ports import free_port
from tests.support.sockets import Screen

TALK_PORT = free_port()
BEFORE = [Said("여권을 잃어버렸어요", 0.5, 1.5), Said("제 번호는 공일공 일이삼사 오육칠팔이에요", 2.5, 4.0)]
AFTER = [Said("다시 만들려면 얼마예요", 1.0, 2.0)]
KNOWN = ["여권을 잃어버렸어요", "제 번호는 [전화번호]이에요"]


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    settings = {
        "TRANSCRIPTS__ENABLED": "true",
        "TRANSCRIPTS__AFTER_CALL": "false",
        "TRANSCRIPTS__WORKERS": "0",
        "TRANSCRIPTS__SERVERS": f'[{{"url": "ws://127.0.0.1:{TALK_PORT}", "callers": 4}}]',
        "ASTERISK__PORTS__MEDIA": str(free_port()),
    }
    with running_centre(settings) as made:
        yield made


async def test_killed_in_talk_the_lines_are_shown_again_and_new_ones_follow(centre: Centre) -> None:
    agent = centre.logins()["agent02"]
    # Sessions are opened for the citizen, then for the agent; after the restart again.
    async with (
        recogniser(BEFORE, [], AFTER, []),
        robot_seat(centre, agent) as robot,
        citizen(centre, "01012340051") as caller,
    ):
        await caller.hears_something()
        caller.press("1")
        await robot.answered()
        await robot.hears(HERTZ)
        await until(lambda: stored(centre) == KNOWN, "the first lines are stored", 40)
        centre.kill()
        await centre.start_again()
        async with talk_of(centre, robot.client) as talk:
            await until(lambda: talk.texts()[:2] == KNOWN, "the stored lines are shown", 20)
            await until(lambda: talk.now()["state"] == "listening", "it is listened to again", 30)
            await until(lambda: talk.texts() == [*KNOWN, AFTER[0].text], "a new line follows", 40)
        await until(lambda: stored(centre) == [*KNOWN, AFTER[0].text], "it is stored like the others")
        await robot.hang_up()
        assert await caller.call.finished()
    assert "Traceback" not in centre.log
    assert "공일공" not in centre.log


async def test_a_talk_that_began_while_nobody_was_there_is_listened_to(centre: Centre) -> None:
    agent = centre.logins()["agent02"]
    async with recogniser(AFTER, []), robot_seat(centre, agent) as robot:
        centre.kill()
        async with citizen(centre, "01012340052") as caller:
            await caller.hears_something()
            caller.press("1")
            await robot.answered(limit=60)
            await robot.hears(HERTZ)
            await centre.start_again()
            async with talk_of(centre, robot.client) as talk:
                await until(lambda: talk.texts() == [AFTER[0].text], "the talk is written down", 40)
            await robot.hang_up()
            assert await caller.call.finished()
    assert "Traceback" not in centre.log


class Talk:
    """What the agent's page is shown of the talk."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def now(self) -> dict[str, Any]:
        state: dict[str, Any] = self._screen.heard[-1][1]["state"]
        return state

    def texts(self) -> list[str]:
        return [line["text"] for line in self.now()["lines"]]


@asynccontextmanager
async def talk_of(centre: Centre, client: httpx.AsyncClient) -> AsyncIterator[Talk]:
    """The topic of the seat's talk; the sign-in of before the restart holds."""
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    screen = Screen(centre.origin, cookie).open(centre.origin)
    try:
        assert screen.say("join", {"topic": "transcript"}) == {"ok": True}
        screen.wait_for("snapshot")
        yield Talk(screen)
    finally:
        screen.close()


@asynccontextmanager
async def recogniser(*scripts: list[Said]) -> AsyncIterator[None]:
    """On another machine: it outlives the application."""
    server = RecognitionServer(ScriptedRecognizer(*scripts), "127.0.0.1", TALK_PORT)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


def stored(centre: Centre) -> list[str]:
    with centre.database() as database, database.reading() as session:
        lines = session.exec(select(TranscriptLine)).all()
    return [line.text for line in sorted(lines, key=lambda line: line.began_at)]
