"""Articles over HTTP on both databases: found, used, taught; what they lack is somebody's work."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlmodel import select

from callcenter.knowledge.api import Knowledge, blueprint
from callcenter.knowledge.exporting import Export
from callcenter.knowledge.models import KnowledgeProposal, KnowledgeUse
from callcenter.knowledge.spoken import KnowledgeAnswers
from callcenter.security.models import AuditEntry, Role
from callcenter.storage.database import Database
from tests.support.knowledge import knowledge_of, write_articles
from tests.support.web import Browser, House

HEARD = "외등이 맛이 가서 안 보여"


@dataclass
class Shelfroom:
    house: House
    parts: Knowledge
    app: Flask
    folder: Path

    def acts(self) -> list[tuple[str, str, str | None]]:
        with self.house.database.reading() as session:
            rows = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
        return [(row.action, row.object, row.reason) for row in rows if row.action.startswith("knowledge.")]


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Iterator[Shelfroom]:
    house = House(database)
    house.user("lee", name="이상담", extension="201")
    house.user("park", name="박상담", extension="202", desks=("vehicle",))
    house.user("boss", Role.SUPERVISOR, name="정총괄")
    house.user("qaa", Role.QAA)
    folder = tmp_path / "articles"
    folder.mkdir()
    write_articles(folder)
    parts, shelves = knowledge_of(house, folder, {"17.1": "vehicle"})
    try:
        yield Shelfroom(house, parts, house.app(blueprint(parts)), folder)
    finally:
        shelves.stop()


@pytest.fixture
def lee(room: Shelfroom) -> Browser:
    return Browser(room.app, "lee")


@pytest.fixture
def boss(room: Shelfroom) -> Browser:
    return Browser(room.app, "boss")


def found(browser: Browser, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = browser.get("/api/knowledge", q=query, limit=3).get_json()
    return answer


def proposal(browser: Browser, **body: Any) -> dict[str, Any]:
    answer = browser.post(
        "/api/knowledge/proposals", {"slug": "streetlight", "reason": "시민이 이렇게 말함", **body}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def test_an_article_is_found_by_meaning_with_a_reason(lee: Browser) -> None:
    answer = found(lee, "여권 잃어버렸는데 어떡하죠")
    first = answer["results"][0]
    assert (answer["answered"], answer["by"], first["slug"]) == (True, "meaning", "passport-lost")
    assert first["score"] > 0.5
    assert "여권" in "".join(first["why"]["words"])
    assert first["spoken"] == "여권 분실 신고와 재발급은 시청 1층에서 합니다. 전화로도 됩니다."
    assert first["examples"] == ["office.passport.place"]
    assert (first["sms"], first["desk_label"]) == ("[다온시] 여권 분실 신고와 재발급", "여권·제증명")
    assert (first["owner"], first["reviewed"]) == ("민원여권과", "2026-09-30")


def test_an_article_is_found_by_initial_consonants(lee: Browser) -> None:
    answer = found(lee, "ㅇㄱ ㅂㅅ")
    assert (answer["by"], answer["results"][0]["slug"], answer["results"][0]["why"]) == (
        "initials",
        "passport-lost",
        None,
    )


def test_no_answer_is_an_answer(lee: Browser) -> None:
    assert found(lee, "피자 한 판 시켜 주세요")["answered"] is False


def test_one_article_comes_whole_and_without_html(lee: Browser) -> None:
    answer = lee.get("/api/knowledge/passport-fee").get_json()
    assert answer["blocks"][0] == {
        "kind": "heading", "level": 2,
        "spans": [{"text": "수수료", "strong": False, "href": None, "example": False}],
    }  # fmt: skip
    assert answer["blocks"][1]["items"][0][0]["spans"][0] == {
        "text": "시청 1층", "strong": True, "href": None, "example": True
    }  # fmt: skip
    assert answer["sources"] == [{"name": "여권법 제22조", "year": 2026, "url": None}]
    missing = lee.get("/api/knowledge/no-such-thing")
    assert (missing.status_code, missing.get_json()["detail"]) == (404, "해당 지식 문서를 찾을 수 없습니다.")
    assert lee.get("/api/knowledge/..%2Fsecret").status_code in (404, 422)


def test_without_a_query_the_desks_articles_come_the_most_used_first(lee: Browser) -> None:
    lee.post("/api/knowledge/passport-lost/used", {"how": "read", "call_id": "1.1"})
    listed = lee.get("/api/knowledge", desk="civil").get_json()
    assert [hit["slug"] for hit in listed["results"]] == ["passport-lost", "passport-fee"]
    assert listed["by"] == "list"
    assert len(lee.get("/api/knowledge").get_json()["results"]) >= 4


def test_articles_follow_what_is_written(lee: Browser) -> None:
    text = "박 모 님 문의\n지난달에 이사함. 여권을 잃어버렸다고 함. 여권 수수료도 여쭤보심"
    hits = lee.post("/api/knowledge/suggest", {"text": text, "desk": "civil", "limit": 2}).get_json()
    assert {hit["slug"] for hit in hits} == {"passport-lost", "passport-fee"}
    assert lee.post("/api/knowledge/suggest", {"text": " ", "desk": None}).get_json() == []


def test_an_expired_article_is_seen_but_not_given(lee: Browser, room: Shelfroom) -> None:
    hit = found(lee, "장롱 버리려고요")["results"][0]
    assert (hit["slug"], hit["expired"], hit["speakable"], hit["sms"]) == ("bulky-waste", True, False, None)
    for how in ("read", "sms"):
        refused = lee.post("/api/knowledge/bulky-waste/used", {"how": how, "call_id": "1.1"})
        assert refused.status_code == 409
        assert "유효기한이 지나" in refused.get_json()["detail"]
    assert lee.post("/api/knowledge/bulky-waste/used", {"how": "attached"}).status_code == 201
    answers = KnowledgeAnswers(room.parts.service, room.parts.uses, room.parts.questions)
    spoken = answers.answer(["장롱 버리려고요"])
    assert (spoken.answered, spoken.slug, spoken.text, spoken.next_steps.sms) == (
        False,
        "bulky-waste",
        "",
        None,
    )


def test_what_the_machine_says(room: Shelfroom) -> None:
    answers = KnowledgeAnswers(room.parts.service, room.parts.uses, room.parts.questions)
    answer = answers.answer(["여권을 잃어버렸어요"])
    assert (answer.answered, answer.title) == (True, "여권 분실 신고와 재발급")
    assert answer.text.startswith("여권 분실 신고와 재발급은 시청 1층에서")
    assert (answer.next_steps.ticket_type, answer.next_steps.queue) == ("civil_inquiry", "civil")
    assert answer.best[0] == "passport-lost"
    assert answer.examples == ("office.passport.place",)
    assert not answer.sure
    assert answers.answer(["여권을 잃어버렸어요", "여권을 잃어 버렸어요"]).sure
    # Only one of two heard a question of ours: read back.
    asked_back = answers.answer(["요건을 이뤄 버렸어요", "여권을 잃어버렸어요"])
    assert (asked_back.answered, asked_back.sure) == (True, False)
    assert answers.answer(["피자 한 판 시켜 주세요"]).answered is False
    assert answers.answer(["치킨 시켜 주세요", "뒷 주차 주세요"]).answered is False
    assert answers.answer([""]).answered is False
    answers.spoken("passport-lost", "17.1")
    answers.not_found("피자 배달되나요", "17.1")
    [question] = Browser(room.app, "boss").get("/api/knowledge/unanswered").get_json()["items"]
    assert (question["desk"], question["asked_by"]) == ("vehicle", None)


def test_a_use_counts_once_and_keeps_the_place(lee: Browser, room: Shelfroom) -> None:
    body = {"how": "read", "call_id": "1.1", "place": 1}
    first = lee.post("/api/knowledge/passport-lost/used", body)
    assert (first.status_code, first.get_json()) == (201, {"how": "read", "rank": 1})
    lee.post("/api/knowledge/passport-lost/used", body)
    with room.house.database.reading() as session:
        [use] = session.exec(select(KnowledgeUse)).all()
    assert (use.rank, str(use.week)) == (1, "2026-11-23")
    assert lee.post("/api/knowledge/passport-lost/used", {"how": "spoken"}).status_code == 422
    assert (
        Browser(room.app, "qaa").post("/api/knowledge/passport-lost/used", {"how": "read"}).status_code == 403
    )


def test_a_question_without_an_answer_is_work_of_its_desk(lee: Browser, room: Shelfroom) -> None:
    asked = lee.post(
        "/api/knowledge/unanswered", {"query": "010-9876-5432로 견인된 차 찾기", "call_id": "17.1"}
    )
    question = asked.get_json()
    assert (asked.status_code, question["desk_label"], question["status"]) == (201, "차량등록", "open")
    assert question["query"] == "[전화번호]로 견인된 차 찾기"
    again = lee.post(
        "/api/knowledge/unanswered", {"query": "010-9876-5432로 견인된 차 찾기", "call_id": "17.1"}
    )
    assert again.get_json()["id"] == question["id"]
    path = f"/api/knowledge/unanswered/{question['id']}"
    park = Browser(room.app, "park")
    assert park.post(path + "/take").get_json()["owner"]["name"] == "박상담"
    late = lee.post(path + "/take")
    assert (late.status_code, late.get_json()["detail"]) == (409, "이미 박상담 님이 맡은 질문입니다.")
    closed = park.post(path + "/close", {"result": "not_needed", "note": "견인보관소 소관"}).get_json()
    assert (closed["status"], closed["result"], closed["closed_by"]["name"]) == (
        "closed",
        "not_needed",
        "박상담",
    )
    assert park.get("/api/knowledge/unanswered").get_json()["total"] == 0
    assert park.get("/api/knowledge/unanswered", status="closed", desk="vehicle").get_json()["total"] == 1
    assert park.post(path + "/close", {"result": "not_needed"}).status_code == 409
    assert park.post(path + "/reopen").get_json()["status"] == "taken"
    assert park.post(path + "/reopen").status_code == 409
    assert park.post(path + "/give-back").get_json()["status"] == "open"
    moved = park.post(path + "/move", {"desk": "general"}).get_json()
    assert moved["desk_label"] == "일반"
    assert park.post(path + "/take").status_code == 404, "it is another desk's now"
    assert lee.post(path + "/move", {"desk": "moon"}).get_json()["fields"] == {
        "desk": "창구를 목록에서 골라 주십시오."
    }
    assert Browser(room.app, "qaa").post(path + "/take").status_code == 403


def test_without_a_call_the_nearest_article_tells_whose_question_it_is(lee: Browser) -> None:
    asked = lee.post("/api/knowledge/unanswered", {"query": "외국인 여권 수수료 할인", "call_id": None})
    assert asked.get_json()["desk"] == "civil"
    stranger = lee.post("/api/knowledge/unanswered", {"query": "달나라 여행 허가", "call_id": None})
    assert stranger.get_json()["desk"] == "general"


def test_a_question_closed_with_a_proposal_and_taken_back(lee: Browser, boss: Browser) -> None:
    question = lee.post("/api/knowledge/unanswered", {"query": HEARD, "call_id": None}).get_json()
    path = f"/api/knowledge/unanswered/{question['id']}"
    bare = lee.post(path + "/close", {"result": "proposal"})
    assert bare.get_json()["fields"] == {"proposal": "문서에 더할 내용을 적어 주십시오."}
    body = {"slug": "streetlight", "phrasing": HEARD, "reason": "외등도 가로등"}
    assert (
        lee.post(path + "/close", {"result": "proposal", "proposal": body}).get_json()["result"] == "proposal"
    )
    assert boss.get("/api/knowledge/proposals").get_json()["total"] == 1
    lee.post(path + "/reopen")
    assert boss.get("/api/knowledge/proposals").get_json()["total"] == 0
    assert boss.get("/api/knowledge/proposals", status="withdrawn").get_json()["total"] == 1


def test_an_accepted_phrasing_is_found_at_once(lee: Browser, boss: Browser, room: Shelfroom) -> None:
    before = found(lee, HEARD)
    assert before["results"][0]["score"] < 0.9 or not before["answered"]
    made = proposal(lee, phrasing=HEARD)
    assert (made["status"], made["title"], made["proposed_by"]["name"]) == (
        "open",
        "가로등·보안등 고장 신고",
        "이상담",
    )
    assert lee.post(f"/api/knowledge/proposals/{made['id']}/accept").status_code == 403
    accepted = boss.post(f"/api/knowledge/proposals/{made['id']}/accept").get_json()
    assert (accepted["status"], accepted["decided_by"]["name"]) == ("accepted", "정총괄")
    after = found(lee, HEARD)
    assert (after["answered"], after["results"][0]["slug"]) == (True, "streetlight")
    assert after["results"][0]["why"]["phrasing"] == HEARD
    assert lee.get("/api/knowledge/streetlight").get_json()["taught"] == [HEARD]
    twice = boss.post(f"/api/knowledge/proposals/{made['id']}/accept")
    assert (twice.status_code, twice.get_json()["detail"]) == (409, "이미 검토를 마친 제안입니다.")
    boss.post(f"/api/knowledge/proposals/{made['id']}/reopen")
    assert lee.get("/api/knowledge/streetlight").get_json()["taught"] == []
    boss.post(f"/api/knowledge/proposals/{made['id']}/reject", {"reason": "다른 뜻으로도 씀"})
    rejected = lee.get("/api/knowledge/proposals", status="rejected").get_json()["items"]
    assert [item["decision"] for item in rejected] == ["다른 뜻으로도 씀"]
    subject = f"knowledge_proposal:{made['id']}"
    assert room.acts() == [
        ("knowledge.propose", subject, None),
        ("knowledge.accept", subject, None),
        ("knowledge.reopen_proposal", subject, None),
        ("knowledge.reject", subject, "다른 뜻으로도 씀"),
    ]


def test_proposals_that_cannot_be_are_refused_with_a_sentence(lee: Browser) -> None:
    def fields(**body: Any) -> dict[str, str]:
        answer = lee.post("/api/knowledge/proposals", {"slug": "streetlight", "reason": "사유", **body})
        assert answer.status_code == 422, answer.text
        given: dict[str, str] = answer.get_json()["fields"]
        return given

    assert fields(phrasing="가로등이  안 켜져요?") == {
        "phrasing": "'가로등·보안등 고장 신고' 문서에 이미 있는 질문 표현입니다."
    }
    assert "두 문서에" in fields(phrasing="여권 비용")["phrasing"]
    assert fields(phrasing="?!") == {"phrasing": "한글로 된 질문을 적어 주십시오."}
    assert "가운데 하나만" in fields()["phrasing"]
    assert "가운데 하나만" in fields(phrasing="하나", text="둘입니다")["phrasing"]
    assert fields(slug=None, phrasing="아무 문서나") == {"slug": "질문 표현을 더할 문서를 골라 주십시오."}
    assert "slug" in fields(slug="no-such-thing", phrasing="없는 문서")
    assert "phrasing" in fields(phrasing="900101-1234567 찾기")
    assert "reason" in fields(phrasing="골목등", reason="")


def test_a_correction_of_the_text_stands_beside_the_article(
    lee: Browser, boss: Browser, room: Shelfroom
) -> None:
    made = proposal(lee, text="수리는 이제 사흘 걸립니다.")
    boss.post(f"/api/knowledge/proposals/{made['id']}/accept")
    [correction] = lee.get("/api/knowledge/streetlight").get_json()["corrections"]
    assert correction["text"] == "수리는 이제 사흘 걸립니다."
    export = Export(room.house.database, room.house.clock)
    assert export.done(made["id"])
    assert not export.done(made["id"])
    assert lee.get("/api/knowledge/streetlight").get_json()["corrections"] == []
    late = boss.post(f"/api/knowledge/proposals/{made['id']}/reopen")
    assert (late.status_code, late.get_json()["code"]) == (409, "knowledge.exported")


def test_a_new_article_is_wished_for(lee: Browser, boss: Browser) -> None:
    made = proposal(lee, slug=None, text="견인된 차를 찾는 방법")
    assert (made["slug"], made["title"]) == (None, "")
    assert boss.post(f"/api/knowledge/proposals/{made['id']}/accept").status_code == 200
    assert (
        Browser(lee.client.application, "park")
        .get("/api/knowledge/proposals", status="all")
        .get_json()["total"]
        == 0
    )


def test_figures_and_their_excel(lee: Browser, room: Shelfroom) -> None:
    lee.post("/api/knowledge/passport-lost/used", {"how": "read", "call_id": "1.1", "place": 1})
    lee.post("/api/knowledge/passport-lost/used", {"how": "sms", "call_id": "1.1"})
    lee.post("/api/knowledge/streetlight/used", {"how": "read", "call_id": "1.2", "place": 3})
    lee.post("/api/knowledge/streetlight/used", {"how": "read"})
    lee.post("/api/knowledge/unanswered", {"query": "견인된 차", "call_id": "17.1"})
    room.house.clock.forward(days=7)
    boss = Browser(room.app, "boss")
    boss.post("/api/knowledge/passport-fee/used", {"how": "attached", "call_id": "1.3"})
    figures = boss.get("/api/knowledge/figures", **{"from": "2026-11-01", "to": "2026-12-31"}).get_json()
    assert figures["whole"] == {
        "answered": 4, "unanswered": 1, "answer_rate": 80.0, "precision_at_1": 50.0, "placed": 2
    }  # fmt: skip
    assert [(week["week"], week["answered"]) for week in figures["weeks"]] == [
        ("2026-11-23", 3),
        ("2026-11-30", 1),
    ]
    by_desk = {desk["desk"]: (desk["answered"], desk["unanswered"]) for desk in figures["desks"]}
    assert by_desk == {"civil": (2, 0), "complaint": (2, 0), "vehicle": (0, 1), "general": (0, 0)}
    top = {row["slug"]: (row["ways"], row["precision_at_1"]) for row in figures["articles"]}
    assert top["passport-lost"] == ({"read": 1, "sms": 1}, 100.0)
    assert top["streetlight"] == ({"read": 2}, 0.0)
    assert top["bulky-waste"] == ({}, None)
    sheet = boss.get("/api/knowledge/figures.xlsx", **{"from": "2026-11-01", "to": "2026-12-31"})
    book = load_workbook(BytesIO(sheet.data))
    assert book.sheetnames == ["문서별", "창구별", "주별"]
    assert [cell.value for cell in book["주별"][2]] == ["2026-11-23", 3, 1, 75.0, 50.0]
    assert Browser(room.app, "lee").get("/api/knowledge/figures").status_code == 403
    wrong = boss.get("/api/knowledge/figures", **{"from": "2026-12-01", "to": "2026-11-01"})
    assert wrong.get_json()["fields"]["from"].startswith("시작일은")


def test_everything_needs_a_sign_in(room: Shelfroom) -> None:
    nobody = Browser(room.app)
    for path in ("", "/passport-fee", "/unanswered", "/proposals", "/figures", "/figures.xlsx"):
        assert nobody.get(f"/api/knowledge{path}").status_code == 401, path
    assert nobody.post("/api/knowledge/suggest", {"text": "여권"}).status_code == 401


def test_two_reviewers_cannot_both_decide(lee: Browser, boss: Browser, room: Shelfroom) -> None:
    made = proposal(lee, phrasing="전등이 나갔나 봐")
    assert boss.post(f"/api/knowledge/proposals/{made['id']}/reject", {"reason": "모호함"}).status_code == 200
    assert boss.post(f"/api/knowledge/proposals/{made['id']}/accept").status_code == 409
    with room.house.database.reading() as session:
        assert session.get_one(KnowledgeProposal, made["id"]).status == "rejected"
