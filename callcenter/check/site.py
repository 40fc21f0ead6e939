"""A whole centre for one check: `callcenter run` in a process of its own, and a person at its HTTP API."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from callcenter.check.steps import CheckError, wait_for
from callcenter.hours.slots import WeekPlan
from callcenter.wiring.people import LOGINS_FILE

START_SECONDS = 180.0
"""The announcements may have to be spoken first."""
STOP_SECONDS = 20.0
RTP_PORTS = 200


@dataclass(frozen=True)
class Site:
    """`data`: its folder; deleted by whoever made it."""

    data: Path
    web_port: int
    sip_port: int
    passwords: dict[str, str]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"


@asynccontextmanager
async def running_site(data: Path) -> AsyncIterator[Site]:
    """A centre that is open whatever the hour. Raises `CheckError` when it does not come up."""
    web, sip, http, manager = _free_port(), _free_port(socket.SOCK_DGRAM), _free_port(), _free_port()
    options = {
        "--data": data,
        "--port": web,
        "--sip-port": sip,
        "--asterisk-port": http,
        "--manager-port": manager,
        "--rtp": _free_rtp_range(),
    }
    words = [str(word) for pair in options.items() for word in pair]
    with (data / "console.log").open("wb") as console:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "callcenter", "run", *words,
            stdin=asyncio.subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True,
            env=os.environ | {"CALLCENTER_HOURS": WeekPlan.always_open().model_dump_json()},
        )  # fmt: skip
    try:
        await _until_up(f"http://127.0.0.1:{web}/healthz", process, data / "console.log")
        lines = (data / LOGINS_FILE).read_text("utf-8").splitlines()
        yield Site(data, web, sip, {line.split("\t")[0]: line.split("\t")[1] for line in lines})
    finally:
        await _end(process)


class Person:
    """Somebody signed in by HTTP."""

    def __init__(self, site: Site) -> None:
        self._http = httpx.AsyncClient(
            base_url=site.origin, headers={"Origin": site.origin}, timeout=10, trust_env=False
        )
        self._site = site

    async def sign_in(self, login: str) -> None:
        body = {"login": login, "password": self._site.passwords[login]}
        answer = await self._http.post("/api/session", json=body)
        if not answer.is_success:
            raise CheckError(f"The sign-in of {login} was refused (HTTP {answer.status_code}).")

    async def get(self, path: str, **query: str) -> Any:
        answer = await self._http.get(path, params=query)
        if not answer.is_success:
            raise CheckError(f"{path} was refused (HTTP {answer.status_code}).")
        return answer.json()

    async def leave(self) -> None:
        await self._http.aclose()


async def _until_up(address: str, process: asyncio.subprocess.Process, console: Path) -> None:
    async with httpx.AsyncClient(timeout=2, trust_env=False) as client:

        async def up() -> bool:
            if process.returncode is not None:
                raise CheckError(f"The server ended at once: {_last_words(console)}")
            with suppress(httpx.HTTPError):
                return (await client.get(address)).is_success
            return False

        await wait_for(up, START_SECONDS, f"The server did not come up within {START_SECONDS:.0f} s.")


def _last_words(console: Path) -> str:
    lines = [line.strip() for line in console.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."


async def _end(process: asyncio.subprocess.Process) -> None:
    """As Ctrl+C does it; the server takes its Asterisk with it."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _free_rtp_range() -> str:
    first = min(_free_port(socket.SOCK_DGRAM), 65000 - RTP_PORTS) // 2 * 2
    return f"{first}-{first + RTP_PORTS}"
