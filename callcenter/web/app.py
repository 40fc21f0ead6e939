"""The Flask factory."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from flask import Flask, Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from prometheus_client import REGISTRY, CollectorRegistry
from pydantic import BaseModel
from werkzeug.middleware.proxy_fix import ProxyFix

from callcenter.security.access import Guard
from callcenter.security.headers import security_headers
from callcenter.security.rate_limit import SignInLimit
from callcenter.settings import Settings
from callcenter.web.observe import install_request_log, observe_blueprint
from callcenter.web.pages import pages_blueprint
from callcenter.web.problems import install_problems, validation_response

LARGEST_BODY = 2 * 2**20
"""Bytes; a ticket with all its text is a few kilobytes."""


class Mountable(Protocol):
    """Something that adds itself to the application: the socket gateway."""

    def attach(self, app: Flask) -> None:
        """Add the address it serves."""
        ...


class ProblemAnswer(BaseModel):
    """RFC 9457 with the code of the sentence, and a sentence for each wrong field."""

    title: str
    detail: str
    code: str
    fields: dict[str, str] | None = None


def create_web(
    settings: Settings,
    blueprints: Iterable[APIBlueprint],
    gateway: Mountable,
    assets_dir: Path,
    *,
    guard: Guard,
    limit: SignInLimit,
    health: Callable[[], bool] = lambda: True,
    registry: CollectorRegistry = REGISTRY,
) -> Flask:
    """The application: the API of `blueprints`, live topics of `gateway`, the desktop in `assets_dir`.

    `guard` and `limit` are those the session blueprint was made with. Raises `RuntimeError`
    when a view under `/api/` says nothing about who may call it.
    """
    app = OpenAPI(
        "callcenter",
        info=Info(title="callcenter", version="1"),
        static_folder=None,
        validation_error_model=ProblemAnswer,
        validation_error_callback=validation_response,
    )
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    install_request_log(app, registry)
    guard.install(app)
    limit.install(app)
    install_problems(app, LARGEST_BODY)
    _install_headers(app, settings, guard)
    for blueprint in blueprints:
        app.register_api(blueprint)
    app.register_blueprint(observe_blueprint(registry, health))
    app.register_blueprint(pages_blueprint(assets_dir.resolve()))
    guard.check_marks(app)
    gateway.attach(app)
    if settings.web.public_origin is not None:
        # One proxy stands before us: the address it names is the browser's.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def allowed_origins(settings: Settings) -> frozenset[str]:
    """Where pages of ours can come from; on loopback the machine has two names."""
    web = settings.web
    if web.public_origin is None and web.bind.is_loopback:
        return frozenset({web.origin, f"http://localhost:{web.port}"})
    return frozenset({web.origin.rstrip("/")})


def _install_headers(app: Flask, settings: Settings, guard: Guard) -> None:
    headers = security_headers({settings.softphone_origin}, guard.secure)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
