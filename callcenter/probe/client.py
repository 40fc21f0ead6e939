"""A phone as seen from asyncio: a child process that never outlives its `async with`."""

import asyncio
import contextlib
import importlib.util
import sys
import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from callcenter.probe.messages import Command, Dial, Ended, Failed, HangUp, Report, read_report

_PHONE = ("-m", "callcenter.probe.phone")
_SLACK_S = 5.0  # start of the process, its farewell to the far end
_LEAVE_S = 3.0


class PhoneProcess:
    """One call. Enter dials; iterate `reports`; leave hangs up, and kills what does not end by itself."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._process: asyncio.subprocess.Process | None = None
        self._deadline = 0.0

    async def __aenter__(self) -> Self:
        self._deadline = time.monotonic() + self._dial.ring_seconds + self._dial.talk_seconds + _SLACK_S
        if importlib.util.find_spec("pyVoIP") is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *_PHONE,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await self.tell(self._dial)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()  # the phone takes it for a hang-up
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_S):
                    await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def tell(self, command: Command) -> None:
        """Give a command; a phone that has ended in the meantime is no error."""
        if self._process is None or self._process.stdin is None:
            return
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write(command.model_dump_json().encode() + b"\n")
            await self._process.stdin.drain()

    async def hang_up(self) -> None:
        """End the call; `reports` still brings `ended`."""
        await self.tell(HangUp())

    async def reports(self) -> AsyncIterator[Report]:
        """Every report up to `ended` or `failed`; one of these two always comes, within the dial's limits."""
        while True:
            report = await self._next()
            yield report
            if isinstance(report, Ended | Failed):
                return

    async def _next(self) -> Report:
        if self._process is None or self._process.stdout is None:
            return Failed(code="probe.phone_missing")
        try:
            async with asyncio.timeout(self._deadline - time.monotonic()):
                line = await self._process.stdout.readline()
            return read_report.validate_json(line)
        except TimeoutError:
            return Failed(code="probe.phone_hangs")
        except (ValidationError, ValueError):
            return Failed(code="probe.phone_died")
