"""Somebody signed in at a running centre by HTTP, as the desktop does it: cookie, Origin, CSRF token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.centre import Centre, Login
from tests.support.sockets import Screen

LIMIT_SECONDS = 15.0


@dataclass(frozen=True)
class PhoneLogin:
    """What `POST /api/phone/credentials` gives a softphone."""

    password: str
    websocket_url: str


class ApiClient:
    """`send` takes any request; the short ways below expect that it succeeds."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.http = httpx.Client(
            base_url=centre.origin, headers={"Origin": centre.origin}, timeout=LIMIT_SECONDS, trust_env=False
        )

    def sign_in(self, login: Login) -> None:
        self.put_through("POST", "/api/session", {"login": login.login, "password": login.password})
        self.http.headers["X-CSRF-Token"] = self.http.get("/api/session").json()["csrf_token"]

    def put_through(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON, None where there is none. AssertionError when it was refused."""
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def phone_login(self) -> PhoneLogin:
        """A password for the softphone of one's own seat."""
        answer = self.put_through("POST", "/api/phone/credentials", {})
        return PhoneLogin(answer["password"], answer["websocket_url"])

    def be_ready(self) -> None:
        self.put_through("PUT", "/api/seat/state", {"state": "ready"})

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())

    @contextmanager
    def screen(self) -> Iterator[Screen]:
        """A Socket.IO connection of this sign-in."""
        screen = Screen(self.centre.origin, self.cookie).open(self.centre.origin)
        try:
            yield screen
        finally:
            screen.close()


@contextmanager
def signed_in(centre: Centre, login: Login) -> Iterator[ApiClient]:
    client = ApiClient(centre)
    try:
        client.sign_in(login)
        yield client
    finally:
        client.http.close()
