"""The web server around the features: errors, headers, pages, health."""

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field
from sqlalchemy.exc import OperationalError

from callcenter.api_schema import IdPath, RequestModel
from callcenter.security.access import public, requires
from callcenter.security.models import Role
from tests.support.web import Browser, House


class Form(RequestModel):
    title: str = Field(max_length=10)
    count: int = 1


def trouble() -> APIBlueprint:
    api = APIBlueprint("trouble", __name__, url_prefix="/api/trouble")

    @api.get("/<int:id>")
    @public
    def fail(path: IdPath) -> str:
        raise RuntimeError("SELECT secret FROM /srv/callcenter")

    @api.get("/busy")
    @public
    def busy() -> str:
        raise OperationalError("SELECT secret", {}, Exception("database is locked"))

    @api.post("")
    @requires(Role.AGENT)
    def form(body: Form) -> dict[str, Any]:
        return body.model_dump()

    return api


@pytest.fixture
def browser(house: House) -> Browser:
    house.user("agent201")
    return Browser(house.app(trouble()), "agent201")


def test_unexpected_errors_tell_nothing_of_our_insides(browser: Browser) -> None:
    answer = browser.get("/api/trouble/1")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    for secret in ("RuntimeError", "SELECT", "/srv", "Traceback", "callcenter"):
        assert secret not in answer.text
    assert "관리자에게 번호" in answer.get_json()["detail"]


def test_busy_database_is_said_so(browser: Browser) -> None:
    answer = browser.get("/api/trouble/busy")
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert "저장소가 바빠서" in answer.get_json()["detail"]


def test_each_wrong_field_has_its_sentence(browser: Browser) -> None:
    answer = browser.post("/api/trouble", {"title": "가" * 11, "count": "many", "else": 1})
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {
        "title": "10자까지 입력할 수 있습니다.",
        "count": "숫자로 입력해 주십시오.",
        "else": "알 수 없는 항목입니다.",
    }


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_characters_no_database_stores_are_refused_by_field(browser: Browser, text: str) -> None:
    content = json.dumps({"title": text}).encode()
    headers = browser.headers | {"Content-Type": "application/json"}
    answer = browser.client.post("/api/trouble", data=content, headers=headers)
    assert answer.status_code == 422
    assert "저장할 수 없는 글자" in answer.get_json()["fields"]["title"]
    hidden = browser.client.post("/api/session", data=content.replace(b"title", b"login"), headers=headers)
    assert hidden.status_code == 422


@pytest.mark.parametrize("cookie", ["\xff\xfe", "x" * 5000, '"\\355\\240\\200"', "", "a=b"])
def test_any_cookie_is_just_not_signed_in(browser: Browser, cookie: str) -> None:
    stranger = browser.client.application.test_client()
    headers = {"Cookie": f"callcenter_session={cookie}"}
    assert stranger.get("/api/session", headers=headers).status_code == 401


def test_sentences_follow_the_readers_language(browser: Browser) -> None:
    answer = browser.client.get("/api/nothing", headers={"Accept-Language": "en-GB,ko;q=0.5"})
    assert answer.get_json()["detail"] == "There is nothing at this address."


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"text"', b"\xff"])
def test_malformed_json_is_a_clear_refusal(browser: Browser, content: bytes) -> None:
    answer = browser.client.post(
        "/api/trouble", data=content, headers=browser.headers | {"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_brackets_without_end_are_malformed(browser: Browser) -> None:
    content = b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    headers = browser.headers | {"Content-Type": "application/json"}
    assert browser.client.post("/api/trouble", data=content, headers=headers).status_code in (400, 422)
    nested = b'{"title": ' + b"[" * 900 + b"]" * 900 + b"}"
    assert browser.client.post("/api/trouble", data=nested, headers=headers).status_code in (400, 422)


def test_a_too_large_body_is_refused(browser: Browser) -> None:
    answer = browser.post("/api/trouble", {"title": "가" * 3_000_000})
    assert answer.status_code == 413
    assert "2MB" in answer.get_json()["detail"]


def test_unknown_addresses_and_methods(browser: Browser) -> None:
    assert browser.get("/api/nothing").get_json()["code"] == "http_404"
    assert browser.get(f"/api/trouble/{2**40}").status_code == 422
    assert browser.delete("/api/trouble").get_json()["code"] == "http_405"


def test_every_response_carries_the_security_headers(browser: Browser) -> None:
    for path in ("/api/session", "/healthz", "/nothing"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "connect-src 'self' ws://127.0.0.1:8088;" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert browser.get("/api/session").headers["Cache-Control"] == "no-store"


def test_a_forgotten_view_stops_the_start(house: House) -> None:
    api = APIBlueprint("forgotten", __name__, url_prefix="/api/forgotten")
    api.get("")(lambda: "open to all")
    with pytest.raises(RuntimeError, match="forgotten"):
        house.app(api)


def test_openapi_describes_the_views(browser: Browser) -> None:
    paths = browser.get("/openapi/openapi.json").get_json()["paths"]
    assert {"/api/session", "/api/users", "/api/trouble"} <= set(paths)


def test_desktop_is_served_with_history_fallback_and_cache(house: House, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>desktop")
    (tmp_path / "assets" / "app-abc123.js").write_text("1")
    secret = tmp_path.parent / "secret.txt"
    secret.write_text("secret")
    browser = Browser(house.app(assets=tmp_path))
    assert "desktop" in browser.get("/").text
    deep = browser.get("/tickets/12")
    assert "desktop" in deep.text
    assert deep.headers["Cache-Control"] == "no-cache"
    assert "immutable" in browser.get("/assets/app-abc123.js").headers["Cache-Control"]
    assert browser.get("/assets/gone.js").status_code == 404
    assert browser.get("/api/gone").status_code == 404
    for way_out in ("/../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd"):
        assert "secret" not in browser.get(way_out).text
        assert "root:" not in browser.get(way_out).text


def test_health_and_metrics(browser: Browser) -> None:
    assert browser.get("/healthz").get_json() == {"status": "ok"}
    assert "http_requests_total" in browser.get("/metrics").text
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert browser.client.get("/metrics", environ_overrides=elsewhere).status_code == 404
    assert browser.client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_request_log_has_no_personal_data(browser: Browser) -> None:
    with structlog.testing.capture_logs() as lines:
        browser.get("/api/nothing", phone="01012342413")
        browser.get("/api/trouble/1")
    text = str([{key: value for key, value in line.items() if key != "exc_info"} for line in lines])
    assert "01012342413" not in text
    assert "/api/trouble/<int:id>" in text
