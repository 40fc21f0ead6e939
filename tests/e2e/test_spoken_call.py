"""The whole centre with speech recognition switched on, real engines, a real call."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest
from sqlmodel import select

from callcenter.calls.models import Call
from tests.support.centre import Centre, running_centre
from tests.support.ports import free_port
from tests.support.sipp import Citizen, SippCall


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    settings = {"SPEECH__ENABLED": "true", "ASTERISK__PORTS__MEDIA": str(free_port())}
    with running_centre(settings) as made:
        made.wait_until(lambda: "speech_worker_ready" in made.log, "a warm recogniser", 60)
        yield made


def paths(centre: Centre) -> list[str]:
    """Paths of all calls, oldest first."""
    with centre.database() as database, database.reading() as session:
        return [call.ivr_path for call in sorted(session.exec(select(Call)), key=lambda c: c.started_at)]


def worker_pids(centre: Centre) -> list[int]:
    """The centre's recogniser processes: children of its web worker."""
    assert centre.process is not None
    found = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    rows = [(int(pid), int(parent), args) for pid, parent, args in (line.split(None, 2) for line in found)]
    ours = {centre.process.pid}
    for _ in range(3):
        ours |= {pid for pid, parent, _ in rows if parent in ours}
    return [pid for pid, _, args in rows if pid in ours and "callcenter.speech.worker" in args]


def test_the_caller_is_asked_to_speak_and_keys_work_too(centre: Centre) -> None:
    citizen = Citizen("01012340031").wait(16).press("*").wait(3).press("3").wait(4)
    assert asyncio.run(call(citizen, centre))
    # Only the spoken flow has a star for the keypad.
    centre.wait_until(lambda: "*. 번호 안내 → 3. 생활불편 신고" in "".join(paths(centre)), "asked, and keys")
    assert "Traceback" not in centre.log


def test_without_its_recogniser_the_next_caller_gets_the_keypad(centre: Centre) -> None:
    over = threading.Event()

    def kill_each() -> None:
        while not over.wait(0.2):
            for pid in worker_pids(centre):
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_each)
    killer.start()
    try:
        centre.wait_until(lambda: "speech_worker_died" in centre.log, "the death is noticed")
        citizen = Citizen("01012340032").wait(20).press("2").wait(6)
        assert asyncio.run(call(citizen, centre))
    finally:
        over.set()
        killer.join()
    centre.wait_until(lambda: "음성 안내 불가 → 2. 차량등록" in "".join(paths(centre)), "the keypad, at once")


async def call(citizen: Citizen, centre: Centre) -> bool:
    async with SippCall(citizen, centre.sip_port) as line:
        return await line.finished(60)
