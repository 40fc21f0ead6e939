"""`callcenter run --demo`: whoever says that they are ready is called, and nothing stays behind."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api_client import signed_in
from tests.support.asterisk import until
from tests.support.centre import Centre, running_centre
from tests.support.robot_agent import RobotAgents
from tests.support.tones import tone

RINGS_WITHIN = 30.0
"""Seconds; about 20 on a machine with nothing else to do."""


@pytest.fixture
def demo() -> Iterator[Centre]:
    with running_centre({}, "--demo") as running:
        yield running


async def test_a_newcomer_is_called_and_nothing_stays_behind(demo: Centre) -> None:
    await until(lambda: len(_practising(demo)) == 1, "the practice citizens are there")
    with signed_in(demo, demo.logins()["agent01"]) as agent:
        login = agent.phone_login()
        robots = RobotAgents(
            1, lambda _: login, login.websocket_url, answer_after=1.0, talk=8.0, sound_for=_speaks
        )
        async with robots:
            agent.be_ready()
            ready = time.monotonic()
            call = await robots.answered("201", limit=RINGS_WITHIN)
            print(f"rung after {time.monotonic() - ready:.1f} s")
            await until(lambda: call.ended_at is not None, "the talk is over", 15)
            assert any(abs(sample) > 2000 for sample in call.heard), "the citizen spoke"
    demo.stop()
    assert not _practising(demo)
    assert "Sign in as agent01 and press" in (demo.data / "console.log").read_text("utf-8")


async def test_the_citizens_go_when_the_server_is_killed(demo: Centre) -> None:
    await until(lambda: len(_practising(demo)) == 1, "the practice citizens are there")
    assert demo.process is not None
    demo.process.kill()
    demo.process.wait()
    await until(lambda: not _practising(demo), "they notice that nobody is there any more", 20)


def _speaks(_extension: str) -> array[int]:
    """Two seconds of voice, four of quiet, over and over: a citizen then knows whose turn it is."""
    return tone(300, 2.0) + array("h", bytes(2 * 8000 * 4))


def _practising(centre: Centre) -> list[str]:
    """Practice processes of this centre, by their pid."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"practice" in words and str(centre.data).encode() in words:
            found.append(folder.name)
    return found
