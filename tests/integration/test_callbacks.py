"""Missed calls, callbacks and voice messages on both databases."""

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from callcenter.callbacks.api import blueprint
from callcenter.callbacks.dispatch import CallbackDispatcher
from callcenter.callbacks.history import CallbackHistory
from callcenter.callbacks.intake import CallbackIntake
from callcenter.callbacks.models import AttemptOutcome, WorkAttempt, WorkItem
from callcenter.callbacks.service import CallbackService
from callcenter.problems import Conflict
from callcenter.security.models import Role
from callcenter.storage.database import Database
from tests.support.asterisk import until
from tests.support.clock import RoundTheClock
from tests.support.web import DESKS, Browser, House


@dataclass
class Dialler:
    dialled: list[tuple[int, str]] = field(default_factory=list)

    def dial(self, item_id: int, extension: str) -> None:
        self.dialled.append((item_id, extension))


@dataclass
class Desk:
    house: House
    intake: CallbackIntake
    service: CallbackService
    dialler: Dialler
    app: Flask

    @property
    def now(self) -> datetime:
        return self.house.clock.now

    def missed(self, call_id: str = "1.1", caller: str = "01012342413", desk: str = "civil") -> WorkItem:
        return self.intake.record_missed(call_id, caller, desk, self.now)

    def callback(self, call_id: str, minutes_ago: int, desk: str = "civil") -> int:
        arrived = self.now - timedelta(minutes=minutes_ago)
        return self.intake.request(call_id, "01012342413", desk, arrived, "queue").id or 0

    def waiting(self, desk: str = "civil") -> list[str]:
        return [item.call_id for item in self.intake.waiting(desk)]

    def reached(self) -> list[int]:
        """Items with an attempt that reached the citizen."""
        with self.house.database.reading() as session:
            attempts = session.exec(select(WorkAttempt)).all()
        return [attempt.item_id for attempt in attempts if attempt.outcome == AttemptOutcome.REACHED]


class NobodyThere:
    """A line at which nobody works."""

    def staffed(self, desk: str) -> bool:
        return False

    def position(self, desk: str, joined_at: datetime) -> int:
        raise AssertionError("nothing is put in line")

    async def call_back(self, call_id: str, number: str, queue: str, position: int) -> None:
        raise AssertionError("nobody is called")

    async def call_from_seat(self, call_id: str, extension: str, number: str) -> None:
        raise AssertionError("nobody is called")


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    house = House(database)
    house.user("lee", name="이상담", extension="201")
    house.user("park", name="박상담", extension="202", desks=("vehicle",))
    house.user("boss", Role.SUPERVISOR)
    house.user("qaa", Role.QAA)
    intake = CallbackIntake(database, RoundTheClock(), 120, 3, house.clock)
    dialler = Dialler()
    service = CallbackService(database, dialler, house.audit, tmp_path, house.clock)
    return Desk(house, intake, service, dialler, house.app(blueprint(service, DESKS)))


@pytest.fixture
def lee(desk: Desk) -> Browser:
    return Browser(desk.app, "lee")


def items(browser: Browser, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = browser.get("/api/callbacks", **query).get_json()["items"]
    return found


def test_a_missed_call_is_shown_masked_with_its_promise(lee: Browser, desk: Desk) -> None:
    desk.missed()
    [item] = items(lee, owner="open")
    assert item["caller_masked"] == "010-****-2413"
    assert (item["kind"], item["desk_label"], item["owner"]) == ("missed", "여권·제증명", None)
    assert (item["at"], item["due_at"]) == ("2026-11-24T01:00:00Z", "2026-11-24T03:00:00Z")
    assert "1234-2413" not in lee.get("/api/callbacks").text


def test_whatever_is_told_twice_leaves_one_item(desk: Desk) -> None:
    first = desk.missed()
    assert desk.missed().id == first.id
    results: list[int | None] = []

    def tell() -> None:
        results.append(desk.intake.request("2.1", "0212345678", "civil", desk.now, "queue").id)

    threads = [threading.Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 6
    assert len(set(results)) == 1


def test_who_asked_for_a_callback_is_not_missed_as_well(desk: Desk) -> None:
    asked = desk.callback("3.1", 0)
    assert desk.missed("3.1").id == asked


def test_it_stays_open_until_a_named_person_closes_it(lee: Browser, desk: Desk) -> None:
    item = desk.missed()
    path = f"/api/callbacks/{item.id}"
    assert lee.post(path + "/claim").get_json()["owner"]["name"] == "이상담"
    assert lee.post(path + "/claim").status_code == 200
    assert items(lee, owner="open") == []
    assert len(items(lee, owner="me")) == 1
    late = Browser(desk.app, "boss").post(path + "/claim")
    assert (late.status_code, late.get_json()["detail"]) == (409, "이미 이상담 님이 맡은 건입니다.")
    assert lee.post(path + "/close", {"result": "maybe", "note": ""}).status_code == 422
    long = lee.post(path + "/close", {"result": "reached", "note": "가" * 501})
    assert long.get_json()["fields"] == {"note": "500자까지 입력할 수 있습니다."}
    closed = lee.post(path + "/close", {"result": "reached", "note": "안내함"}).get_json()
    assert (closed["status"], closed["closed_by"]["name"]) == ("closed", "이상담")
    assert items(lee) == []
    assert len(items(lee, status="closed")) == 1
    assert lee.post(path + "/close", {"result": "reached", "note": ""}).status_code == 409
    again = lee.post(path + "/reopen").get_json()
    assert (again["status"], again["note"], again["result"]) == ("claimed", "안내함", None)
    assert lee.post(path + "/release").get_json()["owner"] is None


def test_only_the_owner_or_a_supervisor_gives_back_and_closes(lee: Browser, desk: Desk) -> None:
    item = desk.missed()
    path = f"/api/callbacks/{item.id}"
    desk.house.user("choi", extension="203")
    Browser(desk.app, "choi").post(path + "/claim")
    assert lee.post(path + "/release").status_code == 409
    assert lee.post(path + "/close", {"result": "reached", "note": ""}).status_code == 409
    assert Browser(desk.app, "boss").post(path + "/release").status_code == 200
    assert Browser(desk.app, "qaa").post(path + "/claim").status_code == 403


def test_agents_see_the_desks_they_serve(desk: Desk) -> None:
    item = desk.missed()
    park = Browser(desk.app, "park")
    assert items(park) == []
    assert park.post(f"/api/callbacks/{item.id}/claim").status_code == 404
    desk.missed("4.1", desk="vehicle")
    assert len(items(park)) == 1


def test_lists_sort_filter_and_page(lee: Browser, desk: Desk) -> None:
    for number in range(5):
        desk.callback(f"5.{number}", minutes_ago=number)
    desk.missed("6.1")
    page = lee.get("/api/callbacks", kind="callback", page=2, page_size=2).get_json()
    assert (page["total"], [item["call_id"] for item in page["items"]]) == (5, ["5.2", "5.1"])
    assert items(lee, sort="-due_at", kind="callback")[0]["call_id"] == "5.0"
    assert lee.get("/api/callbacks", sort="caller").status_code == 422
    assert lee.get("/api/callbacks", owner="him").status_code == 422


def test_the_dispatcher_calls_those_who_came_first_and_never_twice_at_once(desk: Desk) -> None:
    desk.callback("7.1", minutes_ago=1)
    oldest = desk.callback("7.2", minutes_ago=9)
    desk.callback("7.3", minutes_ago=5)
    desk.callback("7.4", minutes_ago=7, desk="vehicle")
    desk.missed("7.5")
    assert desk.waiting() == ["7.2", "7.3", "7.1"]
    desk.intake.begin_attempt(oldest)
    assert desk.waiting() == ["7.3", "7.1"]
    assert desk.intake.in_flight("civil") == 1
    with pytest.raises(Conflict):
        desk.intake.begin_attempt(oldest)
    desk.intake.finish_attempt(oldest, AttemptOutcome.NO_ANSWER)
    assert desk.waiting() == ["7.3", "7.1"]
    desk.house.clock.forward(minutes=10)
    assert desk.waiting() == ["7.2", "7.3", "7.1"]


def test_after_enough_attempts_a_person_decides(lee: Browser, desk: Desk) -> None:
    item = desk.callback("8.1", 0)
    for _ in range(3):
        desk.intake.begin_attempt(item)
        desk.intake.finish_attempt(item, AttemptOutcome.BUSY)
        desk.house.clock.forward(hours=1)
    assert desk.waiting() == []
    assert items(lee, owner="open")[0]["attempts"] == 3


def test_who_reached_the_citizen_owns_the_item(lee: Browser, desk: Desk) -> None:
    item = desk.callback("9.1", 0)
    desk.intake.begin_attempt(item)
    me = lee.get("/api/session").get_json()["user"]["id"]
    desk.intake.finish_attempt(item, AttemptOutcome.REACHED, user_id=me, call_id="99.1")
    [mine] = items(lee, owner="me")
    assert mine["status"] == "claimed"


def test_attempts_cut_by_a_restart_are_over(desk: Desk) -> None:
    item = desk.callback("10.1", 0)
    desk.intake.begin_attempt(item)
    desk.intake.give_up([attempt.id for attempt in desk.intake.under_way()])
    assert desk.intake.under_way() == []
    assert desk.waiting() == ["10.1"]


async def test_an_attempt_that_outlived_a_restart_is_followed_and_not_repeated(desk: Desk) -> None:
    talking, cut_off = desk.callback("1.1", 10), desk.callback("1.2", 5)
    desk.intake.begin_attempt(talking, call_id="callback-1-1")
    desk.intake.begin_attempt(cut_off, call_id="callback-2-1")
    dispatcher = CallbackDispatcher(desk.intake, NobodyThere(), ["civil"], lambda extension: None)
    await dispatcher.recover({"callback-1-1"}.__contains__)
    running = asyncio.create_task(dispatcher.run())
    await until(lambda: desk.waiting() == ["1.2"], "the one that was cut off may be called again")
    running.cancel()
    [followed] = desk.intake.under_way()
    assert (followed.item_id, followed.desk) == (talking, "civil"), "a citizen in talk is not called again"
    await dispatcher.ended("callback-1-1", reached=True, extension="201")
    assert desk.intake.under_way() == []
    assert desk.reached() == [talking]


def test_calling_from_the_seat(lee: Browser, desk: Desk) -> None:
    item = desk.callback("11.1", 0)
    answer = lee.post(f"/api/callbacks/{item}/call")
    assert (answer.status_code, answer.get_json()["owner"]["name"]) == (202, "이상담")
    assert desk.dialler.dialled == [(item, "201")]
    withheld = desk.intake.record_voicemail("12.1", None, "civil", desk.now, "voicemail/12.1.wav", 7.5)
    silent = lee.post(f"/api/callbacks/{withheld.id}/call")
    assert silent.get_json()["code"] == "callbacks.no_number"
    assert Browser(desk.app, "boss").post(f"/api/callbacks/{item}/call").status_code == 409
    assert lee.post("/api/callbacks/999/call").status_code == 404


def test_the_history_of_a_number(desk: Desk) -> None:
    desk.missed()
    [line] = CallbackHistory(desk.house.database).history([], ["+821012342413"], 10)
    assert (line.title, line.status) == ("받지 못한 전화", "처리 전")
