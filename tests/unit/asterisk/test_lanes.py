"""Order within a channel, independence between channels, and the log that is forwarded."""

from __future__ import annotations

import asyncio
from pathlib import Path

from structlog.testing import capture_logs

from callcenter.asterisk.lanes import Lanes
from callcenter.asterisk.log_tail import LogTail
from tests.support.asterisk import until


async def test_a_slow_channel_holds_up_only_itself() -> None:
    seen: list[str] = []
    gate = asyncio.Event()

    async def handle(item: str) -> None:
        if item == "a1":
            await gate.wait()
        seen.append(item)

    lanes = Lanes(handle)
    for item in ("a1", "a2", "b1", "b2", "a3"):
        assert lanes.put(item[0], item)
    await until(lambda: seen == ["b1", "b2"], "the other channel went on", 2)
    gate.set()
    await until(lambda: seen == ["b1", "b2", "a1", "a2", "a3"], "in order", 2)


async def test_a_failing_handler_does_not_stop_the_lane_and_a_full_lane_says_so() -> None:
    seen: list[int] = []
    gate = asyncio.Event()

    async def handle(item: int) -> None:
        await gate.wait()
        if item == 0:
            raise ValueError
        seen.append(item)

    lanes = Lanes(handle, depth=2)
    assert lanes.put("a", 0)
    await asyncio.sleep(0)
    assert [lanes.put("a", n) for n in (1, 2, 3)] == [True, True, False]
    with capture_logs() as logs:
        gate.set()
        await until(lambda: seen == [1, 2], "the rest", 2)
    assert [entry["event"] for entry in logs] == ["lane.handler_failed"]
    await lanes.close()


async def test_log_lines_are_forwarded_masked_also_after_rotation(tmp_path: Path) -> None:
    path = tmp_path / "messages.log"
    path.write_text("[x] ERROR[1] old.c: before our time\n")
    with capture_logs() as logs:
        tail = asyncio.create_task(LogTail(path).run())
        await asyncio.sleep(0.1)
        with path.open("a") as file:
            file.write("[t] WARNING[12][C-00000001] chan.c: call from 01012342413\n")
        await until(lambda: logs, "forwarded", 5)
        path.rename(tmp_path / "messages.log.1")
        path.write_text("[t] ERROR[1] new.c: after rotation\n")
        await until(lambda: len(logs) == 2, "forwarded after rotation", 5)
        tail.cancel()
        await asyncio.gather(tail, return_exceptions=True)
    assert [(e["log_level"], e["text"]) for e in logs] == [
        ("warning", "chan.c: call from 010-****-2413"),
        ("error", "new.c: after rotation"),
    ]
