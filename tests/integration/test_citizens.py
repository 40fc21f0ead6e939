"""Citizens through HTTP on both databases."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from callcenter.citizens.api import blueprint
from callcenter.citizens.history import HistoryEntry
from callcenter.citizens.merge import CitizenMergeService
from callcenter.citizens.service import CitizenService
from callcenter.security.models import AuditEntry, Role
from callcenter.storage.database import Database
from tests.support.web import Browser, House


class Calls:
    """A history source that answers with what it was asked for."""

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        title = f"{sorted(citizen_ids)} {sorted(phones)}"
        return [HistoryEntry(datetime(2026, 11, 1, tzinfo=UTC), "call", title, "종료", None, "1.1")]


def make_app(house: House) -> Flask:
    house.user("agent201")
    house.user("qaa", Role.QAA)
    citizens = CitizenService(house.database, house.audit, [Calls()], house.clock)
    merging = CitizenMergeService(house.database, house.audit, house.clock)
    callers = {"1795453637.12": "070-1234-5678"}
    return house.app(blueprint(citizens, merging, callers.get))


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


@pytest.fixture
def agent(house: House) -> Browser:
    return Browser(make_app(house), "agent201")


def kim(**other: Any) -> dict[str, Any]:
    return {
        "name": "김영순",
        "phones": ["010-1234-2413"],
        "birth_year": 1959,
        "address": "가람시 중앙구 시청로 45",
        "memo": "귀가 어두우심",
        "tags": ["어르신"],
        "sms_consent": True,
    } | other


def test_a_citizen_is_masked_until_there_is_a_reason(agent: Browser, house: House) -> None:
    made = agent.post("/api/citizens", kim())
    assert made.status_code == 201
    path = f"/api/citizens/{made.get_json()['id']}"
    shown = agent.get(path)
    answer = shown.get_json()
    assert answer["name_masked"] == "김*순"
    assert answer["phones_masked"] == ["010-****-2413"]
    assert (answer["name"], answer["district"], answer["masked"]) == ("김*순", "가람시 중앙구", True)
    for hidden in ("김영순", "1234-2413", "시청로", "귀가"):
        assert hidden not in shown.text.replace(answer["history"][0]["title"], "")
    assert agent.post(path + "/reveal", {"reason": ""}).get_json()["fields"] == {
        "reason": "2자 이상 입력해 주십시오."
    }
    revealed = agent.post(path + "/reveal", {"reason": "본인 확인 요청"}).get_json()
    assert revealed["phones"] == ["010-1234-2413"]
    assert revealed["address"] == "가람시 중앙구 시청로 45"
    assert revealed["visible_until"] == "2026-11-24T01:01:00Z"
    assert (revealed["name"], revealed["masked"]) == ("김영순", False)
    with house.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "citizen.reveal")).one()
    assert entry.reason == "본인 확인 요청"


def test_a_number_is_found_however_it_is_written_and_may_be_a_household(agent: Browser) -> None:
    first = agent.post("/api/citizens", kim()).get_json()["id"]
    second = agent.post("/api/citizens", kim(name="박철수", phones=["+82 10-1234-2413", "02-123-4567"]))
    for written in ("01012342413", "+82 10 1234 2413", "010.1234.2413"):
        found = agent.get("/api/citizens", phone=written).get_json()
        assert {item["name_masked"] for item in found} == {"김*순", "박*수"}
    assert [other["id"] for other in second.get_json()["household"]] == [first]
    assert len(agent.get("/api/citizens", q="02-123-4567").get_json()) == 1
    assert len(agent.get("/api/citizens", q="영순").get_json()) == 1
    assert agent.get("/api/citizens", q="%").get_json() == []


def test_wrong_numbers_and_resident_numbers_are_told_by_field(agent: Browser) -> None:
    answer = agent.post("/api/citizens", kim(phones=["010-1234-2413", "555-1234"], memo="900101-1234567"))
    assert answer.status_code == 422
    fields = answer.get_json()["fields"]
    assert "지역번호" in fields["phones.1"]
    assert "주민등록번호" in fields["memo"]
    assert agent.get("/api/citizens", phone="12345").status_code == 422
    assert "이름이나 전화번호" in agent.get("/api/citizens").get_json()["fields"]["q"]


def test_changes_are_replaced_and_guarded_by_version(agent: Browser) -> None:
    made = agent.post("/api/citizens", kim()).get_json()
    path = f"/api/citizens/{made['id']}"
    changed = agent.put(path, kim(name="김영순", tags=["단골"], version=made["version"]))
    assert changed.get_json()["tags"] == ["단골"]
    late = agent.put(path, kim(tags=[], version=made["version"]))
    assert late.status_code == 409
    assert "그사이 다른 직원이" in late.get_json()["detail"]


def test_a_caller_becomes_a_citizen_with_the_number_of_the_call(agent: Browser) -> None:
    given = {"name": "최민수", "address": "", "memo": "", "sms_consent": False}
    made = agent.post("/api/citizens", given | {"call_id": "1795453637.12"}).get_json()
    assert made["phones"] == ["070-****-5678"]
    unknown = agent.post("/api/citizens", given | {"call_id": "0.0"})
    assert unknown.get_json()["fields"] == {"phones": "전화번호를 입력해 주십시오."}
    path = f"/api/citizens/{made['id']}"
    changed = agent.put(path, given | {"memo": "단골", "version": made["version"]}).get_json()
    assert changed["phones"] == ["070-****-5678"]
    masked = agent.put(path, given | {"name": changed["name"], "version": changed["version"]})
    assert "가려진 값" in masked.get_json()["fields"]["name"]


def test_merge_and_undo(agent: Browser) -> None:
    kept = agent.post("/api/citizens", kim()).get_json()["id"]
    twin = agent.post(
        "/api/citizens", kim(name="김영순2", phones=["070-1234-5678"], tags=["민원"])
    ).get_json()
    merged = agent.post(f"/api/citizens/{kept}/merge", {"merged_id": twin["id"]})
    one = agent.get(f"/api/citizens/{twin['id']}").get_json()
    assert one["id"] == kept
    assert len(one["phones_masked"]) == 2
    assert one["tags"] == ["어르신", "민원"]
    assert str([kept, twin["id"]]) in one["history"][0]["title"]
    again = agent.post(f"/api/citizens/{kept}/merge", {"merged_id": twin["id"]})
    assert again.status_code == 404
    undo = f"/api/citizen-merges/{merged.get_json()['merge_id']}/undo"
    assert agent.post(undo).status_code == 204
    assert agent.post(undo).status_code == 404
    assert agent.get(f"/api/citizens/{twin['id']}").get_json()["id"] == twin["id"]
    assert agent.get(f"/api/citizens/{kept}").get_json()["phones_masked"] == ["010-****-2413"]
    assert agent.post(f"/api/citizens/{kept}/merge", {"merged_id": kept}).status_code == 409


def test_a_reader_may_not_write(house: House) -> None:
    app = make_app(house)
    assert Browser(app, "qaa").post("/api/citizens", kim()).status_code == 403
    assert Browser(app).get("/api/citizens", q="김").status_code == 401


def test_no_citizen(agent: Browser) -> None:
    answer = agent.get("/api/citizens/999")
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "citizens.not_found"
