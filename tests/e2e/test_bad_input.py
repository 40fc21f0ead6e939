"""Whatever is sent to a running centre: a clear sentence, nothing lost, no trace of the inside."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import socketio
import websocket

from tests.support.api_client import ApiClient, signed_in
from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.crowd import Caller, crowd
from tests.support.malformed import MALFORMED
from tests.support.robot_agent import RobotAgents

INSIDE = re.compile(
    r"/tmp/|/work/|/usr/|/home/|\.py\b|\.so\b|\.c:|Traceback|\bSELECT\b|\bINSERT\b|sqlite|sqlalchemy|pydantic"
    r"|werkzeug|gunicorn|asterisk|[a-z]Error\b|Exception|callcenter\.|<class|object at 0x",
    re.IGNORECASE,
)
KOREAN = re.compile("[가-힣]+.*(니다|시오)")
KIND = "passport_inquiry"
CITIZEN, PHONE, ADDRESS = "황보은별", "010-2345-6789", "가람시 새벽로 77"
CALLER, MEMO = Caller("01098765432", "4"), "보청기를 쓰십니다"


@pytest.fixture(scope="module")
def agent(centre: Centre) -> Iterator[ApiClient]:
    with signed_in(centre, centre.logins()["agent01"]) as client:
        yield client


@pytest.fixture(scope="module")
def ticket(agent: ApiClient) -> dict[str, Any]:
    """Something that could be lost."""
    body = {"type": KIND, "title": "여권 재발급 문의", "body": "가족 여권", "draft": True}
    return dict(agent.put_through("POST", "/api/tickets", body))


async def test_after_malformed_sip_the_next_call_is_served(centre: Centre, agent: ApiClient) -> None:
    pid = centre.asterisk_pid
    for malformed in MALFORMED:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.settimeout(0.05)
            phone.sendto(malformed.data, ("127.0.0.1", centre.sip_port))
            for answer in _received(phone):
                assert not INSIDE.search(answer), (malformed.name, answer)
    assert centre.healthy()
    await _one_good_call(centre, agent)
    assert centre.asterisk_pid == pid


@dataclass(frozen=True)
class Bad:
    """`code` is what the desktop knows the refusal by; `field`: the one a sentence stands at."""

    name: str
    method: str
    path: str
    status: int
    code: str
    body: Any = None
    field: str | None = None


BAD = (
    Bad("letters for a number", "GET", "/api/citizens?phone=abc", 422, "invalid_input", field="phone"),
    Bad("number too short", "GET", "/api/citizens?phone=010-12", 422, "invalid_input", field="phone"),
    Bad("number too long", "GET", f"/api/citizens?phone={'1' * 61}", 422, "invalid_input", field="phone"),
    Bad(
        "citizen with a wrong number", "POST", "/api/citizens", 422, "invalid_input",
        {"name": CITIZEN, "phones": ["010-1"]}, "phones",
    ),
    Bad(
        "over-long title", "POST", "/api/tickets", 422, "invalid_input",
        {"type": KIND, "title": "가" * 121}, "title",
    ),
    Bad(
        "over-long ticket", "POST", "/api/tickets", 422, "invalid_input",
        {"type": KIND, "title": "여권", "body": "가" * 10_001}, "body",
    ),
    Bad(
        "ticket larger than any body", "POST", "/api/tickets", 413, "http_413",
        {"type": KIND, "body": "가" * 2**20},
    ),
    Bad(
        "unknown field", "POST", "/api/tickets", 422, "invalid_input",
        {"type": KIND, "title": "여권", "is_admin": True}, "is_admin",
    ),
    Bad(
        "unknown type of ticket", "POST", "/api/tickets", 422, "invalid_input",
        {"type": "'; DROP TABLE ticket; --", "title": "여권"}, "type",
    ),
    Bad(
        "unknown state of a seat", "PUT", "/api/seat/state", 422, "invalid_input",
        {"state": "asleep"}, "state",
    ),
    Bad("number of a ticket that overflows", "GET", "/api/tickets/99999999999999", 422, "invalid_input"),
    Bad("ticket that is not there", "GET", "/api/tickets/2147483647", 404, "tickets.not_found"),
    Bad("address nobody has", "GET", "/api/nothing/etc/passwd", 404, "http_404"),
    Bad("method nobody takes", "DELETE", "/api/tickets", 405, "http_405"),
    Bad("somebody else's work", "GET", "/api/audit", 403, "security.role"),
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_request_is_refused_clearly(agent: ApiClient, ticket: dict[str, Any], bad: Bad) -> None:
    answer = agent.http.request(bad.method, bad.path, json=bad.body)
    problem = _clear(answer, bad.status)
    assert problem["code"] == bad.code
    if bad.field is not None:
        assert KOREAN.search(_sentence_at(problem["fields"], bad.field))
    assert agent.put_through("GET", f"/api/tickets/{ticket['id']}") == ticket


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"type": NaN}', b'"text"', b"null", b'{"a":1}{"b":2}'],
    ids=["open", "no text", "deep", "no number", "a text", "nothing", "twice"],
)
def test_broken_json_is_refused_clearly(agent: ApiClient, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = agent.http.post("/api/tickets", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    _clear(answer, answer.status_code)


@pytest.mark.parametrize("header", ["Origin", "X-CSRF-Token", "Cookie"])
def test_a_forged_request_is_refused(agent: ApiClient, ticket: dict[str, Any], header: str) -> None:
    forged = {"Origin": "http://evil.example", "X-CSRF-Token": "x" * 43, "Cookie": "callcenter_session=x"}
    with httpx.Client(base_url=agent.centre.origin, headers=agent.http.headers, trust_env=False) as other:
        headers = {"Cookie": agent.cookie, header: forged[header]}
        answer = other.patch(
            f"/api/tickets/{ticket['id']}", json={"version": 1, "title": "x"}, headers=headers
        )
    _clear(answer, 401 if header == "Cookie" else 403)
    assert agent.put_through("GET", f"/api/tickets/{ticket['id']}") == ticket


@pytest.mark.parametrize(
    ("origin", "cookie", "status"),
    [("http://evil.example", None, 403), (None, "callcenter_session=forged", 401), (None, "", 401)],
    ids=["origin", "session", "nobody"],
)
def test_a_forged_socket_never_opens(
    centre: Centre, agent: ApiClient, origin: str | None, cookie: str | None, status: int
) -> None:
    address = f"ws://127.0.0.1:{centre.web_port}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        websocket.create_connection(
            address,
            origin=origin or centre.origin,
            cookie=agent.cookie if cookie is None else cookie,
            timeout=5,
        )
    assert refusal.value.status_code == status
    text = (refusal.value.resp_body or b"").decode()
    assert KOREAN.search(text)
    assert not INSIDE.search(text)


@pytest.mark.parametrize(
    "message",
    [
        {"topic": "floor"},
        {"topic": "seat:202"},
        {"topic": 7},
        {"topic": "seat", "as": "202"},
        [],
        "seat",
        None,
    ],
    ids=str,
)
def test_a_forged_topic_is_refused(agent: ApiClient, message: Any) -> None:
    with agent.screen() as screen:
        answer = screen.say("join", message)
        assert not answer["ok"]
        assert KOREAN.search(answer["detail"])
        assert not INSIDE.search(str(answer))
        assert not [name for name, _ in screen.heard if name in ("snapshot", "update")]
        assert screen.say("join", {"topic": "seat"})["ok"], "an honest message still counts"


def test_an_oversized_message_ends_only_its_own_socket(centre: Centre, agent: ApiClient) -> None:
    with signed_in(centre, centre.logins()["supervisor"]) as supervisor, supervisor.screen() as board:
        board.say("join", {"topic": "floor"})
        board.wait_for("snapshot")
        with agent.screen() as screen:
            with contextlib.suppress(socketio.exceptions.SocketIOError):
                screen.client.emit("join", {"topic": "x" * 100_000})
            assert screen.gone.wait(10)
        before = len(board.heard)
        agent.put_through("PUT", "/api/seat/state", {"state": "paused", "reason": "rest"})
        agent.put_through("PUT", "/api/seat/state", {"state": "logged_out"})
        centre.wait_until(lambda: len(board.heard) > before, "the board still moves")


async def test_the_log_holds_no_personal_data(centre: Centre, agent: ApiClient) -> None:
    citizen = {"name": CITIZEN, "phones": [PHONE], "address": ADDRESS, "memo": MEMO}
    written = agent.put_through("POST", "/api/citizens", citizen)
    agent.put_through("GET", f"/api/citizens?phone={PHONE}")
    agent.put_through("GET", f"/api/citizens?q={CITIZEN}")
    agent.http.get(f"/api/citizens/{PHONE}")
    agent.http.get(f"/no/such/page/{PHONE}?name={CITIZEN}")
    ticket = {"citizen_id": written["id"], "type": KIND, "title": f"{CITIZEN} 여권", "body": PHONE}
    agent.put_through("POST", "/api/tickets", ticket | {"draft": True})
    await _one_good_call(centre, agent)
    personal = [CITIZEN, ADDRESS, MEMO, *_spellings(PHONE), *_spellings(CALLER.number), "01000009999"]
    passwords = [login.password for login in centre.logins().values()]
    console = centre.data / "console.log"  # shows the demonstration's passwords, and means to
    files = [*(centre.data / "log").rglob("*"), *(centre.data / "asterisk" / "log").rglob("*")]
    found = _found([console, *files], personal) | _found(files, passwords)
    assert not found


async def _one_good_call(centre: Centre, agent: ApiClient) -> None:
    """A citizen with a key, answered by the agent's seat."""
    login = agent.phone_login()
    robots = RobotAgents(1, lambda _: login, login.websocket_url, answer_after=0.2, talk=1.0)
    with agent.screen() as screen:
        screen.say("join", {"topic": "seat"})
        async with robots:
            agent.be_ready()
            await until(lambda: _state(screen.heard) == "ready", "the seat is ready", 20)
            async with crowd(centre.sip_port, [CALLER], key_after=2.0) as calling:
                assert await calling.finished(60), calling.errors
            assert (await robots.answered("201")).seconds > 0.5
            await until(lambda: _state(screen.heard) in ("wrap_up", "ready"), "the talk is over")
    agent.put_through("PUT", "/api/seat/state", {"state": "logged_out"})


def _state(heard: list[tuple[str, dict[str, Any]]]) -> str | None:
    states = [str(content["state"]["state"]) for name, content in heard if name in ("snapshot", "update")]
    return states[-1] if states else None


def _received(phone: socket.socket) -> Iterator[str]:
    try:
        while True:
            yield phone.recv(65535).decode("utf-8", "replace")
    except TimeoutError:
        return


def _clear(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem, when it is one as it should be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not INSIDE.search(answer.text), answer.text
    problem: dict[str, Any] = answer.json()
    assert KOREAN.search(problem["detail"]), problem
    return problem


def _sentence_at(fields: dict[str, str], name: str) -> str:
    """The sentence of a field, which may be one of a list (`phones.0`)."""
    return next(text for field, text in fields.items() if name in field.split("."))


def _found(files: list[Path], words: list[str]) -> set[tuple[str, str]]:
    texts = {file.name: file.read_text("utf-8", "replace") for file in files if file.is_file()}
    return {(name, word) for name, text in texts.items() for word in words if word in text}


def _spellings(number: str) -> set[str]:
    """How a Korean number can be written in a log."""
    digits = number.replace("-", "")
    first, middle, last = digits[:3], digits[3:7], digits[7:]
    return {digits, f"+82{digits[1:]}", f"82{digits[1:]}", f"{first}-{middle}-{last}", f"{middle}-{last}"}
