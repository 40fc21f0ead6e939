"""Each request of agent_ui/src/lib/api/calls.ts against the real application."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callcenter.agents.models import SeatState
from tests.support.web import Browser
from tests.support.whole_house import WholeHouse

NOW = datetime(2025, 11, 25, 1, 0, tzinfo=UTC)
NEW = {
    "call_id": None, "citizen_id": None, "type": "complaint_report", "title": "보안등이 꺼져 있음",
    "body": "이틀째 어둡습니다.", "fields": {"place": "가람로 45", "category": "가로등"},
    "priority": "high", "disposition": "forwarded", "draft": False,
}  # fmt: skip


def test_session_and_reference(agent: Browser) -> None:
    session = agent.get("/api/session").get_json()
    assert session["user"]["extension"] == "201"
    types = agent.get("/api/ticket-types").get_json()
    assert {"code", "label", "desk", "desk_label", "fields"} <= types[0].keys()
    for path in ("/api/dispositions", "/api/seat/pause-reasons"):
        assert {"code", "label"} <= agent.get(path).get_json()[0].keys()


def test_the_seat(whole: WholeHouse, agent: Browser) -> None:
    assert agent.post("/api/phone/credentials").get_json()["authorization_user"] == "201"
    answers = [
        agent.put("/api/seat/state", {"state": "ready"}),
        agent.put("/api/seat/state", {"state": "paused", "reason": "meal"}),
        agent.post("/api/seat/phone-health", {"registered": True, "microphone": False}),
        agent.post("/api/seat/wrap-up/extend", {"reason": "전산 입력", "seconds": 60}),
        agent.post("/api/seat/wrap-up/finish"),
        agent.post("/api/seat/conference"),
    ]
    assert {answer.status_code for answer in answers} == {204}
    me = whole.ids["201"]
    assert whole.exchange.asked == [
        ("grant", "201"),
        ("declare", "201", SeatState.READY, None, me),
        ("declare", "201", SeatState.PAUSED, "meal", me),
        ("phone_health", "201", False),
        ("extend_wrap_up", "201", 60),
        ("finish_wrap_up", "201"),
        ("conference", "201"),
    ]


def test_the_directory_names_seats_and_lines_one_can_dial(agent: Browser) -> None:
    directory = agent.get("/api/directory").get_json()
    seats = {seat["extension"]: seat for seat in directory["seats"]}
    assert len(seats) == 15
    assert (seats["201"]["name"], seats["201"]["state"]) == ("이상담", "ready")
    assert (seats["202"]["state"], len(seats["201"]["desk_labels"])) == ("logged_out", 4)
    assert directory["queues"][0] == {
        "number": "*1", "name": "civil", "label": "여권·제증명", "waiting": 2, "ready": 1,
    }  # fmt: skip
    assert [queue["number"] for queue in directory["queues"]] == ["*1", "*2", "*3", "*4"]


def test_callbacks(whole: WholeHouse, agent: Browser) -> None:
    item = whole.house.intake.record_missed("1.1", "01012342413", "civil", NOW)
    path = f"/api/callbacks/{item.id}"
    [row] = agent.get("/api/callbacks", owner="open", status="open", sort="due_at", page=1).get_json()[
        "items"
    ]
    assert (row["caller_masked"], row["callable"], row["voicemail_seconds"]) == ("010-****-2413", True, None)
    steps = [agent.post(f"{path}/claim"), agent.post(f"{path}/release"), agent.post(f"{path}/call")]
    assert [step.status_code for step in steps] == [200, 200, 202]
    assert whole.exchange.asked[-1] == ("dial", item.id, "201")
    closed = agent.post(f"{path}/close", {"result": "reached", "note": "안내했습니다."})
    assert closed.get_json()["closed_by"]["name"] == "이상담"
    done = agent.get("/api/callbacks", owner="all", status="closed", sort="-closed_at").get_json()
    assert [row["id"] for row in done["items"]] == [item.id]
    assert agent.post(f"{path}/reopen").get_json()["closed_at"] is None


def test_a_voice_message_is_heard_with_a_reason(whole: WholeHouse, agent: Browser, tmp_path: Path) -> None:
    (tmp_path / "voice.wav").write_bytes(b"RIFF")
    item = whole.house.intake.record_voicemail("1.2", "01012342413", "civil", NOW, "voice.wav", 21.4)
    path = f"/api/callbacks/{item.id}/voice"
    assert agent.post(path, {"reason": " "}).get_json()["fields"] == {"reason": "2자 이상 입력해 주십시오."}
    assert agent.post(path, {"reason": "민원 확인"}).data == b"RIFF"
    [entry] = whole.house.audit.page(1, 5, action="callback.listen").items
    assert (entry.object, entry.reason) == (f"callback:{item.id}", "민원 확인")
    assert entry.user_id == whole.ids["201"]

    words = f"/api/callbacks/{item.id}/transcript"
    assert agent.get(words).get_json() == {"state": "off", "items": []}
    missed = whole.house.intake.record_missed("1.3", "01012342413", "civil", NOW)
    assert agent.get(f"/api/callbacks/{missed.id}/transcript").status_code == 404

    (tmp_path / "voice.wav").unlink()
    assert agent.post(path, {"reason": "민원 확인"}).get_json()["code"] == "callbacks.no_voice_message"
    stranger = next(p for p in whole.people.values() if p.desks and "civil" not in p.desks)
    assert Browser(whole.app, stranger.login).post(path, {"reason": "민원 확인"}).status_code == 404
    assert Browser(whole.app, stranger.login).get(words).status_code == 404


def test_a_ticket_through_its_life(agent: Browser) -> None:
    ticket = agent.post("/api/tickets", NEW).get_json()
    path = f"/api/tickets/{ticket['id']}"

    def change(**changes: Any) -> dict[str, Any]:
        version = agent.get(path).get_json()["version"]
        answer: dict[str, Any] = agent.patch(path, {"version": version, **changes}).get_json()
        return answer

    assert agent.patch(path, {"version": 99, "title": "x"}).get_json()["code"] == "tickets.changed"
    assert change(status="transferred")["status"] == "transferred"
    assert change(status="closed")["undo_close_until"] is not None
    assert agent.post(f"{path}/undo-close").get_json()["status"] == "transferred"
    change(status="closed")
    assert change(status="reopened")["undo_close_until"] is None
    assert change(status="draft")["code"] == "tickets.wrong_step"
    assert agent.post(f"{path}/comments", {"text": "전기과에 확인했습니다."}).status_code == 201
    assert agent.post(f"{path}/assign", {"user_id": None}).get_json()["assignee"] is None
    kinds = [entry["kind"] for entry in agent.get(path).get_json()["timeline"]]
    assert kinds == [
        "created", "handed_over", "closed", "close_undone", "closed", "reopened", "comment", "assigned",
    ]  # fmt: skip
    query = {"q": "보안등", "desk": "", "status": "reopened", "assignee": "none", "sort": "-due_at"}
    found = agent.get("/api/tickets", **query)
    assert [row["id"] for row in found.get_json()["items"]] == [ticket["id"]]


def test_citizens(agent: Browser) -> None:
    body = {"name": "김영순", "address": "가람시 중구 가람로 45", "memo": "", "sms_consent": True}
    created = agent.post("/api/citizens", body | {"phones": ["010-1234-2413"]}).get_json()
    path = f"/api/citizens/{created['id']}"
    assert agent.get("/api/citizens", phone="01012342413").get_json()[0]["name_masked"] == "김*순"
    assert agent.get("/api/citizens", q="영순").get_json()[0]["id"] == created["id"]
    assert agent.get(path).get_json()["masked"]
    revealed = agent.post(f"{path}/reveal", {"reason": "본인 확인"}).get_json()
    assert (revealed["name"], revealed["masked"]) == ("김영순", False)
    changed = agent.put(path, body | {"memo": "귀가 어두우심", "version": revealed["version"]}).get_json()
    assert changed["version"] == revealed["version"] + 1


def test_sentences_come_in_the_language_of_the_screen(agent: Browser) -> None:
    for language, sentence in (("ko", "해당 통화를 찾을 수 없습니다."), ("en", "There is no such call.")):
        answer = agent.client.get("/api/calls/none", headers={"Accept-Language": language})
        assert answer.get_json()["detail"] == sentence
