"""The probe against far ends of every kind: fine, silent, busy, never answering, not there."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from callcenter.probe.client import PhoneProcess
from callcenter.probe.messages import Answered, Dial, DigitsSent, Press
from callcenter.probe.probe import State, Verdict, probe
from tests.support.far_end import far_end
from tests.support.ports import free_port

HERE = IPv4Address("127.0.0.1")


async def _verdict(scenario: str, folder: Path, within: float = 8.0) -> Verdict:
    async with far_end(scenario, folder) as port:
        return await probe(HERE, port, "120", within=within, listen=2.0)


async def test_a_speaking_hotline_is_fine(tmp_path: Path) -> None:
    verdict = await _verdict("uas_speech", tmp_path)
    assert (verdict.state, verdict.code, verdict.weak) == (State.FINE, "probe.fine", ())
    assert verdict.setup_ms is not None
    assert 190 <= verdict.setup_ms < 1000, "the far end rings for 200 ms"
    assert verdict.packets > 80
    assert verdict.loss_percent == 0
    assert verdict.level_dbfs is not None
    assert -30 < verdict.level_dbfs < -10


@pytest.mark.parametrize(
    ("scenario", "code"), [("uas_no_media", "probe.no_media"), ("uas_busy", "probe.busy")]
)
async def test_what_is_down(scenario: str, code: str, tmp_path: Path) -> None:
    verdict = await _verdict(scenario, tmp_path)
    assert (verdict.state, verdict.code) == (State.DOWN, code)


async def test_ringing_for_ever_is_cancelled_within_the_limit(tmp_path: Path) -> None:
    began = time.monotonic()
    verdict = await _verdict("uas_never_answers", tmp_path, within=3.0)
    assert (verdict.state, verdict.code) == (State.DOWN, "probe.no_answer")
    assert time.monotonic() - began < 5


async def test_a_closed_port_is_noticed_at_once() -> None:
    began = time.monotonic()
    verdict = await probe(HERE, free_port(socket.SOCK_DGRAM), "120")
    assert (verdict.state, verdict.code) == (State.DOWN, "probe.unreachable")
    assert time.monotonic() - began < 3


async def test_a_port_that_swallows_everything_ends_in_time() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hole:
        hole.bind(("127.0.0.1", 0))
        began = time.monotonic()
        verdict = await probe(HERE, hole.getsockname()[1], "120", within=5.0)
        assert (verdict.state, verdict.code) == (State.DOWN, "probe.unreachable")
        assert time.monotonic() - began < 5
        hole.setblocking(False)
        methods = [hole.recv(4096).split(b" ")[0] for _ in range(3)]
    assert methods == [b"INVITE"] * 3, "a lost INVITE is sent again"


async def test_keys_are_tones_where_events_are_not_taken(tmp_path: Path) -> None:
    async with far_end("uas_no_events", tmp_path) as port:
        dial = Dial(host=HERE, port=port, number="120", caller="01012342413", talk_seconds=3)
        ways: list[str] = []
        async with PhoneProcess(dial) as phone:
            async for report in phone.reports():
                if isinstance(report, Answered):
                    await phone.tell(Press(digits="5"))
                if isinstance(report, DigitsSent):
                    ways.append(report.way)
                    await phone.hang_up()
    assert ways == ["in_band"]


async def test_the_phone_ends_with_its_parent(tmp_path: Path) -> None:
    """A parent killed in mid-call: the end of the pipe hangs up, and no process is left."""
    async with far_end("uas_speech", tmp_path) as port:
        phone = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "callcenter.probe.phone",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert phone.stdin is not None
        assert phone.stdout is not None
        dial = Dial(host=HERE, port=port, number="120", caller="01012342413")
        phone.stdin.write(dial.model_dump_json().encode() + b"\n")
        while json.loads(await phone.stdout.readline())["report"] != "answered":
            continue
        phone.stdin.close()
        reports = [json.loads(line) for line in (await phone.stdout.read()).splitlines()]
        assert await phone.wait() == 0
    assert (reports[-1]["report"], reports[-1]["cause"]) == ("ended", "told")


def test_the_command_is_a_monitoring_plugin() -> None:
    port = free_port(socket.SOCK_DGRAM)
    program = "import typer; from callcenter.cli.probe import probe; typer.run(probe)"
    done = subprocess.run(
        [sys.executable, "-c", program, "--port", str(port), "--language", "en"],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout.startswith("CRITICAL - Nothing answers at 127.0.0.1:")
    assert done.stderr == ""
