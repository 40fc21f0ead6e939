"""Before a socket is opened at all: right origin, valid sign-in, else an HTTP refusal."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Request

from callcenter.messages import sentence
from callcenter.security.access import Guard

PATH = "/socket.io"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Door:
    """WSGI around the application. Browsers always send Origin with a WebSocket, so it is demanded:
    SameSite cookies alone do not stop a page on another port of this machine.
    """

    def __init__(self, inner: Wsgi, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._inner(environ, start_response)
        if not self._guard.origin_allowed(environ.get("HTTP_ORIGIN")):
            return _refuse(start_response, "403 Forbidden", "security.wrong_origin")
        if self._guard.identify(Request(environ)) is None:
            return _refuse(start_response, "401 Unauthorized", "security.sign_in_first")
        return self._inner(environ, start_response)


def _refuse(start_response: Callable[..., Any], status: str, code: str) -> Iterable[bytes]:
    problem = {"title": sentence(f"title_{status[:3]}"), "detail": sentence(code), "code": code}
    content = json.dumps(problem, ensure_ascii=False).encode()
    start_response(
        status, [("Content-Type", "application/problem+json"), ("Content-Length", str(len(content)))]
    )
    return [content]
