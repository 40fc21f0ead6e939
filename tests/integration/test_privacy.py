"""Sealed originals on both databases: two people, one reading, everything on record."""

from __future__ import annotations

import wave
from array import array
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select

from callcenter.privacy.api import blueprint
from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.holders import Holders
from callcenter.privacy.models import Part, SealedOriginal
from callcenter.privacy.mute import Gap, gaps_of
from callcenter.privacy.unsealing import TIME_TO_DECIDE, TIME_TO_READ, UnsealService
from callcenter.security.models import Role
from callcenter.storage.database import Database
from tests.support.web import Browser, House

WHY = {"reason": "민원 2026-11-000012 사실 확인"}


@dataclass
class Office:
    house: House
    archive: SealedArchive
    app: Flask
    folder: Path
    original: bytes

    @property
    def recording(self) -> Path:
        return self.folder / "call.wav"

    def acts(self) -> list[tuple[str, int | None, str | None]]:
        entries = self.house.audit.page(1, 100, subject="call:1.7").items
        return [(entry.action, entry.user_id, entry.reason) for entry in reversed(entries)]


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    house = House(database)
    house.user("boss", Role.SUPERVISOR)
    house.user("qaa", Role.QAA)
    house.user("admin", Role.ADMINISTRATOR)
    house.user("lee", extension="201")
    holders = Holders(tmp_path / "keys")
    holders.create()
    archive = SealedArchive(
        database, house.audit, tmp_path / "sealed", holders, timedelta(days=180), house.clock
    )
    service = UnsealService(database, archive, holders, house.audit, house.clock)
    with wave.open(str(tmp_path / "call.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(array("h", [1000] * 8000 * 4).tobytes())
    original = (tmp_path / "call.wav").read_bytes()
    archive.mask_recordings("1.7", {Part.MIXED: tmp_path / "call.wav"}, [Gap(1, 2, "phone")])
    return Office(house, archive, house.app(blueprint(service)), tmp_path, original)


def ask(browser: Browser) -> int:
    found = browser.get("/api/sealed", call_id="1.7").get_json()["items"]
    assert [item["part"] for item in found] == ["mixed"]
    asked = browser.post(f"/api/sealed/{found[0]['id']}/requests", WHY)
    assert asked.status_code == 201
    assert asked.get_json()["state"] == "waiting"
    return int(asked.get_json()["id"])


def test_two_people_open_an_original_once(office: Office) -> None:
    qaa, boss = Browser(office.app, "qaa"), Browser(office.app, "boss")
    assert office.recording.read_bytes() != office.original
    request = ask(qaa)
    early = qaa.post(f"/api/sealed/requests/{request}/read")
    assert early.status_code == 409
    assert boss.get("/api/sealed/requests", waiting=True).get_json()["total"] == 1
    agreed = boss.post(f"/api/sealed/requests/{request}/approve", {"reason": "확인이 필요함"}).get_json()
    assert (agreed["state"], agreed["decided_by"]["name"]) == ("approved", "boss")
    assert boss.post(f"/api/sealed/requests/{request}/read").status_code == 403
    content = qaa.post(f"/api/sealed/requests/{request}/read")
    assert content.data == office.original
    assert content.mimetype == "audio/wav"
    assert content.headers["Cache-Control"] == "no-store"
    assert qaa.post(f"/api/sealed/requests/{request}/read").status_code == 409
    assert [act[0] for act in office.acts()] == ["sealed.keep", "sealed.ask", "sealed.approve", "sealed.read"]
    assert [act[2] for act in office.acts()] == [None, WHY["reason"], "확인이 필요함", WHY["reason"]]
    assert len({act[1] for act in office.acts()[1:3]}) == 2


def test_nobody_approves_their_own_request(office: Office) -> None:
    boss = Browser(office.app, "boss")
    request = ask(boss)
    refused = boss.post(f"/api/sealed/requests/{request}/approve", WHY)
    assert refused.status_code == 403
    assert "본인이 신청한" in refused.get_json()["detail"]
    admin = Browser(office.app, "admin")
    assert admin.post(f"/api/sealed/requests/{request}/refuse", WHY).get_json()["state"] == "refused"
    assert admin.post(f"/api/sealed/requests/{request}/approve", WHY).status_code == 409
    assert boss.post(f"/api/sealed/requests/{request}/read").status_code == 409


def test_roles_and_reasons(office: Office) -> None:
    agent, qaa = Browser(office.app, "lee"), Browser(office.app, "qaa")
    assert agent.get("/api/sealed", call_id="1.7").status_code == 403
    request = ask(Browser(office.app, "boss"))
    assert qaa.post(f"/api/sealed/requests/{request}/approve", WHY).status_code == 403
    assert qaa.post("/api/sealed/1/requests", {"reason": " "}).status_code == 422
    assert qaa.post("/api/sealed/99/requests", WHY).status_code == 404


def test_time_runs_out(office: Office) -> None:
    qaa, boss = Browser(office.app, "qaa"), Browser(office.app, "boss")
    late = ask(qaa)
    assert qaa.post("/api/sealed/1/requests", WHY).status_code == 409
    request = qaa.get("/api/sealed/requests").get_json()["items"][0]["id"]
    assert qaa.post(f"/api/sealed/requests/{request}/withdraw").get_json()["state"] == "withdrawn"
    assert boss.post(f"/api/sealed/requests/{late}/approve", WHY).status_code == 409
    late = ask(qaa)
    office.house.clock.now += TIME_TO_READ
    assert boss.post(f"/api/sealed/requests/{late}/approve", WHY).status_code == 200
    office.house.clock.now += TIME_TO_READ
    assert qaa.post(f"/api/sealed/requests/{late}/read").status_code == 409
    late = ask(qaa)
    office.house.clock.now += TIME_TO_DECIDE
    boss = Browser(office.app, "boss")
    assert boss.post(f"/api/sealed/requests/{late}/approve", WHY).status_code == 409
    assert boss.get("/api/sealed/requests").get_json()["items"][0]["state"] == "expired"


def test_without_the_keys_nothing_is_used_up(office: Office) -> None:
    qaa, boss = Browser(office.app, "qaa"), Browser(office.app, "boss")
    request = ask(qaa)
    boss.post(f"/api/sealed/requests/{request}/approve", WHY)
    key = office.folder / "keys" / "holder-2.key"
    key.rename(office.folder / "away.key")
    absent = qaa.post(f"/api/sealed/requests/{request}/read")
    assert absent.status_code == 409
    assert "열쇠" in absent.get_json()["detail"]
    (office.folder / "away.key").rename(key)
    assert qaa.post(f"/api/sealed/requests/{request}/read").data == office.original


def test_later_gaps_keep_the_first_original(office: Office) -> None:
    office.archive.mask_recordings("1.7", {Part.MIXED: office.recording}, [Gap(3, 3.5, "card")])
    assert [gap.kind for gap in gaps_of(office.recording)] == ["phone", "card"]
    qaa, boss = Browser(office.app, "qaa"), Browser(office.app, "boss")
    request = ask(qaa)
    boss.post(f"/api/sealed/requests/{request}/approve", WHY)
    assert qaa.post(f"/api/sealed/requests/{request}/read").data == office.original


def test_originals_go_when_their_time_is_over(office: Office) -> None:
    assert office.archive.forget_old() == 0
    office.house.clock.now += timedelta(days=181)
    assert office.archive.forget_old() == 1
    assert list((office.folder / "sealed").rglob("*.sealed")) == []
    assert office.acts()[-1][0] == "sealed.forget"


def test_a_sealed_file_that_a_crash_left_without_its_row_is_replaced(office: Office) -> None:
    with office.house.database.transaction() as session:
        session.delete(session.exec(select(SealedOriginal)).one())
    [left] = office.folder.joinpath("sealed").rglob("*.sealed")
    office.house.clock.forward(days=40)  # in another month's folder by now
    row = office.archive.seal("1.7", Part.MIXED, BytesIO(office.original), "audio/wav")
    assert list(office.folder.joinpath("sealed").rglob("*.sealed")) == [office.archive.path_of(row)]
    assert not left.exists()


def test_requests_by_who_asked_and_whether_they_wait(office: Office) -> None:
    qaa, boss = Browser(office.app, "qaa"), Browser(office.app, "boss")
    first = ask(qaa)
    qaa.post(f"/api/sealed/requests/{first}/withdraw")
    second, third = ask(qaa), ask(boss)

    def seen(browser: Browser, **query: object) -> list[int]:
        return [row["id"] for row in browser.get("/api/sealed/requests", **query).get_json()["items"]]

    assert seen(boss) == [third, second, first]
    assert seen(boss, waiting=True, by="others") == [second]
    assert seen(boss, by="me") == [third]
    assert seen(boss, waiting=False) == [first]
    assert seen(qaa, by="me", waiting=True) == [second]
    assert boss.get("/api/sealed/requests", by="nobody").status_code == 422
