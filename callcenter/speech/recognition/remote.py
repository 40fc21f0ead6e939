"""A recogniser elsewhere: one of our workers, or any vosk server a site has."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from callcenter.speech.recognition import protocol as p
from callcenter.speech.recognition.contract import (
    Emit,
    Event,
    Listening,
    Lost,
    RecognizerBusyError,
    RecognizerError,
)
from callcenter.speech.recognition.vosk_dialect import VoskDialect

CONNECT_S = 2.0
PING_S, PONG_S = 2.0, 5.0
"""How often a worker is asked whether it lives, and after what silence it is taken for dead."""
FINISH_S = 10.0
_MOST_BEHIND_S = 5.0
_MOST_MESSAGE = 1 << 20

log = structlog.get_logger("callcenter.speech.remote")


class RemoteRecognizer:
    """`Recognizer` at `url` (ws:// or wss://)."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._sessions: set[RemoteSession] = set()
        self.engines: tuple[str, ...] = ()
        """Known after the first session."""

    async def open(self, listening: Listening, emit: Emit) -> RemoteSession:
        try:
            async with asyncio.timeout(CONNECT_S * 2):
                socket = await connect(
                    self._url,
                    additional_headers=self._headers,
                    open_timeout=CONNECT_S,
                    close_timeout=0.5,
                    ping_interval=PING_S,
                    ping_timeout=PONG_S,
                    max_size=_MOST_MESSAGE,
                    compression=None,
                    proxy=None,
                )
                return await self._begin(socket, listening, emit)
        except ConnectionClosed as error:
            if error.rcvd is not None and error.rcvd.code == p.CLOSE_BUSY:
                raise RecognizerBusyError(error.rcvd.reason) from error
            raise RecognizerError(f"the recogniser closed the connection: {error}") from error
        except InvalidStatus as error:
            raise RecognizerError(f"the recogniser refused: {error.response.status_code}") from error
        except (OSError, TimeoutError, WebSocketException) as error:
            raise RecognizerError(f"the recogniser cannot be reached: {type(error).__name__}") from error

    async def _begin(self, socket: ClientConnection, listening: Listening, emit: Emit) -> RemoteSession:
        response = socket.response
        ours = response is not None and response.headers.get("Server") == p.SERVER
        try:
            await socket.send(p.configuration_message(listening, events=ours))
            if ours:
                ready = p.read_object(str(await socket.recv()))
                self.engines = tuple(map(str, ready.get("engines", ())))
            else:
                self.engines = ("vosk",)
        except BaseException:
            await socket.close()
            raise
        session = RemoteSession(socket, listening, emit, ours=ours, on_close=self._sessions.discard)
        self._sessions.add(session)
        return session

    async def close(self) -> None:
        for session in list(self._sessions):
            await session.close()


class RemoteSession:
    """Sound goes out through a bounded queue, events come in by a task of their own. Fulfils `Session`."""

    def __init__(
        self, socket: ClientConnection, listening: Listening, emit: Emit, *, ours: bool, on_close: Any
    ) -> None:
        self._socket = socket
        self._emit = emit
        self._ours = ours
        self._on_close = on_close
        self._dialect = None if ours else VoskDialect(listening.rate)
        self._most_waiting = int(_MOST_BEHIND_S * listening.rate * 2)
        self._waiting_bytes = 0
        self._waiting: asyncio.Queue[bytes | str] = asyncio.Queue()
        self._closed = False
        self._finished = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._write(), name="recogniser-out"),
            loop.create_task(self._read(), name="recogniser-in"),
        ]

    def feed(self, pcm: bytes) -> None:
        if self._closed:
            return
        if self._waiting_bytes + len(pcm) > self._most_waiting:
            self._lose("the recogniser cannot keep up")
            return
        self._waiting_bytes += len(pcm)
        self._waiting.put_nowait(pcm)

    def prompt_playing(self, playing: bool) -> None:
        if self._ours and not self._closed:
            self._waiting.put_nowait(json.dumps({"prompt": playing}))

    async def caught_up(self) -> None:
        await self._waiting.join()

    async def finish(self) -> None:
        if not self._closed:
            self._waiting.put_nowait(p.EOF)
            try:
                async with asyncio.timeout(FINISH_S):
                    await self._finished.wait()
            except TimeoutError:
                self._lose("no last answer")
        await self.close()

    async def close(self) -> None:
        if self._closed:
            self._let_go()
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._on_close(self)
        await self._socket.close()

    async def _write(self) -> None:
        while True:
            message = await self._waiting.get()
            try:
                if isinstance(message, bytes):
                    self._waiting_bytes -= len(message)
                    if self._dialect is not None:
                        self._dialect.sent(message)
                await self._socket.send(message)
            except ConnectionClosed:
                self._lose("the connection broke")
                return
            finally:
                self._waiting.task_done()

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                self._take(p.read_object(str(text)))
        except (ConnectionClosed, p.ProtocolError) as error:
            log.warning("recogniser_lost", error=type(error).__name__)
        if not self._finished.is_set():
            self._lose("the recogniser ended the connection")

    def _take(self, message: dict[str, Any]) -> None:
        if self._dialect is not None:
            for event in self._dialect.events(message):
                self._tell(event)
            if self._dialect.is_last(message):
                self._finished.set()
        elif message.get("event") == p.FINISHED:
            self._finished.set()
        else:
            told = p.read_event(message)
            if told is not None:
                self._tell(told)

    def _tell(self, event: Event) -> None:
        if isinstance(event, Lost):
            self._lose(event.reason)
        elif not self._closed:
            self._emit(event)

    def _lose(self, reason: str) -> None:
        if not self._closed:
            self._closed = True
            self._finished.set()
            self._let_go()
            self._emit(Lost(reason))

    def _let_go(self) -> None:
        """Nobody waits any more for what was not sent."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._waiting.task_done()
