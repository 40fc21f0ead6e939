"""Far ends made of SIPp: what the probe may meet when it dials."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support.ports import free_port, free_ports
from tests.support.sipp import MEDIA_PORTS
from tests.support.speech import speech_ulaw

SCENARIOS = Path(__file__).parents[1] / "sipp"


@contextlib.asynccontextmanager
async def far_end(
    scenario: str, folder: Path, port: int | None = None, media: int | None = None
) -> AsyncIterator[int]:
    """SIPp playing `tests/sipp/<scenario>.xml` for one call after the other; the UDP port it listens on.

    `media`: the port of an `rtp_end` for scenarios that leave the sound to one.
    """
    port = port or free_port(socket.SOCK_DGRAM)
    shutil.copy(SCENARIOS / f"{scenario}.xml", folder)
    await asyncio.to_thread(speech_ulaw, folder)
    process = await asyncio.create_subprocess_exec(
        "sipp", "-sf", f"{scenario}.xml", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(port),
        "-mp", str(free_ports(MEDIA_PORTS, socket.SOCK_DGRAM)), "-nostdin", "-key", "media", str(media or 0),
        cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _listening(port)
        yield port
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int) -> None:
    """Wait until the kernel says that somebody has the UDP port."""
    wanted = f"0100007F:{port:04X}"
    async with asyncio.timeout(10):
        while wanted not in _udp_table():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


def _udp_table() -> str:
    return Path("/proc/net/udp").read_text("ascii")
