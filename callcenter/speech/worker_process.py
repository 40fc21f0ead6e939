"""One worker of ours under supervision: started, restarted with a growing pause, ended with us."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

import structlog

from callcenter.speech import metrics
from callcenter.speech.worker_options import NO_ENGINE, Ready, WorkerOptions

_READY_S = 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_GOOD_RUN_S = 60.0
_END_S = 5.0

log = structlog.get_logger("callcenter.speech.worker")


class WorkerProcess:
    """`ready` is what the living worker said, None while there is none.

    `on_death` is told each time it ended by itself; `command` is for tests.
    """

    def __init__(
        self,
        options: WorkerOptions,
        on_death: Callable[[], None],
        command: tuple[str, ...] = (sys.executable, "-m", "callcenter.speech.worker"),
    ) -> None:
        self.options = options
        self.ready: Ready | None = None
        self.notices: tuple[str, ...] = ()
        self._on_death = on_death
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the living worker."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Begin to keep a worker alive; returns at once."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name="speech-worker")

    async def stop(self) -> None:
        """End the process; returns when it is gone."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE_S
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            code = await self._run_once()
            metrics.DEATHS.inc()
            self._on_death()
            if code == NO_ENGINE:
                log.error("speech_worker_has_no_engine", notices=self.notices)
                return
            pause = _FIRST_PAUSE_S if loop.time() - began > _GOOD_RUN_S else min(_LONGEST_PAUSE_S, pause * 2)
            log.warning("speech_worker_died", code=code, again_in_s=pause)
            await asyncio.sleep(pause)

    async def _run_once(self) -> int | None:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        self._process = process
        errors = asyncio.create_task(self._read_errors(process))
        try:
            await self._greet(process)
            return await process.wait()
        finally:
            self.ready, self._process = None, None
            await _end(process)
            await asyncio.gather(errors, return_exceptions=True)

    async def _greet(self, process: asyncio.subprocess.Process) -> None:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a worker has pipes")
        with suppress(ConnectionError, TimeoutError):
            stdin.write(self.options.line().encode())
            await stdin.drain()
            async with asyncio.timeout(_READY_S):
                line = await stdout.readline()
            if line:
                self.ready = Ready.model_validate_json(line)
                self.notices = self.ready.notices
                log.info("speech_worker_ready", engines=self.ready.engines, pid=process.pid)

    async def _read_errors(self, process: asyncio.subprocess.Process) -> None:
        """Its last words before it was ready are notices; all are read, or it would block on a full pipe."""
        if process.stderr is None:
            return
        words: list[str] = []
        while line := await process.stderr.readline():
            words = [*words, line.decode("utf-8", "replace").strip()][-3:]
            if self.ready is None:
                self.notices = tuple(words)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_END_S):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
