"""Calls found by what was said in them, on both databases, by those who may open them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from callcenter.calls.models import Call, Leg
from callcenter.clock import now
from callcenter.security.models import AuditEntry
from callcenter.transcripts.models import TranscriptLine
from callcenter.transcripts.search import PASSAGE_LENGTH, TranscriptSearch
from callcenter.transcripts.service import TranscriptService
from tests.support.postgres import fresh_database
from tests.support.web import Browser
from tests.support.whole_house import WholeHouse, whole_house

AGO = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def whole(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WholeHouse]:
    if request.param == "sqlite":
        with whole_house(tmp_path) as house:
            yield house
        return
    with (
        fresh_database(request.getfixturevalue("postgres_url"), "talks") as url,
        whole_house(tmp_path, url) as house,
    ):
        yield house


@pytest.fixture
def talks(whole: WholeHouse) -> WholeHouse:
    """Three calls of two seats, with what was said in them, made findable."""
    call(
        whole,
        "1.1",
        "201",
        "여권을 우편으로 받고 싶어요 제 번호는 [전화번호]이고요",
        "네 등기로 보내 드립니다",
    )
    call(whole, "1.2", "202", "골목에 가로등이 나갔어요", "여권은 다음 창구입니다")
    call(whole, "1.3", "201", "자동차 이전등록이요")
    assert TranscriptSearch(whole.house.database).index_new(lambda: False) == {"indexed": 3}
    return whole


def call(whole: WholeHouse, call_id: str, extension: str, *said: str, at: datetime | None = None) -> None:
    began = at or now() - AGO
    rows: list[Call | Leg | TranscriptLine] = [
        Call(
            id=call_id, direction="inbound", caller="+821012345678", started_at=began, answered_at=began,
            ended_at=began + timedelta(minutes=2), outcome="answered", queue="civil", extension=extension,
        ),
        Leg(
            id=f"{call_id}-a", call_id=call_id, channel=f"PJSIP/{extension}-1", extension=extension,
            inbound=False, started_at=began, answered_at=began, ended_at=began + timedelta(minutes=2),
        ),
    ]  # fmt: skip
    for number, text in enumerate(said):
        spoken = began + timedelta(seconds=number)
        rows.append(
            TranscriptLine(
                id=f"{call_id}/{number}", call_id=call_id, speaker=("citizen", "agent")[number % 2],
                began_at=spoken, ended_at=spoken + timedelta(seconds=1), text=text,
            )
        )  # fmt: skip
    with whole.house.database.transaction() as session:
        session.add_all(rows)


def found(browser: Browser, words: str) -> dict[str, str | None]:
    answer = browser.get("/api/calls", q=words)
    assert answer.status_code == 200
    items = answer.get_json()["items"]
    return {row["call_id"]: row["passage"] and row["passage"]["text"] for row in items}


def test_supervisor_and_qaa_find_calls_by_words_of_both_voices(talks: WholeHouse) -> None:
    for login in ("supervisor", "qaa"):
        browser = Browser(talks.app, login)
        assert found(browser, "여권") == {
            "1.1": "여권을 우편으로 받고 싶어요 제 번호는 [전화번호]이고요",
            "1.2": "여권은 다음 창구입니다",
        }
        assert set(found(browser, "등기 우편")) == {"1.1"}, "every word, in any line"
        assert found(browser, "없는말") == {}
        assert set(found(browser, "가로등이")) == {"1.2"}


def test_agents_find_calls_of_their_own_only(talks: WholeHouse) -> None:
    login = next(p.login for p in talks.people.values() if p.extension == "201")
    browser = Browser(talks.app, login)
    assert set(found(browser, "여권")) == {"1.1"}
    assert found(browser, "가로등") == {}
    assert browser.get("/api/calls", q="가로등", seat="202").status_code == 403


def test_a_look_at_passages_is_on_record_without_the_words(talks: WholeHouse) -> None:
    found(Browser(talks.app, "qaa"), "여권")
    with talks.house.database.reading() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == "transcript.search")
        [entry] = session.exec(wanted)
    assert entry.details == {"shown": 2}


def test_a_number_is_looked_for_among_numbers_and_a_name_among_agents(talks: WholeHouse) -> None:
    browser = Browser(talks.app, "supervisor")
    assert found(browser, "010-1234") == {"1.1": None, "1.2": None, "1.3": None}
    name = next(p.name for p in talks.people.values() if p.extension == "202")
    assert found(browser, name) == {"1.2": None}


def test_words_are_found_anew_when_more_was_said_and_not_while_the_talk_goes_on(whole: WholeHouse) -> None:
    search = TranscriptSearch(whole.house.database)
    call(whole, "2.1", "201", "주차 단속이요", at=now() - timedelta(seconds=30))
    assert search.index_new(lambda: False) == {"indexed": 0}
    call(whole, "2.2", "201", "주차 단속이요")
    assert search.index_new(lambda: False) == {"indexed": 1}
    assert search.index_new(lambda: False) == {"indexed": 0}
    later = now() - timedelta(minutes=30)
    with whole.house.database.transaction() as session:
        session.add(
            TranscriptLine(
                id="2.2/late",
                call_id="2.2",
                speaker="agent",
                began_at=later,
                ended_at=later,
                text="견인되었습니다",
            )
        )
    assert search.index_new(lambda: False) == {"indexed": 1}
    assert set(found(Browser(whole.app, "qaa"), "견인")) == {"2.2"}


def test_what_is_forgotten_is_not_found_any_more(talks: WholeHouse) -> None:
    house = talks.house
    service = TranscriptService(
        house.database, house.audit, timedelta(days=180), lambda: now() + timedelta(days=181)
    )
    assert service.forget_old() == 5
    assert found(Browser(talks.app, "qaa"), "여권") == {}
    with house.database.reading() as session:
        assert session.exec(TranscriptSearch(house.database).calls_with("여권")).all() == []  # type: ignore[call-overload]


def test_a_long_line_is_cut_around_the_word(whole: WholeHouse) -> None:
    call(whole, "3.1", "201", "가" * 300 + " 수수료 " + "나" * 300)
    passage = TranscriptSearch(whole.house.database).passages(["3.1"], "수수료")["3.1"]
    assert "수수료" in passage.text
    assert passage.text.startswith("…")
    assert passage.text.endswith("…")
    assert len(passage.text) <= PASSAGE_LENGTH + 2
