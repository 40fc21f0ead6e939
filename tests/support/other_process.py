"""Starts tests.support.stasis_app for an Asterisk, and kills it as a crash would."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator

from tests.support.asterisk import REPOSITORY, RealAsterisk


class AppProcess:
    """The running application: its lines so far, and `kill -9`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []

    async def line(self, beginning: str) -> str:
        """The next line that begins so; TimeoutError after 15 s."""
        assert self._process.stdout is not None
        async with asyncio.timeout(15):
            while True:
                raw = await self._process.stdout.readline()
                assert raw, "the application ended"
                self.lines.append(raw.decode().strip())
                if self.lines[-1].startswith(beginning):
                    return self.lines[-1]

    def kill(self) -> None:
        """SIGKILL: no farewell of any kind."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def freeze(self) -> None:
        """SIGSTOP: the socket stays open, nobody is at home."""
        self._process.send_signal(signal.SIGSTOP)


@contextlib.asynccontextmanager
async def stasis_app(asterisk: RealAsterisk) -> AsyncIterator[AppProcess]:
    """The application in its own process, connected."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.stasis_app",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY,
    )  # fmt: skip
    told = {
        "base_url": asterisk.config.ari_url,
        "user": asterisk.secrets.ari_user,
        "password": asterisk.secrets.ari_secret.get_secret_value(),
        "app": asterisk.config.app,
        "lease": str(asterisk.config.lease),
        "ami_port": str(asterisk.config.ami_port),
        "ami_user": asterisk.secrets.ami_user,
        "ami_secret": asterisk.secrets.ami_secret.get_secret_value(),
    }
    assert process.stdin is not None
    process.stdin.write(json.dumps(told).encode() + b"\n")
    app = AppProcess(process)
    try:
        await app.line("connected")
        yield app
    finally:
        app.kill()
        await process.wait()
        process.stdin.close()
