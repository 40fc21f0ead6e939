"""The web server: gunicorn with one worker, whose threads serve requests and sockets.

The telephone side lives in the worker. When the worker dies, gunicorn's parent starts the next
one at once, which adopts the running Asterisk; calls in talk go on meanwhile.
"""

import sys
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from callcenter.settings import Settings
from callcenter.wiring.application import Application

GRACE_SECONDS = 3


class Server(BaseApplication):
    """`on_stop` runs in the parent after the last worker has ended."""

    def __init__(self, settings: Settings, on_stop: Callable[[], None]) -> None:
        self._settings = settings
        self._on_stop = on_stop
        self._application: Application | None = None
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn: one worker, hooks, limits."""
        web = self._settings.web
        options: dict[str, Any] = {
            "bind": f"{web.bind}:{web.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": web.threads,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 60,
            "control_socket_disable": True,
            "loglevel": "warning",
            "worker_int": lambda _worker: self._stop(),
            "worker_exit": lambda _arbiter, _worker: self._stop(),
            "on_exit": lambda _arbiter: self._on_stop(),
            "proc_name": "callcenter",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In the worker: everything is started here, so that no thread is left behind by the fork."""
        self._application = Application(self._settings)
        self._application.start()
        return self._application.web.wsgi_app

    def _stop(self) -> None:
        application, self._application = self._application, None
        if application is not None:
            application.stop()
            sys.stdout.flush()
