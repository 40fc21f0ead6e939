"""Asterisk dies, or we do: it is restarted or adopted, and the links come back."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from callcenter.asterisk.process import AsteriskProcess
from tests.support.asterisk import REPOSITORY, RealAsterisk, until
from tests.support.ws_phone import WsPhone


async def test_a_killed_asterisk_is_restarted_and_the_links_come_back(own_asterisk: RealAsterisk) -> None:
    process = own_asterisk.process
    await process.start()
    await process.wait_ready()
    async with own_asterisk.ami() as ami, own_asterisk.ari() as ari:
        first = process.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: process.pid not in (None, first), "restarted")
        await until(lambda: ami.states == [True, False, True], "AMI back")
        await until(lambda: ari.states == [True, False, True], "ARI back")
        assert (await ami.client.action("Ping")).ok
        assert await ari.client.channels() == []
        assert process.restarts == 1
    await process.stop()
    assert process.pid is None


async def test_queue_members_and_pauses_survive_the_crash_but_passwords_do_not(
    own_asterisk: RealAsterisk,
) -> None:
    process = own_asterisk.process
    await process.start()
    await process.wait_ready()
    async with own_asterisk.ami() as ami, own_asterisk.ari() as ari:
        await ari.client.put_seat_password("201", "password-1")
        add = {"Queue": "desk-civil", "Interface": "PJSIP/201", "MemberName": "상담사 201"}
        assert (await ami.client.action("QueueAdd", **add)).ok
        pause = {"Interface": "PJSIP/201", "Paused": "true", "Reason": "점심"}
        assert (await ami.client.action("QueuePause", **pause)).ok
        # Asterisk's database is committed at most one second later.
        await asyncio.sleep(1.5)
        first = process.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: ami.states == [True, False, True] and ari.client.connected, "links back")
        events = await ami.client.list_action("QueueStatus", Queue="desk-civil")
        [member] = [event.fields for event in events if event.name == "QueueMember"]
        assert (member["Name"], member["Location"]) == ("상담사 201", "PJSIP/201")
        assert (member["Paused"], member["PausedReason"]) == ("1", "점심")
        async with WsPhone(own_asterisk.config.sip_ws_url, "201") as phone:
            assert await phone.register("password-1") == 500
    await process.stop()


async def test_asterisk_outlives_its_supervisor_and_is_adopted(own_asterisk: RealAsterisk) -> None:
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.starter",
        str(own_asterisk.config.run_dir.parent), own_asterisk.config.model_dump_json(),
        stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY,
    )  # fmt: skip
    assert starter.stdout is not None
    async with asyncio.timeout(20):
        while not (line := await starter.stdout.readline()).startswith(b"ready"):
            assert line, "the supervisor ended"
    pid = own_asterisk.process.pid
    starter.kill()
    await starter.wait()
    assert pid is not None
    assert own_asterisk.process.pid == pid

    adopter = AsteriskProcess(own_asterisk.installation, own_asterisk.config)
    assert await adopter.start() is True
    assert adopter.pid == pid
    os.kill(pid, signal.SIGKILL)
    await until(lambda: adopter.pid not in (None, pid), "restarted by the adopter")
    await adopter.stop()


async def test_a_stale_pid_file_of_somebody_else_is_not_believed(own_asterisk: RealAsterisk) -> None:
    pid_file = own_asterisk.config.run_dir / "run" / "asterisk.pid"
    pid_file.write_text(f"{os.getpid()}\n", "ascii")
    process = own_asterisk.process
    before = process.pid
    assert before is None
    assert await process.start() is False
    await process.wait_ready()
    assert process.pid not in (None, os.getpid())
    await process.stop()
