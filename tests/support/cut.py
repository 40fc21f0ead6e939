"""Cuts the application's TCP links to Asterisk, as a broken network does (`ss -K`, needs root)."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.centre import Centre

AGAIN_SECONDS = 0.02


def cut_links(centre: Centre, port: int) -> int:
    """End the worker's connections to this port of Asterisk, those of browsers stay; how many there were."""
    listed = subprocess.run(
        ["ss", "-Htnp", "state", "established", f"( dport = :{port} )"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    ours = [line for line in listed.splitlines() if f"pid={centre.worker_pid}," in line]
    ports = [found[1] for line in ours if (found := re.search(r":(\d+)\s+\S+:\d+\s", line))]
    for source in ports:
        killed = subprocess.run(
            ["ss", "-HKtn", f"( sport = :{source} and dport = :{port} )"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert f":{source}" in killed.stdout, f"the kernel did not end the connection: {killed.stderr}"
    return len(ports)


@asynccontextmanager
async def keep_cut(centre: Centre, port: int) -> AsyncIterator[None]:
    """No connection to this port lives longer than a moment while we are inside."""
    assert cut_links(centre, port) > 0

    async def again() -> None:
        while True:
            await asyncio.to_thread(cut_links, centre, port)
            await asyncio.sleep(AGAIN_SECONDS)

    cutting = asyncio.create_task(again())
    try:
        yield
    finally:
        cutting.cancel()
        await asyncio.gather(cutting, return_exceptions=True)
