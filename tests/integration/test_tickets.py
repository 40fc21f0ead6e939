"""Tickets through HTTP on both databases."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlmodel import col, select

from callcenter.security.models import Role
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox, OutboxMessage
from callcenter.tickets.api import blueprint
from callcenter.tickets.catalogue import load_catalogue
from callcenter.tickets.content import TicketInput
from callcenter.tickets.export import TicketExport
from callcenter.tickets.listing import TicketListing
from callcenter.tickets.models import Ticket
from callcenter.tickets.service import TicketService
from tests.support.clock import RoundTheClock
from tests.support.web import DESKS, PASSWORD, Browser, House


@dataclass
class Desk:
    house: House
    service: TicketService
    listing: TicketListing
    app: Flask

    def identity(self, login: str) -> Identity:
        identity = self.house.sessions.identify(self.house.sessions.sign_in(login, PASSWORD))
        assert identity is not None
        return identity

    def outbox(self) -> list[str]:
        with self.house.database.reading() as session:
            return list(session.exec(select(OutboxMessage.kind).order_by(col(OutboxMessage.id))))


@pytest.fixture
def desk(database: Database) -> Desk:
    house = House(database)
    house.user("lee", name="이상담", extension="201")
    house.user("park", name="박상담", extension="202")
    house.user("qaa", Role.QAA)
    house.user("boss", Role.SUPERVISOR)
    catalogue = load_catalogue()
    outbox = Outbox(database, house.clock)
    service = TicketService(database, catalogue, RoundTheClock(), outbox, house.audit, clock=house.clock)
    listing = TicketListing(database, catalogue)
    export = TicketExport(listing, catalogue, house.audit, DESKS)
    return Desk(house, service, listing, house.app(blueprint(service, listing, export, DESKS)))


@pytest.fixture
def lee(desk: Desk) -> Browser:
    return Browser(desk.app, "lee")


def lamp(**other: Any) -> dict[str, Any]:
    return {
        "call_id": "1795453637.12",
        "citizen_id": None,
        "type": "quick_service",
        "title": "가로등 고장",
        "body": "강남로 12 앞 가로등이 꺼졌습니다",
        "fields": {"place": "강남로 12", "danger": "불편함"},
        "priority": "urgent",
        "disposition": None,
        "draft": False,
    } | other


def test_forms_are_data(lee: Browser) -> None:
    types = lee.get("/api/ticket-types").get_json()
    delivery = next(kind for kind in types if kind["code"] == "passport_delivery")
    assert delivery["label"] == "여권 등기발송 신청"
    assert delivery["fields"][0] == {
        "name": "address",
        "label": "받을 주소",
        "kind": "textarea",
        "required": True,
        "options": None,
        "max_length": 200,
    }
    assert {"value": "인감증명", "label": "인감증명"} in types[2]["fields"][0]["options"]
    assert {"code": "forwarded", "label": "접수 후 부서 이관"} in lee.get("/api/dispositions").get_json()


def test_a_ticket_is_written_with_number_due_time_timeline_and_outbox(lee: Browser, desk: Desk) -> None:
    made = lee.post("/api/tickets", lamp())
    assert made.status_code == 201
    ticket = made.get_json()
    assert ticket["number"] == "2026-11-000001"
    assert ticket["due_at"] == "2026-11-24T01:30:00Z"
    assert (ticket["desk"], ticket["desk_label"]) == ("complaint", "생활불편")
    assert ticket["assignee"]["name"] == "이상담"
    assert [entry["kind"] for entry in ticket["timeline"]] == ["created"]
    assert desk.outbox() == ["ticket.opened"]


def test_numbers_follow_the_citys_month(desk: Desk) -> None:
    desk.house.clock.now = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    lee = Browser(desk.app, "lee")
    first = lee.post("/api/tickets", lamp()).get_json()["number"]
    desk.house.clock.forward(minutes=1)
    second = lee.post("/api/tickets", lamp()).get_json()["number"]
    assert (first, second) == ("2026-11-000001", "2026-12-000001")


def test_each_wrong_field_is_told_and_nothing_is_written(lee: Browser, desk: Desk) -> None:
    wrong = lamp(title="", fields={"danger": "조금", "colour": "red"}, disposition="???")
    fields = lee.post("/api/tickets", wrong).get_json()["fields"]
    assert fields == {
        "title": "반드시 입력해 주십시오.",
        "disposition": "상담 결과를 목록에서 골라 주십시오.",
        "fields.place": "반드시 입력해 주십시오.",
        "fields.danger": "정해진 값 가운데 하나를 골라 주십시오.",
        "fields.colour": "알 수 없는 항목입니다.",
    }
    long = lee.post("/api/tickets", lamp(body="가" * 10_001)).get_json()
    assert long["fields"] == {"body": "10000자까지 입력할 수 있습니다."}
    place = lee.post("/api/tickets", lamp(fields={"place": "가" * 201, "danger": "불편함"})).get_json()
    assert place["fields"] == {"fields.place": "200자까지 입력할 수 있습니다."}
    resident = lee.post("/api/tickets", lamp(body="주민번호 900101-1234567")).get_json()
    assert "주민등록번호" in resident["fields"]["body"]
    assert lee.post("/api/tickets", lamp(type="nothing")).get_json()["fields"].keys() == {"type"}
    assert lee.post("/api/tickets", lamp(citizen_id=99)).get_json()["fields"].keys() == {"citizen_id"}
    date = {"place": "공원", "patrol_date": "2026-02-30"}
    answer = lee.post("/api/tickets", lamp(type="night_patrol", fields=date)).get_json()
    assert answer["fields"] == {"fields.patrol_date": "날짜를 다시 확인해 주십시오."}
    assert desk.outbox() == []
    assert lee.post("/api/tickets", lamp()).get_json()["number"] == "2026-11-000001"


def test_a_draft_is_its_writers_until_it_is_sent(lee: Browser, desk: Desk) -> None:
    draft = lee.post("/api/tickets", lamp(draft=True, title="", fields={})).get_json()
    assert draft["status"] == "draft"
    path = f"/api/tickets/{draft['id']}"
    park = Browser(desk.app, "park")
    assert park.get(path).status_code == 404
    assert park.patch(path, {"version": 1, "title": "x"}).status_code == 404
    assert park.get("/api/tickets").get_json()["total"] == 0
    assert Browser(desk.app, "boss").get(path).status_code == 200
    assert desk.listing.drafts_of_call("1795453637.12")
    assert desk.outbox() == []
    missing = lee.patch(path, {"version": 1, "draft": False})
    assert missing.status_code == 422
    assert "title" in missing.get_json()["fields"]
    desk.house.clock.forward(minutes=5)
    sent = lee.patch(path, {"version": 1, "draft": False} | {k: lamp()[k] for k in ("title", "fields")})
    assert (sent.get_json()["status"], sent.get_json()["due_at"]) == ("open", "2026-11-24T01:35:00Z")
    assert desk.outbox() == ["ticket.opened"]
    assert not desk.listing.drafts_of_call("1795453637.12")


def test_a_form_in_the_making_is_kept_as_it_is(lee: Browser) -> None:
    blank = {"title": "", "body": "통화 중", "fields": {}, "priority": "normal", "disposition": ""}
    draft = lee.post("/api/tickets", lamp(type="", draft=True, **blank)).get_json()
    assert (draft["type"], draft["due_at"], draft["disposition"]) == ("", None, "")
    path = f"/api/tickets/{draft['id']}"
    chosen = lamp(version=1, draft=True, disposition="answered")
    del chosen["call_id"]
    assert lee.patch(path, chosen).get_json()["desk"] == "complaint"
    # The citizen wants something else after all; what the other form held is not carried along.
    other = chosen | {"version": 2, "draft": False, "type": "general_inquiry"}
    filed = lee.patch(path, other).get_json()
    assert (filed["status"], filed["fields"], filed["desk"]) == ("open", {}, "general")
    assert filed["due_at"] is not None
    assert lee.post("/api/tickets", lamp(type="")).get_json()["fields"].keys() == {"type"}


def test_who_writes_second_is_told_who_was_first(lee: Browser, desk: Desk) -> None:
    ticket = lee.post("/api/tickets", lamp()).get_json()
    path = f"/api/tickets/{ticket['id']}"
    assert lee.patch(path, {"version": 1, "priority": "high"}).get_json()["version"] == 2
    late = Browser(desk.app, "park").patch(path, {"version": 1, "title": "다른 제목"})
    assert late.status_code == 409
    assert late.get_json()["detail"].startswith("그사이 이상담 님이 이 민원을 고쳤습니다.")
    assert lee.get(path).get_json()["title"] == "가로등 고장"


def test_status_moves_only_along_its_ways(lee: Browser) -> None:
    ticket = lee.post("/api/tickets", lamp()).get_json()
    path = f"/api/tickets/{ticket['id']}"
    assert lee.patch(path, {"version": 1, "status": "reopened"}).status_code == 409
    assert lee.patch(path, {"version": 1, "draft": True}).status_code == 409
    version = 1
    for status in ("transferred", "resolved", "closed", "reopened", "closed"):
        answer = lee.patch(path, {"version": version, "status": status}).get_json()
        assert answer["status"] == status
        version = answer["version"]
    changes = [(entry["kind"], entry["text"]) for entry in answer["timeline"]][1:]
    assert changes[0] == ("handed_over", "상태: 접수 → 부서 이관")
    assert changes[2] == ("closed", "상태: 처리 완료 → 종결")


def test_a_close_can_be_taken_back_for_a_minute(lee: Browser, desk: Desk) -> None:
    ticket = lee.post("/api/tickets", lamp()).get_json()
    path = f"/api/tickets/{ticket['id']}"
    lee.patch(path, {"version": 1, "status": "transferred"})
    closed = lee.patch(path, {"version": 2, "status": "closed", "disposition": "answered"}).get_json()
    assert closed["undo_close_until"] == "2026-11-24T01:01:00Z"
    desk.house.clock.forward(seconds=60)
    undone = lee.post(path + "/undo-close").get_json()
    assert (undone["status"], undone["closed_at"], undone["disposition"]) == ("transferred", None, "answered")
    assert lee.post(path + "/undo-close").status_code == 409
    lee.patch(path, {"version": undone["version"], "status": "closed"})
    desk.house.clock.forward(seconds=61)
    late = lee.post(path + "/undo-close")
    assert late.status_code == 409
    assert "재접수" in late.get_json()["detail"]


def test_comments_and_assignment(lee: Browser, desk: Desk) -> None:
    ticket = lee.post("/api/tickets", lamp()).get_json()
    path = f"/api/tickets/{ticket['id']}"
    assert lee.post(path + "/comments", {"text": "  "}).status_code == 422
    lee.post(path + "/comments", {"text": "도로과에 연락했습니다"})
    park_id = next(u["id"] for u in lee.get("/api/users").get_json()["items"] if u["name"] == "박상담")
    answer = lee.post(path + "/assign", {"user_id": park_id}).get_json()
    assert answer["assignee"]["name"] == "박상담"
    assert answer["timeline"][-1]["text"] == "담당자: 이상담 → 박상담"
    assert lee.post(path + "/assign", {"user_id": 999}).status_code == 422
    assert Browser(desk.app, "park").get("/api/tickets", assignee="me").get_json()["total"] == 1
    assert lee.get("/api/tickets", q="도로과").get_json()["total"] == 1
    assert lee.post(path + "/assign", {"user_id": None}).get_json()["assignee"] is None
    assert lee.get("/api/tickets", assignee="none").get_json()["total"] == 1


def test_lists_filter_sort_page_and_find_korean_pieces(lee: Browser, desk: Desk) -> None:
    for number in range(5):
        lee.post("/api/tickets", lamp(title=f"가로등 {number}", priority="low" if number else "urgent"))
        desk.house.clock.forward(minutes=1)
    lee.post("/api/tickets", lamp(type="general_inquiry", title="여권 문의", body="", fields={}))
    page = lee.get("/api/tickets", page=2, page_size=2, sort="created_at").get_json()
    assert (page["total"], page["page"], page["page_size"]) == (6, 2, 2)
    assert [item["title"] for item in page["items"]] == ["가로등 2", "가로등 3"]
    urgent = lee.get("/api/tickets", sort="-priority", desk="complaint", page_size=1).get_json()["items"][0]
    assert urgent["title"] == "가로등 0"
    assert lee.get("/api/tickets", q="여권").get_json()["total"] == 1
    assert lee.get("/api/tickets", q="로등 강남").get_json()["total"] == 5
    assert lee.get("/api/tickets", q="2026-11-000003").get_json()["total"] == 1
    assert lee.get("/api/tickets", desk="general", status="open,reopened").get_json()["total"] == 1
    for wrong in ({"sort": "title; DROP TABLE"}, {"status": "gone"}, {"assignee": "x"}, {"page": 0}):
        assert lee.get("/api/tickets", **wrong).status_code == 422


def test_excel_holds_the_same_rows_and_no_formula(lee: Browser) -> None:
    lee.post("/api/tickets", lamp(title='=HYPERLINK("http://evil")'))
    lee.post("/api/tickets", lamp(type="general_inquiry", fields={}))
    answer = lee.get("/api/tickets.xlsx", desk="complaint")
    assert "spreadsheetml" in answer.content_type
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    header, *rows = sheet.iter_rows()
    assert header[0].value == "민원번호"
    assert len(rows) == 1
    assert rows[0][3].data_type == "s"
    assert rows[0][1].value == datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - as Excel shows it


def test_readers_comment_but_do_not_write(lee: Browser, desk: Desk) -> None:
    ticket = lee.post("/api/tickets", lamp()).get_json()
    qaa = Browser(desk.app, "qaa")
    assert qaa.post("/api/tickets", lamp()).status_code == 403
    assert qaa.patch(f"/api/tickets/{ticket['id']}", {"version": 1}).status_code == 403
    assert qaa.post(f"/api/tickets/{ticket['id']}/comments", {"text": "확인"}).status_code == 201


def test_numbers_have_neither_gaps_nor_repeats_in_a_race(desk: Desk) -> None:
    by = desk.identity("lee")
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(10):
                wrong = number % 3 == 0
                given = TicketInput("general_inquiry", title="동시", citizen_id=999 if wrong else None)
                try:
                    desk.service.create(given, by)
                except Exception:  # noqa: BLE001 - counted below
                    assert wrong
        except BaseException as failure:  # noqa: BLE001 - reported below
            failures.append(failure)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    with desk.house.database.reading() as session:
        numbers = sorted(session.exec(select(Ticket.number)))
    assert numbers == [f"2026-11-{n:06d}" for n in range(1, 37)]
