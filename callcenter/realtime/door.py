"""Before a socket is opened at all: right origin, valid sign-in, else an HTTP refusal."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from flask import Request

from callcenter.messages import sentence
from callcenter.security.access import Guard

PATH = "/socket.io"
MOST_SOCKETS_OF_A_SESSION = 8
"""Each holds a thread of the server, also one that never says anything."""
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Door:
    """WSGI around the application. Browsers always send Origin with a WebSocket, so it is demanded:
    SameSite cookies alone do not stop a page on another port of this machine.
    """

    def __init__(self, inner: Wsgi, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard
        self._lock = Lock()
        self._open: Counter[int] = Counter()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._inner(environ, start_response)
        if not self._guard.origin_allowed(environ.get("HTTP_ORIGIN")):
            return _refuse(start_response, "403 Forbidden", "security.wrong_origin")
        identity = self._guard.identify(Request(environ))
        if identity is None:
            return _refuse(start_response, "401 Unauthorized", "security.sign_in_first")
        with self._lock:
            if self._open[identity.session_id] >= MOST_SOCKETS_OF_A_SESSION:
                return _refuse(start_response, "429 Too Many Requests", "realtime.too_many_windows")
            self._open[identity.session_id] += 1
        try:
            # Comes back when the socket is closed: it lives inside this call.
            return self._inner(environ, start_response)
        finally:
            with self._lock:
                self._open[identity.session_id] -= 1
                self._open += Counter()


def _refuse(start_response: Callable[..., Any], status: str, code: str) -> Iterable[bytes]:
    problem = {"title": sentence(f"title_{status[:3]}"), "detail": sentence(code), "code": code}
    content = json.dumps(problem, ensure_ascii=False).encode()
    start_response(
        status, [("Content-Type", "application/problem+json"), ("Content-Length", str(len(content)))]
    )
    return [content]
