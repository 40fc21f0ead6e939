"""How many wrong passwords somebody may try.

Only failures count: a whole shift signing in from one address within a minute is normal.
Counters live in this process's memory; several web processes share them through the
storage address that Flask-Limiter takes (`redis://…`).
"""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

PER_ADDRESS = "30 per 5 minutes"
PER_LOGIN = "6 per 5 minutes"
MESSAGE = "security.too_many_sign_ins"


class SignInLimit:
    """`storage` is an address of Flask-Limiter's."""

    def __init__(self, storage: str = "memory://") -> None:
        self._limiter = Limiter(get_remote_address, storage_uri=storage, strategy="moving-window")

    def install(self, app: Flask) -> None:
        """Bind the limit to the application."""
        self._limiter.init_app(app)

    def __call__(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """Guards the sign-in view; beyond the limit it answers 429."""
        by_address = self._limiter.limit(
            PER_ADDRESS, key_func=get_remote_address, deduct_when=_refused, error_message=MESSAGE
        )
        by_login = self._limiter.limit(
            PER_LOGIN, key_func=_login, deduct_when=_refused, error_message=MESSAGE
        )
        return by_address(by_login(view))


def _refused(response: Response) -> bool:
    return response.status_code == 401


def _login() -> str:
    given = request.get_json(silent=True)
    login = given.get("login", "") if isinstance(given, dict) else ""
    return hashlib.sha256(str(login).strip().lower().encode(errors="replace")).hexdigest()
