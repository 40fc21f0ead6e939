"""A crowd of SIPp citizens: many at once, each with a number and a key of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port, free_ports
from tests.support.sipp import MEDIA_PORTS

_SCENARIO = Path(__file__).parents[1] / "sipp" / "citizen_key.xml"


@dataclass(frozen=True)
class Caller:
    """`number`: the caller's, `key`: what is pressed in the menu."""

    number: str
    key: str


def callers(count: int, keys: str = "1234") -> list[Caller]:
    """Callers with numbers nobody has, their keys in turn: 01000010000 → 1, 01000010001 → 2 …"""
    return [Caller(f"010{10000 + n:08d}", keys[n % len(keys)]) for n in range(count)]


class Crowd:
    """A running SIPp with all these calls."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder

    async def finished(self, limit: float) -> bool:
        """Wait for the last call to end; True when each went as the scenario says."""
        async with asyncio.timeout(limit):
            return await self._process.wait() == 0

    @property
    def errors(self) -> str:
        """What SIPp complained about."""
        path = self._folder / "errors"
        return path.read_text("utf-8", "replace") if path.exists() else ""


@contextlib.asynccontextmanager
async def crowd(
    sip_port: int,
    people: Sequence[Caller],
    *,
    dialled: str = "120",
    a_second: int = 30,
    key_after: float = 0.8,
    patience: float = 60.0,
) -> AsyncIterator[Crowd]:
    """Everybody calls `dialled`, `a_second` new calls a second. Seconds. Needs root: SIPp sends keys raw."""
    with tempfile.TemporaryDirectory(prefix="crowd-") as name:
        folder = Path(name)
        _write(folder, people, key_after, patience)
        count = str(len(people))
        process = await asyncio.create_subprocess_exec(
            "sipp", f"127.0.0.1:{sip_port}", "-sf", "scenario.xml", "-inf", "people.csv", "-s", dialled,
            "-i", "127.0.0.1", "-mi", "127.0.0.1", "-m", count, "-l", count, "-r", str(a_second), "-nostdin",
            "-p", str(free_port(socket.SOCK_DGRAM)),
            "-mp", str(free_ports(MEDIA_PORTS * len(people), socket.SOCK_DGRAM)),
            "-trace_err", "-error_file", "errors",
            cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield Crowd(process, folder)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _write(folder: Path, people: Sequence[Caller], key_after: float, patience: float) -> None:
    times = {"[KEY_AFTER]": f"{key_after * 1000:.0f}", "[PATIENCE]": f"{patience * 1000:.0f}"}
    scenario = _SCENARIO.read_text("utf-8")
    for name, value in times.items():
        scenario = scenario.replace(name, value)
    (folder / "scenario.xml").write_text(scenario, "utf-8")
    rows = "".join(f"{person.number};{person.key};\n" for person in people)
    (folder / "people.csv").write_text(f"SEQUENTIAL\n{rows}", "utf-8")
