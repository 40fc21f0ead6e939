"""Has recordings heard by a process of low priority, there only as long as there is something to hear."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, Self

import structlog
from pydantic import ValidationError

from callcenter.speech.recognition.contract import RecognizerError, RecognizerMissingError
from callcenter.speech.recorded_messages import Engines, Hear, Heard, HeardUtterance
from callcenter.speech.worker_options import WorkerOptions

LOADING_S = 300.0
LEAST_S = 600.0
SECONDS_A_BYTE = 20 / 16_000
"""Twenty times as long as it was said (8 kHz, 16 bit): the others on the machine come first."""
LOOK_S = 0.5
END_S = 5.0

log = structlog.get_logger("callcenter.speech")


class RecordedHearing:
    """To be used in a `with`, by one thread; the process begins with the first recording.

    `stopping` is asked while it works; `command` is for tests.
    """

    def __init__(
        self,
        options: WorkerOptions,
        stopping: Callable[[], bool],
        command: tuple[str, ...] = (sys.executable, "-m", "callcenter.speech.recorded_worker"),
    ) -> None:
        self._options = options
        self._stopping = stopping
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._lines: SimpleQueue[str] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def hear(self, path: Path) -> tuple[HeardUtterance, ...] | None:
        """All that is said in it; None when it was told to stop.

        Raises `RecognizerMissingError` on a machine without an engine, `RecognizerError` for what went wrong.
        """
        try:
            if self._process is None and not self._start():
                return None
            self._ask(Hear(path=path).model_dump_json())
            line = self._answer(max(LEAST_S, path.stat().st_size * SECONDS_A_BYTE))
            if line is None:
                return None
            heard = Heard.model_validate_json(line)
        except (OSError, ValidationError) as error:
            self.close()
            raise RecognizerError(f"the recording was not heard: {type(error).__name__}") from error
        if heard.error is not None:
            raise RecognizerError(heard.error)
        return heard.utterances

    def close(self) -> None:
        """End the process; harmless when there is none."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            try:
                process.stdin.close()
            except OSError:
                log.debug("recorded_worker_gone")
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def _start(self) -> bool:
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._process, self._lines = process, SimpleQueue()
        threading.Thread(target=_read, args=(process.stdout, self._lines), daemon=True).start()
        self._ask(self._options.line().strip())
        line = self._answer(LOADING_S)
        if line is None:
            return False
        told = Engines.model_validate_json(line)
        if not told.engines:
            self.close()
            raise RecognizerMissingError("\n".join(told.notices) or "There is no speech engine.")
        log.info("recorded_worker_ready", engines=told.engines, notices=told.notices, pid=process.pid)
        return True

    def _ask(self, line: str) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def _answer(self, seconds: float) -> str | None:
        """The next line; None when told to stop. Raises `OSError`."""
        limit = time.monotonic() + seconds
        while not self._stopping():
            try:
                line = self._lines.get(timeout=LOOK_S)
            except Empty:
                if time.monotonic() > limit:
                    raise TimeoutError("no answer") from None
                continue
            if not line:
                raise BrokenPipeError("the process has ended")
            return line
        self.close()
        return None


def _read(stream: IO[str] | None, lines: SimpleQueue[str]) -> None:
    """Every line, and an empty one at the end."""
    for line in stream or ():
        lines.put(line)
    lines.put("")
