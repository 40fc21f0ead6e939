"""The application on a database, for tests of the HTTP API."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_openapi3.blueprint import APIBlueprint
from prometheus_client import CollectorRegistry
from werkzeug.test import TestResponse

from callcenter.security import api as security_api
from callcenter.security.access import Guard
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role, User
from callcenter.security.passwords import Passwords
from callcenter.security.rate_limit import SignInLimit
from callcenter.security.sessions import SessionService
from callcenter.security.users import NewUser, UserService
from callcenter.settings import Settings, Web
from callcenter.storage.database import Database
from callcenter.web.app import Mountable, allowed_origins, create_web
from tests.support.clock import Clock

PASSWORD = "바른 비밀번호 2026"
DESKS = {"civil": "여권·제증명", "vehicle": "차량등록", "complaint": "생활불편", "general": "일반"}


class NoGateway:
    def attach(self, app: Flask) -> None:
        """Tests of HTTP need no sockets."""


@dataclass
class House:
    """Services every test of the API needs."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    settings: Settings = field(default_factory=lambda: Settings(web=Web(port=23001)))

    def __post_init__(self) -> None:
        # Argon2 as weak as it goes: these tests are not about its strength.
        self.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.audit = AuditLog(self.database, self.clock)
        self.users = UserService(self.database, self.passwords, self.audit, DESKS, self.clock)
        self.sessions = SessionService(self.database, self.passwords, self.audit, 10, self.clock)
        self.guard = Guard(self.sessions, allowed_origins(self.settings))

    def user(self, login: str, role: Role = Role.AGENT, **more: Any) -> User:
        return self.users.create(NewUser(login, more.pop("name", login), role, PASSWORD, **more), None)

    def app(
        self,
        *blueprints: APIBlueprint,
        gateway: Mountable | None = None,
        assets: Path = Path("/nonexistent"),
    ) -> Flask:
        limit = SignInLimit()
        every: Iterable[APIBlueprint] = (
            security_api.session_blueprint(self.guard, limit),
            security_api.blueprint(self.users, self.audit),
            *blueprints,
        )
        return create_web(
            self.settings,
            every,
            gateway or NoGateway(),
            assets,
            guard=self.guard,
            limit=limit,
            registry=CollectorRegistry(),
        )


class Browser:
    """A signed-in client that behaves like a page of ours: cookie, Origin, CSRF token."""

    def __init__(self, app: Flask, login: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = {"Origin": "http://127.0.0.1:23001"}
        if login is not None:
            assert self.sign_in(login).status_code == 204
            self.headers["X-CSRF-Token"] = self.get("/api/session").get_json()["csrf_token"]

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/api/session", {"login": login, "password": password})

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(path, query_string=query, buffered=True)

    def post(self, path: str, body: Any = None) -> TestResponse:
        return self.client.post(
            path, json=body if body is not None else {}, headers=self.headers, buffered=True
        )

    def patch(self, path: str, body: Any) -> TestResponse:
        return self.client.patch(path, json=body, headers=self.headers)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(path, json=body, headers=self.headers)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(path, headers=self.headers)
