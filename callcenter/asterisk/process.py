"""Asterisk as a detached child: it outlives us, is adopted again, and is restarted when it dies.

Asterisk daemonises itself, so it is never a child that our event loop could kill or leave as a
zombie, and it holds no pipe of ours. Who it is, the pid file and /proc say.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

import structlog

from callcenter.asterisk.backoff import Backoff
from callcenter.asterisk.config.model import AsteriskConfig
from callcenter.asterisk.errors import AsteriskStartError
from callcenter.asterisk.installation import Installation
from callcenter.asterisk.log_tail import LogTail
from callcenter.asterisk.running import running_pid, wait_for_exit

_STABLE_AFTER_S = 60.0
_LAUNCH_TIMEOUT_S = 20.0
_CLI_TIMEOUT_S = 10.0


class AsteriskProcess:
    """One Asterisk of one run folder. All methods belong to one asyncio loop; none blocks it."""

    def __init__(self, installation: Installation, config: AsteriskConfig) -> None:
        self._command = (*installation.command, "-C", str(config.conf_file))
        self._conf_file = config.conf_file
        self._pid_file = config.run_dir / "run" / "asterisk.pid"
        self._log_dir = config.run_dir / "log"
        self._log = structlog.get_logger("callcenter.asterisk.process")
        self._tasks: list[asyncio.Task[None]] = []
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The pid of the live Asterisk, None when there is none."""
        return running_pid(self._pid_file, self._conf_file)

    async def start(self) -> bool:
        """Adopt the running Asterisk (True) or start one (False); supervise it from now on.

        The configuration must have been rendered. Raises AsteriskStartError when the program ends
        at once; a later death is answered by a restart with back-off.
        """
        adopted = self.pid is not None
        if not adopted:
            await self._launch()
        self._log.info("asterisk.adopted" if adopted else "asterisk.started", pid=self.pid)
        self._tasks = [
            asyncio.create_task(self._supervise(), name="asterisk-supervisor"),
            asyncio.create_task(LogTail(self._log_dir / "messages.log").run(), name="asterisk-log"),
        ]
        return adopted

    async def wait_ready(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - the limit is the API
        """Return when Asterisk has loaded everything; AsteriskStartError after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while (await self._cli("core waitfullybooted"))[0] != 0:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AsteriskStartError(
                f"Asterisk was not ready after {timeout:.0f} s. {self._last_words()}"
            ) from None

    async def reload(self) -> None:
        """Read the rendered configuration again; calls go on."""
        await self.cli("core reload")

    async def cli(self, command: str) -> str:
        """The output of one CLI command. Raises AsteriskStartError when Asterisk does not answer."""
        code, output = await self._cli(command)
        if code != 0:
            raise AsteriskStartError("Asterisk does not answer on its control socket.")
        return output

    async def release(self) -> None:
        """Stop supervising and leave Asterisk and its calls running, for the next start to adopt."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def stop(self, graceful_s: float = 0.0) -> None:
        """End Asterisk: wait up to `graceful_s` seconds for calls to end, then SIGTERM, then SIGKILL."""
        await self.release()
        pid = self.pid
        if pid is None:
            return
        if graceful_s > 0:
            await self._cli("core stop gracefully")
            if await self._ended(pid, graceful_s):
                return
        for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            if await self._ended(pid, patience):
                return

    async def _supervise(self) -> None:
        backoff = Backoff(first=0.25, longest=30.0)
        while True:
            pid, since = self.pid, time.monotonic()
            if pid is not None:
                await wait_for_exit(pid)
            if time.monotonic() - since > _STABLE_AFTER_S:
                backoff.reset()
            delay = backoff.draw()
            self._log.error("asterisk.died", pid=pid, restart_in_s=round(delay, 2))
            await asyncio.sleep(delay)
            try:
                await self._launch()
            except AsteriskStartError as error:
                self._log.error("asterisk.restart_failed", reason=str(error))
            else:
                self.restarts += 1
                self._log.warning("asterisk.restarted", pid=self.pid)

    async def _launch(self) -> None:
        console = self._log_dir / "console.log"
        with console.open("wb") as output:
            launcher = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                umask=0o077,
            )
            try:
                async with asyncio.timeout(_LAUNCH_TIMEOUT_S):
                    await launcher.wait()
                    while self.pid is None and launcher.returncode == 0:  # noqa: ASYNC110 - a file
                        await asyncio.sleep(0.02)
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    launcher.kill()
                raise AsteriskStartError(f"Asterisk did not start. {self._last_words()}") from None
        if launcher.returncode != 0:
            raise AsteriskStartError(f"Asterisk ended at once. {self._last_words()}")

    async def _cli(self, command: str) -> tuple[int, str]:
        asker = await asyncio.create_subprocess_exec(
            *self._command,
            "-rx",
            command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(_CLI_TIMEOUT_S):
                output, _ = await asker.communicate()
        except TimeoutError:
            return 1, ""
        finally:
            if asker.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    asker.kill()
                await asker.wait()
        return asker.returncode or 0, output.decode("utf-8", "replace")

    async def _ended(self, pid: int, patience: float) -> bool:
        try:
            async with asyncio.timeout(patience):
                await wait_for_exit(pid)
        except TimeoutError:
            return False
        return True

    def _last_words(self) -> str:
        for name in ("console.log", "messages.log"):
            lines = _last_lines(self._log_dir / name)
            if lines:
                return lines[-1]
        return "It left no message."


def _last_lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8", "replace")[-2000:]
    except OSError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]
