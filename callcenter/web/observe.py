"""Health, metrics and the request log."""

import time
from collections.abc import Callable
from ipaddress import ip_address

import structlog
from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

_log = structlog.get_logger(__name__)
_FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")

HealthCheck = Callable[[], bool]


def observe_blueprint(registry: CollectorRegistry, health: HealthCheck) -> Blueprint:
    """`/healthz` for everybody, `/metrics` only for programs on this machine."""
    observe = Blueprint("observe", __name__)

    @observe.get("/healthz")
    def healthz() -> tuple[dict[str, str], int]:
        return ({"status": "ok"}, 200) if health() else ({"status": "failing"}, 503)

    @observe.get("/metrics")
    def metrics() -> Response:
        if not _from_this_machine():
            abort(404)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return observe


def install_request_log(app: Flask, registry: CollectorRegistry) -> None:
    """Count and log each request by its route's pattern.

    Neither query string nor values in the path are logged: both can hold phone numbers.
    """
    served = Counter("http_requests", "Requests served.", ("method", "route", "status"), registry=registry)
    took = Histogram("http_request_seconds", "Time to answer.", ("route",), registry=registry)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "-"
        served.labels(request.method, route, response.status_code).inc()
        took.labels(route).observe(seconds)
        _log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000),
        )
        return response


def _from_this_machine() -> bool:
    # A proxy on this machine is on loopback as well, but it says for whom it asks.
    if any(name in request.headers for name in _FORWARDING):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
