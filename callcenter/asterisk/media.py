"""Where Asterisk brings the sound of a call: the WebSocket server its chan_websocket connects to.

chan_websocket (Asterisk 22.6+), client side: a text message MEDIA_START, then binary frames of signed linear
sound, 20 ms each. Each connection is known by the log-in of websocket_client.conf and by a token that is
good for one call and one connection.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

PATH = "/media"
_MOST_EXPECTED = 1000
_MOST_MESSAGE = 1 << 16

log = structlog.get_logger("callcenter.asterisk.media")


@dataclass(frozen=True)
class _Expected:
    take: Callable[[bytes], None]
    ended: Callable[[], None]


class MediaServer:
    """Listens on loopback; `user` and `password` are those Asterisk sends (websocket_client.conf)."""

    def __init__(self, user: str, password: str, port: int, host: str = "127.0.0.1") -> None:
        self._login = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._host, self._port = host, port
        self._expected: dict[str, _Expected] = {}
        self._server: Server | None = None

    async def start(self) -> None:
        """Raises OSError where the port is taken."""
        self._server = await serve(
            self._serve,
            self._host,
            self._port,
            process_request=self._check,
            subprotocols=[Subprotocol("media")],
            max_size=_MOST_MESSAGE,
            max_queue=64,
            # Asterisk's client answers pings only between frames; its end shows as a closed socket.
            ping_interval=None,
            compression=None,
        )

    async def stop(self) -> None:
        """Close every connection and the port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def expect(self, take: Callable[[bytes], None], ended: Callable[[], None]) -> str:
        """A token for one connection: its sound goes to `take`; `ended` is told when it is over.

        Raises OverflowError where too many are expected already. Call `forget` when none came.
        """
        if len(self._expected) >= _MOST_EXPECTED:
            raise OverflowError("too many calls are waiting for their sound")
        token = secrets.token_urlsafe(24)
        self._expected[token] = _Expected(take, ended)
        return token

    def forget(self, token: str) -> None:
        """Nobody will come with this token any more."""
        self._expected.pop(token, None)

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        given = request.headers.get("Authorization", "").partition(" ")[2]
        if not hmac.compare_digest(given.encode(), self._login.encode()):
            log.warning("media_refused", why="log-in")
            return connection.respond(HTTPStatus.UNAUTHORIZED, "log-in needed\n")
        if urlsplit(request.path).path != PATH or _token(request.path) not in self._expected:
            log.warning("media_refused", why="token")
            return connection.respond(HTTPStatus.FORBIDDEN, "unknown call\n")
        return None

    async def _serve(self, socket: ServerConnection) -> None:
        # Taken here and not while checking: two connections with one token must not both pass.
        path = socket.request.path if socket.request is not None else ""
        call = self._expected.pop(_token(path), None)
        if call is None:
            await socket.close(1008, "unknown call")
            return
        try:
            async for message in socket:
                if isinstance(message, bytes):
                    call.take(message)
        except ConnectionClosed:
            pass
        finally:
            call.ended()


def _token(path: str) -> str:
    return next(iter(parse_qs(urlsplit(path).query).get("token", ())), "")
