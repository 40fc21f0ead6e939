"""Errors as `application/problem+json` (RFC 9457): a sentence for the reader, nothing of our insides."""

import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, json, request
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from callcenter.messages import catalogue, sentence
from callcenter.messages.reader import reader_language
from callcenter.problems import Problem, Remark

PROBLEM_TYPE = "application/problem+json"
MOST_READ_AWAY = 32 * 2**20
LONGEST_READ_AWAY = 5.0
CHUNK = 64 * 1024
_log = structlog.get_logger(__name__)


def install_problems(app: Flask, largest_body: int) -> None:
    """Answer every error as a problem; `largest_body` in bytes is mentioned when it is exceeded."""
    facts = {"megabytes": largest_body // 2**20}

    @app.errorhandler(Problem)
    def expected(problem: Problem) -> Response:
        fields = {name: _remark(remark) for name, remark in problem.fields.items()}
        return problem_response(problem.status, problem.code, problem.facts, fields)

    @app.errorhandler(HTTPException)
    def from_http(error: HTTPException) -> Response:
        status = error.code or 500
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            read_away(request.environ)
        code = error.description or ""
        if code not in catalogue("ko"):
            code = f"http_{status}" if f"http_{status}" in catalogue("ko") else "http_400"
        return problem_response(status, code, facts)

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeoutError)
    def database_busy(error: Exception) -> Response:
        _log.error("database_unavailable", error=type(error).__name__, path=request.path)
        return problem_response(503, "http_503")

    @app.errorhandler(RecursionError)
    def too_deep(error: RecursionError) -> Response:
        # Thousands of brackets within brackets: no form of ours looks like that.
        return problem_response(400, "http_400")

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        incident = secrets.token_hex(4)
        _log.error("unexpected_error", incident=incident, path=request.path, exc_info=error)
        return problem_response(500, "http_500", {"incident": incident})


def read_away(environ: Mapping[str, Any]) -> None:
    """Read and forget what is left of a body that is too large.

    Closing the connection before it is read resets it, and the browser never sees the refusal. More
    than `MOST_READ_AWAY` bytes or `LONGEST_READ_AWAY` seconds is no mistake of an honest client.
    """
    body, left = environ["wsgi.input"], MOST_READ_AWAY
    until = time.monotonic() + LONGEST_READ_AWAY
    while left > 0 and time.monotonic() < until and (chunk := body.read(min(left, CHUNK))):
        left -= len(chunk)


def validation_response(error: ValidationError) -> Response:
    """Pydantic's findings, one sentence for each field (`body.fields.address` by its dotted name)."""
    fields: dict[str, str] = {}
    for finding in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in finding["loc"]) or "body"
        code = finding["type"] if f"validation.{finding['type']}" in catalogue("ko") else "other"
        context = {
            key: value for key, value in finding.get("ctx", {}).items() if isinstance(value, str | int)
        }
        fields.setdefault(name, sentence(f"validation.{code}", reader_language(), context))
    return problem_response(422, "invalid_input", fields=fields)


def problem_response(
    status: int,
    code: str,
    facts: Mapping[str, str | int] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Response:
    """A problem in the reader's language; `facts` fill the sentence of `code`."""
    title = f"title_{status}" if f"title_{status}" in catalogue("ko") else "title_400"
    content: dict[str, Any] = {
        "title": sentence(title, reader_language()),
        "detail": sentence(code, reader_language(), facts),
        "code": code,
    }
    if fields:
        content["fields"] = dict(fields)
    return Response(json.dumps(content, ensure_ascii=False), status, content_type=PROBLEM_TYPE)


def _remark(remark: Remark) -> str:
    return sentence(remark.code, reader_language(), remark.facts)
