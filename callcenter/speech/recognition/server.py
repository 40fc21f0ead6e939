"""A recogniser for others: the vosk-server WebSocket protocol over any `Recognizer`."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from collections import deque
from http import HTTPStatus

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from callcenter.speech.recognition import protocol as p
from callcenter.speech.recognition.contract import (
    Event,
    Final,
    Interim,
    Listening,
    Lost,
    Recognizer,
    RecognizerBusyError,
    RecognizerError,
    Session,
)

_MOST_MESSAGE = 1 << 20
_MOST_UNSENT = 500
_SYNC_S = 0.5
_GRACE_S = 0.3
_FIRST_MESSAGE_S = 10.0
_SILENT_S = 60.0
"""A client that sends nothing for so long has gone."""

log = structlog.get_logger("callcenter.speech.server")


class RecognitionServer:
    """Serves `recognizer` on `host`:`port` (0: a free one, see `port`).

    `token`: clients must send it as `Authorization: Bearer …`; needed wherever others can reach the port.
    """

    def __init__(self, recognizer: Recognizer, host: str, port: int = 0, token: str | None = None) -> None:
        self._recognizer = recognizer
        self._host, self._wanted_port = host, port
        self._token = token
        self._server: Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        if self._server is None:
            raise RuntimeError("not started")
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def start(self) -> None:
        """Raises OSError where the port is taken."""
        self._server = await serve(
            self._serve,
            self._host,
            self._wanted_port,
            process_request=self._check,
            server_header=p.SERVER,
            max_size=_MOST_MESSAGE,
            max_queue=8,
            ping_interval=20,
            compression=None,
        )

    async def stop(self) -> None:
        """Close every connection and the port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        given = request.headers.get("Authorization", "")
        if self._token is None or hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return None
        return connection.respond(HTTPStatus.UNAUTHORIZED, "a token is needed\n")

    async def _serve(self, socket: ServerConnection) -> None:
        client = _Client(socket, self._recognizer)
        try:
            await client.run()
        except p.ProtocolError as error:
            await socket.close(1003, str(error)[:120])
        except RecognizerBusyError as error:
            await socket.close(p.CLOSE_BUSY, str(error)[:120])
        except RecognizerError:
            log.exception("recognizer_failed")
            await socket.close(1011, "the recogniser failed")
        except TimeoutError:
            await socket.close(1001, "nothing was sent")
        except ConnectionClosed:
            pass
        finally:
            await client.end()


class _Client:
    """One connection."""

    def __init__(self, socket: ServerConnection, recognizer: Recognizer) -> None:
        self._socket = socket
        self._recognizer = recognizer
        self._config = p.Configuration(Listening())
        self._session: Session | None = None
        self._partial = ""
        self._finals: deque[Final] = deque(maxlen=_MOST_UNSENT)
        self._unsent: asyncio.Queue[str | None] = asyncio.Queue(_MOST_UNSENT)
        self._lost = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._since_sync = 0

    async def run(self) -> None:
        limit = _FIRST_MESSAGE_S
        while True:
            async with asyncio.timeout(limit):
                message = await self._socket.recv()
            limit = _SILENT_S
            if isinstance(message, bytes):
                await self._sound(message)
                continue
            told = p.read_object(message)
            if "config" in told:
                await self._configure(p.read_configuration(told["config"]))
            elif "prompt" in told and self._session is not None:
                self._session.prompt_playing(bool(told["prompt"]))
            elif "eof" in told:
                await self._finish()
                return

    async def end(self) -> None:
        """Let go of everything of this client."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _configure(self, config: p.Configuration) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._config = config
        if config.events:
            await self._open()
            await self._socket.send(json.dumps({"event": p.READY, "engines": self._recognizer.engines}))
            if self._sender is None:
                self._sender = asyncio.create_task(self._send_events())

    async def _open(self) -> Session:
        if self._session is None:
            self._session = await self._place()
        return self._session

    async def _place(self) -> Session:
        """A session; one whose caller has just let go of another place is not refused."""
        end = asyncio.get_running_loop().time() + _GRACE_S
        while True:
            try:
                return await self._recognizer.open(self._config.listening, self._take)
            except RecognizerBusyError:
                if asyncio.get_running_loop().time() > end:
                    raise
            await asyncio.sleep(_GRACE_S / 10)

    def _take(self, event: Event) -> None:
        if isinstance(event, Lost):
            self._lost.set()
        if self._config.events:
            with contextlib.suppress(asyncio.QueueFull):
                # A client that does not read what it asked for loses it; its connection will time out.
                self._unsent.put_nowait(p.event_message(event))
        elif isinstance(event, Interim):
            self._partial = event.text
        elif isinstance(event, Final):
            self._partial = ""
            if event.text:
                self._finals.append(event)

    async def _sound(self, pcm: bytes) -> None:
        session = await self._open()
        session.feed(pcm)
        if self._config.events:
            self._since_sync += len(pcm)
            if self._since_sync > _SYNC_S * self._config.listening.rate * 2:
                self._since_sync = 0
                await session.caught_up()
            return
        await session.caught_up()
        if self._lost.is_set():
            raise RecognizerError("lost")
        await self._socket.send(
            p.result_message(self._finals.popleft(), words=self._config.words)
            if self._finals
            else p.partial_message(self._partial)
        )

    async def _finish(self) -> None:
        if self._session is not None:
            await self._session.finish()
        if self._config.events:
            await self._unsent.put(json.dumps({"event": p.FINISHED}))
            await self._unsent.put(None)
            if self._sender is not None:
                await self._sender
        else:
            await self._socket.send(p.result_message(self._joined(), words=self._config.words))

    def _joined(self) -> Final | None:
        """What has not been told yet, as one: there is one answer to `eof`."""
        if not self._finals:
            return None
        text = " ".join(final.text for final in self._finals)
        words = tuple(word for final in self._finals for word in final.words)
        last = self._finals[-1]
        return Final(last.turn, last.at, text, last.confidence, words)

    async def _send_events(self) -> None:
        while (message := await self._unsent.get()) is not None:
            await self._socket.send(message)
