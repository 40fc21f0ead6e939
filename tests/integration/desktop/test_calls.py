"""The list of calls, one call, and who may see which."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from callcenter.calls.models import Recording
from callcenter.security.models import AuditEntry
from tests.support.city_day import CityDay
from tests.support.web import Browser
from tests.support.whole_house import WholeHouse

BEGIN = datetime(2025, 11, 25, 0, 0, tzinfo=UTC)


@pytest.fixture
def day(whole: WholeHouse) -> CityDay:
    return whole.day(BEGIN)


def happened(whole: WholeHouse, day: CityDay, after: timedelta = timedelta(hours=1)) -> None:
    day.live(BEGIN + after)
    day.store(whole.house.database)


def ids(browser: Browser, **query: str) -> list[str]:
    return [row["call_id"] for row in browser.get("/api/calls", **query).get_json()["items"]]


def test_the_story_of_a_call_that_was_missed_and_then_taken(
    whole: WholeHouse, day: CityDay, supervisor: Browser
) -> None:
    call = day.missed_by("201", "202", "civil", 100)
    happened(whole, day)
    shown = supervisor.get(f"/api/calls/{call}").get_json()
    assert [(event["kind"], event["text"]) for event in shown["events"]] == [
        ("arrived", "대표번호 120"),
        ("menu", "대표번호 120 → 1번 여권·제증명"),
        ("queued", "여권·제증명 · 첫 번째"),
        ("ringing", "201 이상담"),
        ("missed", "201 이상담"),
        ("ringing", "202 박정우"),
        ("answered", "202 박정우"),
        ("hung_up", "응답"),
        ("wrapped_up", "60초 정리"),
    ]
    assert shown["ivr_path"] == ["대표번호 120", "1번 여권·제증명"]
    measured = ("wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds", "agent", "outcome")
    assert [shown[name] for name in measured] == [24, 46, 0, 60, "박정우", "answered"]
    assert shown["caller_masked"].startswith("010-****-")


def test_a_lost_browser_is_part_of_the_story(whole: WholeHouse, day: CityDay, supervisor: Browser) -> None:
    call = day.lost_and_served_again("vehicle", "201", "202", 100)
    happened(whole, day)
    events = supervisor.get(f"/api/calls/{call}").get_json()["events"]
    told = [(event["kind"], event["text"]) for event in events]
    assert told[5:8] == [
        ("lost", "201 이상담"),
        ("queued", "차량등록 · 첫 번째"),
        ("ringing", "202 박정우"),
    ]


def test_hold_is_told_and_taken_from_talk(whole: WholeHouse, day: CityDay, supervisor: Browser) -> None:
    day.served("201", "civil", 100, wait=10, talk=250)
    happened(whole, day)
    [call] = ids(supervisor)
    shown = supervisor.get(f"/api/calls/{call}").get_json()
    assert (shown["talk_seconds"], shown["hold_seconds"]) == (229, 21)
    assert ("resumed", "21초 보류") in [(event["kind"], event["text"]) for event in shown["events"]]


def test_a_caller_in_line_waits_until_now(whole: WholeHouse, day: CityDay, supervisor: Browser) -> None:
    call = day.waits_now("civil", 3000)
    happened(whole, day)
    shown = supervisor.get(f"/api/calls/{call}").get_json()
    assert (shown["outcome"], shown["talk_seconds"], shown["agent"]) == ("waiting", None, None)
    assert shown["wait_seconds"] >= 0
    assert [event["kind"] for event in shown["events"]] == ["arrived", "menu", "queued"]


def test_days_are_days_of_the_city(whole: WholeHouse, day: CityDay, supervisor: Browser) -> None:
    before, after = day.left_in_menu(-9 * 3600 - 60), day.left_in_menu(-9 * 3600 + 60)
    happened(whole, day)
    assert ids(supervisor, **{"from": "2025-11-25", "to": "2025-11-25"}) == [after]
    assert ids(supervisor, **{"from": "2025-11-24", "to": "2025-11-24"}) == [before]
    assert ids(supervisor, **{"from": "2025-11-24T15:00:00Z"}) == [after]
    for wrong in ("yesterday", "2025-13-01", "2025-11-25T00:00:00"):
        answer = supervisor.get("/api/calls", **{"from": wrong})
        assert answer.get_json()["fields"] == {"from": "날짜와 시각을 다시 확인해 주십시오."}


def test_a_call_is_found_by_number_and_by_agent(whole: WholeHouse, day: CityDay, supervisor: Browser) -> None:
    day.served("201", "civil", 100)
    day.served("205", "complaint", 200)
    happened(whole, day)
    first, second = ids(supervisor, sort="started_at")
    assert ids(supervisor, q="이상담") == [first]
    masked = supervisor.get(f"/api/calls/{second}").get_json()["caller_masked"]
    assert ids(supervisor, q=masked[-4:]) == [second]
    assert ids(supervisor, q="없는이름") == []


def test_agents_see_the_calls_of_their_own_seat(whole: WholeHouse, day: CityDay) -> None:
    day.served("201", "civil", 100)
    day.served("205", "complaint", 200)
    happened(whole, day)
    lee = Browser(whole.app, "agent01")
    [mine] = ids(lee, seat="me")
    assert ids(lee) == [mine]
    assert lee.get("/api/calls", seat="205").get_json()["code"] == "calls.only_own"
    assert ids(Browser(whole.app, "agent02"), seat="me") == []
    assert Browser(whole.app, "admin").get("/api/calls", seat="me").get_json()["code"] == "seat.no_seat"


def test_agents_open_the_calls_of_their_desks(whole: WholeHouse, day: CityDay) -> None:
    complaint = day.abandoned("complaint", 100, wait=20)
    civil = day.abandoned("civil", 200, wait=20)
    menu = day.left_in_menu(300)
    day.served("204", "civil", 400)
    happened(whole, day)
    agents = whole.people
    one = next(p for p in agents.values() if p.desks and "complaint" in p.desks)
    browser = Browser(whole.app, one.login)
    assert browser.get(f"/api/calls/{complaint}").status_code == 200
    assert browser.get(f"/api/calls/{menu}").status_code == 200
    assert browser.get(f"/api/calls/{civil}").get_json()["code"] == "calls.not_yours"
    assert browser.get("/api/calls/never").status_code == 404


def test_the_sheet_has_the_rows_of_the_list(whole: WholeHouse, day: CityDay, supervisor: Browser) -> None:
    day.served("201", "civil", 100, wait=10, talk=30)
    day.abandoned("civil", 200, wait=20)
    happened(whole, day)
    answer = supervisor.get("/api/calls.xlsx", queue="civil", figure="abandoned")
    head, *rows = load_workbook(BytesIO(answer.data)).worksheets[0].values
    assert head[0] == "시작"
    assert [(row[4], row[5], row[7]) for row in rows] == [(None, 20, "포기")]
    entry = whole.house.audit.page(1, 1, action="calls.export").items[0]
    assert entry.details == {"rows": 1}


def test_a_recording_is_heard_with_a_reason(
    whole: WholeHouse, day: CityDay, supervisor: Browser, tmp_path: Path
) -> None:
    call = day.abandoned("civil", 100, wait=20)
    happened(whole, day)
    sound = tmp_path / "call.wav"
    sound.write_bytes(b"RIFF")
    with whole.house.database.transaction() as session:
        session.add(
            Recording(
                call_id=call, path=str(sound), sha256="", size_bytes=4, seconds=12.4,
                sealed_at=BEGIN, keep_until=BEGIN,
            )
        )  # fmt: skip
    assert supervisor.get(f"/api/calls/{call}").get_json()["recorded"]
    assert supervisor.post(f"/api/calls/{call}/recording", {"reason": ""}).status_code == 422
    heard = supervisor.post(f"/api/calls/{call}/recording", {"reason": "민원 확인"})
    assert (heard.data, heard.mimetype) == (b"RIFF", "audio/wav")
    with whole.house.database.reading() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "recording.listen")).all()
    assert (entry.object, entry.reason) == (f"call:{call}", "민원 확인")
    agent = Browser(whole.app, "agent01")
    assert agent.post(f"/api/calls/{call}/recording", {"reason": "민원 확인"}).status_code == 403
