"""A speech worker: a process with warm models that serves the vosk-server protocol.

`python -m callcenter.speech.worker`, options as one JSON object on the first line of standard input; writes
`{"port", "engines", "notices"}` when it is ready. It ends when its standard input is closed, so that it never
outlives the one who started it. `callcenter speech serve` runs the same on a machine of its own.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

import structlog

from callcenter.speech.recognition.contract import RecognizerMissingError
from callcenter.speech.worker_options import NO_ENGINE, Ready, WorkerOptions

NICENESS, NICENESS_UNHURRIED = 2, 10
"""Below the telephone side: sound to people comes before understanding them."""


async def _as_child(options: WorkerOptions) -> None:
    try:
        from callcenter.speech.serving import serve
    except ImportError as error:
        raise RecognizerMissingError(
            f"The package {error.name} is not installed (pip install 'callcenter[speech]'). / "
            "음성 인식 패키지가 설치되어 있지 않습니다."
        ) from error
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    parent = loop.create_task(_until_closed(reader, stop))
    try:
        await serve(options, _tell_ready, stop)
    finally:
        parent.cancel()


async def _until_closed(reader: asyncio.StreamReader, stop: asyncio.Event) -> None:
    while await reader.read(1024):
        pass
    stop.set()


def _tell_ready(ready: Ready) -> None:
    sys.stdout.write(ready.model_dump_json() + "\n")
    sys.stdout.flush()


def spare_the_others() -> None:
    """Threads of a decoding that wait for each other must not burn the core that others need."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")


def main() -> int:
    """Returns the exit code."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    spare_the_others()
    # Byte by byte: what comes after the first line belongs to the reader of the pipe.
    line = bytearray()
    while (byte := os.read(0, 1)) not in (b"\n", b""):
        line += byte
    options = WorkerOptions.model_validate_json(bytes(line))
    with suppress(OSError):
        os.nice(NICENESS_UNHURRIED if options.unhurried else NICENESS)
    try:
        asyncio.run(_as_child(options))
    except RecognizerMissingError as error:
        sys.stderr.write(f"{error}\n")
        return NO_ENGINE
    # Engines' threads may still be decoding for nobody.
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
