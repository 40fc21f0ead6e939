"""Spoken calls with nothing scripted: a Korean voice, both engines, the articles, Asterisk and a browser.

The voice speaks diphones of a real speaker and is about as hard to understand as a bad line; how well
people are understood is for a site's own recordings to say (`callcenter speech evaluate`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlmodel import select

from callcenter.calls.models import Call
from callcenter.knowledge.models import How, KnowledgeUse
from callcenter.transcripts.models import TranscriptLine
from tests.support.asterisk import until
from tests.support.centre import Centre, running_centre
from tests.support.desk import desk_of
from tests.support.ports import free_port
from tests.support.processes import speech_workers
from tests.support.spoken_citizen import speaking_citizen

QUESTION = "인감증명서 떼러 왔어요"
ARTICLE, TITLE = "seal-certificate", "음성 문의: 인감증명서 발급"
AGENT = "상담원 연결해 주세요"


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    settings = {
        "SPEECH__ENABLED": "true",
        # Other tests have the machine too: it is not the waiting that is tested here.
        "SPEECH__PATIENCE_MS": "5000",
        "TRANSCRIPTS__ENABLED": "true",
        "ROUTING__WRAP_UP_SECONDS": "3",
        "ASTERISK__PORTS__MEDIA": str(free_port()),
    }
    with running_centre(settings) as made:
        made.wait_until(lambda: made.log.count("speech_worker_ready") >= 2, "both recognisers are warm", 90)
        yield made


@pytest.mark.timeout(180)
async def test_a_question_is_answered_and_the_agent_reads_all_of_it(centre: Centre, tmp_path: Path) -> None:
    async with (
        desk_of(centre, centre.logins()["agent01"], 1000.0, tmp_path) as desk,
        speaking_citizen("01012340051", centre.sip_port) as citizen,
    ):
        await desk.be_ready()
        # Speech stops the question that is still being asked.
        await listened_to(centre)
        await citizen.say(QUESTION)
        await until(lambda: citizen.mouth.is_quiet(0.4), "the question stops", 4)
        await citizen.answer_until(
            lambda: told(centre),
            "the article is told",
            right=lambda: path(centre, "51").endswith(TITLE),
            question=QUESTION,
        )
        assert told(centre) == [ARTICLE]

        await citizen.hear_out()
        await citizen.say(AGENT)
        await citizen.answer_until(
            lambda: "상담원 연결" in path(centre, "51"), "to an agent", right=lambda: True, question=AGENT
        )
        await desk.answer()
        talk = desk.page.get_by_role("region", name="대화")
        await expect(talk).to_contain_text("자동 안내")
        await expect(talk).to_contain_text("상담원")

        # The talk goes on, is written down, and the articles follow it.
        await citizen.say("여권을 잃어버렸어요")
        await expect(talk).to_contain_text("버렸어요", timeout=30_000)
        articles = desk.page.get_by_role("tabpanel", name="지식")
        await expect(articles).to_contain_text("분실", timeout=10_000)
        assert await articles.get_by_role("listitem").count() >= 3
        assert desk.problems == []
        await desk.hang_up()
    await until(lambda: {"citizen", "machine"} <= speakers(centre), "the lines are kept")
    assert "Traceback" not in centre.log


@pytest.mark.timeout(120)
async def test_a_stranger_is_brought_to_a_person(centre: Centre) -> None:
    before = told(centre)
    async with speaking_citizen("01012340052", centre.sip_port) as citizen:
        await listened_to(centre)
        await citizen.say("피자 한 판 배달해 주세요")
        await until(lambda: "상담원 연결" in path(centre, "52"), "to a person", 60)
    assert "음성 문의: 맞는 안내 없음" in path(centre, "52")
    assert told(centre) == before


async def test_keys_work_where_words_do(centre: Centre) -> None:
    async with speaking_citizen("01012340055", centre.sip_port) as citizen:
        await listened_to(centre)
        citizen.mouth.press("*")
        await until(lambda: path(centre, "55").endswith("*. 번호 안내"), "the keypad that was asked for")
        citizen.mouth.press("3")
        await until(lambda: "3. 생활불편 신고" in path(centre, "55"), "its third key")
    assert "Traceback" not in centre.log


@pytest.mark.timeout(120)
async def test_the_recogniser_is_killed_in_mid_sentence_and_stays_away(centre: Centre) -> None:
    async with speaking_citizen("01012340053", centre.sip_port) as citizen:
        await listened_to(centre)
        await citizen.say("주민등록등본을 떼러 왔는데, 어디로 가면 되나요")
        await until(lambda: citizen.mouth.is_quiet(0.4), "the question stops", 4)
        assert citizen.mouth.is_speaking
        async with without_recognisers(centre):
            await until(lambda: "음성 안내 불가" in path(centre, "53"), "the keypad", 15)
            citizen.mouth.press("1")
            await until(lambda: "1. 여권·제증명" in path(centre, "53"), "keys work", 15)
            assert "speech_worker_died" in centre.log
            # Who calls now is not even asked.
            async with speaking_citizen("01012340054", centre.sip_port) as next_one:
                await until(lambda: "음성 안내 불가" in path(centre, "54"), "the keypad, at once", 40)
                next_one.mouth.press("2")
                await until(lambda: "2. 차량등록" in path(centre, "54"), "keys work", 15)


@asynccontextmanager
async def without_recognisers(centre: Centre) -> AsyncIterator[None]:
    """`kill -9` for each of them, and for each that is started in its place."""

    async def kill_each() -> None:
        while True:
            for pid in await asyncio.to_thread(speech_workers, centre):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.2)

    killing = asyncio.create_task(kill_each())
    try:
        yield
    finally:
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)


@pytest.fixture(autouse=True)
async def nobody_is_left(centre: Centre) -> AsyncIterator[None]:
    """SIPp is gone without a BYE after each test: its calls end here."""
    yield
    centre.exchange("channel request hangup all")
    await until(lambda: centre.metric("callcenter_speech_callers") == 0, "nobody is listened to")


async def listened_to(centre: Centre) -> None:
    """The announcement of the recording is over, the question has begun."""
    await until(lambda: centre.metric("callcenter_speech_callers") == 1, "somebody listens", 40)


def path(centre: Centre, last_digits: str) -> str:
    """The way of this caller's call so far."""
    with centre.database() as database, database.reading() as session:
        calls = session.exec(select(Call)).all()
    return next((call.ivr_path for call in calls if call.caller.endswith(last_digits)), "")


def told(centre: Centre) -> list[str]:
    """The articles that callers have heard."""
    with centre.database() as database, database.reading() as session:
        uses = session.exec(select(KnowledgeUse).where(KnowledgeUse.how == How.SPOKEN)).all()
    return [use.slug for use in uses]


def speakers(centre: Centre) -> set[str]:
    with centre.database() as database, database.reading() as session:
        return {line.speaker for line in session.exec(select(TranscriptLine))}
