"""A speech worker: a process with warm models that serves the vosk-server protocol.

`python -m callcenter.speech.worker`, options as one JSON object on the first line of standard input; writes
`{"port", "engines", "notices"}` when it is ready. It ends when its standard input is closed, so that it never
outlives the one who started it. `callcenter speech serve` runs the same on a machine of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from callcenter.speech.recognition.contract import RecognizerMissingError
from callcenter.speech.recognition.endpoint import EndpointRules
from callcenter.speech.recognition.engines import EngineSettings, load_engines
from callcenter.speech.recognition.server import RecognitionServer

NICENESS = 2
"""Below the telephone side: sound to people comes before understanding them."""


class WorkerOptions(BaseModel):
    """What a worker is told. `limit` is the most callers at once; `port` 0 takes a free one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: Path
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535)
    token: SecretStr | None = None
    limit: int = Field(default=20, ge=1, le=1000)
    vosk: bool = True
    vosk_model: Path | None = None
    whisper: bool = True
    whisper_model: Path | None = None
    front_end: bool = True
    threads: int = Field(default=2, ge=1, le=64)
    silence_ms: int = Field(default=550, ge=300, le=2000)

    def engine_settings(self) -> EngineSettings:
        return EngineSettings(
            models=self.models,
            vosk=self.vosk,
            vosk_model=self.vosk_model,
            whisper=self.whisper,
            whisper_model=self.whisper_model,
            front_end=self.front_end,
            threads=self.threads,
            limit=self.limit,
            rules=EndpointRules(silence_s=self.silence_ms / 1000),
        )

    def line(self) -> str:
        """The line a worker reads; holds the token in the clear."""
        fields = self.model_dump(mode="json", exclude={"token"})
        return json.dumps({**fields, "token": self.token.get_secret_value() if self.token else None}) + "\n"


class Ready(BaseModel):
    """What a worker says when it listens."""

    port: int
    engines: tuple[str, ...]
    notices: tuple[str, ...] = ()


async def serve(options: WorkerOptions, ready: Callable[[Ready], None], stop: asyncio.Event) -> None:
    """Load, listen, until `stop`. Raises RecognizerMissingError where there is no engine at all, OSError
    where the port is taken."""
    settings = options.engine_settings()
    loaded = await asyncio.to_thread(load_engines, settings)
    try:
        recognizer = loaded.recognizer(settings)
    except RecognizerMissingError as error:
        raise RecognizerMissingError("\n".join(loaded.notices) or str(error)) from error
    token = options.token.get_secret_value() if options.token else None
    server = RecognitionServer(recognizer, options.host, options.port, token)
    await server.start()
    try:
        ready(Ready(port=server.port, engines=recognizer.engines, notices=loaded.notices))
        await stop.wait()
    finally:
        await server.stop()
        await recognizer.close()


async def _as_child(options: WorkerOptions) -> None:
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


def main() -> int:
    """Exit code 3: no engine on this machine (trying again is of no use)."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with suppress(OSError):
        os.nice(NICENESS)
    # Byte by byte: what comes after the first line belongs to the reader of the pipe.
    line = bytearray()
    while (byte := os.read(0, 1)) not in (b"\n", b""):
        line += byte
    options = WorkerOptions.model_validate_json(bytes(line))
    try:
        asyncio.run(_as_child(options))
    except RecognizerMissingError as error:
        sys.stderr.write(f"{error}\n")
        return NO_ENGINE
    # Engines' threads may still be decoding for nobody.
    sys.stderr.flush()
    os._exit(0)


NO_ENGINE = 3

if __name__ == "__main__":
    sys.exit(main())
