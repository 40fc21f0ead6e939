"""The application on a real port, and a Socket.IO client that writes down what it hears."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import socketio
from flask import Flask
from werkzeug.serving import make_server

ORIGIN = "http://127.0.0.1:23001"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Yields `http://127.0.0.1:<free port>`."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    server.block_on_close = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Screen:
    """What one browser would hear; `wait_for` waits on a condition, never on time alone."""

    address: str
    cookie: str
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._news = threading.Condition()
        self.client = socketio.Client(reconnection=False)
        for event in ("snapshot", "update", "refused"):
            self.client.on(event, lambda content, event=event: self._hear(event, content))
        self.client.on("disconnect", lambda *_: self.gone.set())

    def open(self, origin: str = ORIGIN) -> "Screen":
        headers = {"Cookie": self.cookie}
        self.client.eio.websocket_extra_options["origin"] = origin
        self.client.connect(self.address, headers=headers, transports=["websocket"], wait_timeout=5)
        return self

    def close(self) -> None:
        self.client.disconnect()
        # The library forgets to close its socket when the server was the one to end it.
        connection = getattr(self.client.eio, "ws", None)
        if connection is not None:
            connection.shutdown()

    def say(self, event: str, content: Any) -> Any:
        return self.client.call(event, content, timeout=5)

    def wait_for(self, event: str, number: int = 1) -> dict[str, Any]:
        """The `number`-th (from 1) event of this name."""
        with self._news:
            assert self._news.wait_for(lambda: len(self._of(event)) >= number, 5), (event, self.heard)
            return self._of(event)[number - 1]

    def _of(self, event: str) -> list[dict[str, Any]]:
        return [content for name, content in self.heard if name == event]

    def _hear(self, event: str, content: dict[str, Any]) -> None:
        with self._news:
            self.heard.append((event, content))
            self._news.notify_all()
