"""A spoken call from the question to the agent who reads it; real house, exchange, sound and browser.

What is understood is scripted: the recogniser is one "on another machine" that the house is told of. How well
a real one understands is measured elsewhere (benchmarks/speech.py); here the way of the words is tested.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.async_api import expect
from sqlmodel import select

from callcenter.calls.models import Call
from callcenter.floor.repairs import RepairRecord
from callcenter.privacy.models import Part, SealedOriginal
from callcenter.speech.recognition.scripted import Said, ScriptedRecognizer
from callcenter.speech.recognition.server import RecognitionServer
from callcenter.transcripts.models import TranscriptLine
from tests.support.api_client import signed_in
from tests.support.asterisk import until
from tests.support.centre import Centre, running_centre
from tests.support.desk import desk_of
from tests.support.ports import free_port
from tests.support.robot_agent import RobotAgents
from tests.support.rtp_end import to_ulaw
from tests.support.sipp import Citizen, SippCall
from tests.support.tones import tone

QUESTION = "여권 만드는 데 얼마예요"
MENU_PORT, TALK_PORT = free_port(), free_port()
CALLERS, PLACES, SEATS = 20, 5, 10


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    settings = {
        "SPEECH__ENABLED": "true",
        "SPEECH__WORKERS": "0",
        "SPEECH__SERVERS": f'[{{"url": "ws://127.0.0.1:{MENU_PORT}", "callers": {PLACES}}}]',
        "TRANSCRIPTS__ENABLED": "true",
        "TRANSCRIPTS__TALKS": "2",
        "ROUTING__WRAP_UP_SECONDS": "3",
        "TRANSCRIPTS__WORKERS": "0",
        "TRANSCRIPTS__SERVERS": f'[{{"url": "ws://127.0.0.1:{TALK_PORT}", "callers": 4}}]',
        "ASTERISK__PORTS__MEDIA": str(free_port()),
    }
    with running_centre(settings) as made:
        yield made


async def test_from_the_question_to_the_agent_who_reads_it(centre: Centre, tmp_path: Path) -> None:
    voice = tmp_path / "voice.ul"
    voice.write_bytes(to_ulaw(tone(700.0, 1.0)))
    question = Said(QUESTION, 0.4, 1.4, heard={"vosk": "여권 만드 는데 얼마 예요", "whisper": QUESTION})
    agent = Said(
        "상담원 연결해 주세요", 0.4, 1.2, heard={"vosk": "상담원 연결", "whisper": "상담원 연결해 주세요"}
    )
    citizen_talks = [
        Said("여권을 등기로 받을 수 있나요", 1.0, 3.0),
        Said("제 번호는 공일공 일이삼사", 5.0, 7.0),
        Said("오육칠팔이고요 일월 이십일에 갈게요", 8.0, 10.0),
    ]
    agent_talks = [Said("연락처를 알려 주시겠어요", 3.6, 4.6)]
    async with (
        scripted(MENU_PORT, [question], [agent]) as menu,
        scripted(TALK_PORT, citizen_talks, agent_talks),
        desk_of(centre, centre.logins()["agent01"], 1000.0, tmp_path) as desk,
    ):
        await desk.be_ready()
        citizen = Citizen("01012340041").speak(voice, -1).wait(90)
        async with SippCall(citizen, centre.sip_port):
            await until(lambda: menu.listened_for, "somebody listens", 40)
            await desk.answer(60_000)

            # What was said before the agent came.
            talk = desk.page.get_by_role("region", name="대화")
            await expect(talk).to_contain_text(QUESTION, timeout=20_000)
            await expect(talk).to_contain_text("자동 안내")
            await expect(talk).to_contain_text("상담원 연결해 주세요")
            path = desk.page.get_by_role("region", name="들어온 길")
            await expect(path).to_contain_text("음성 문의: 여권 발급 수수료")

            # The talk itself, the number in words over two turns taken out of both.
            await expect(talk).to_contain_text("여권을 등기로 받을 수 있나요", timeout=20_000)
            await expect(talk).to_contain_text("연락처를 알려 주시겠어요")
            await expect(talk).to_contain_text("1월 20일에 갈게요", timeout=20_000)
            await expect(talk).to_contain_text("전화번호")
            for secret in ("공일공", "일이삼사", "오육칠팔"):
                await expect(talk).not_to_contain_text(secret)

            # The articles follow the talk.
            articles = desk.page.get_by_role("tabpanel", name="지식")
            await expect(articles).to_contain_text("대화와 민원 내용을 따라감", timeout=10_000)
            await expect(articles).to_contain_text("여권 등기")
            shown = await articles.get_by_role("listitem").count()
            assert shown >= 3
            await desk.hang_up()
        await desk.expect_state("정리")
        # It stays for the wrap-up.
        await expect(desk.page.get_by_role("region", name="대화")).to_contain_text(QUESTION)

        lines = await stored(centre)
        await desk.page.goto(f"{centre.origin}/calls/{lines[0].call_id}")
        page = desk.page.get_by_role("region", name="대화")
        await expect(page).to_contain_text(QUESTION)
        await expect(page).to_contain_text("이고요 1월 20일에 갈게요")
        assert desk.problems == []

    assert [line.speaker for line in lines].count("machine") >= 1
    assert {line.extension for line in lines if line.speaker == "agent"} == {"201"}
    text = " ".join(line.text for line in lines)
    assert not any(secret in text for secret in ("공일공", "일이삼사", "오육칠팔"))
    assert "Traceback" not in centre.log
    assert "공일공" not in centre.log


@pytest.mark.timeout(240)
async def test_twenty_speak_at_once_and_nobody_is_lost(centre: Centre, tmp_path: Path) -> None:
    voice = tmp_path / "voice.ul"
    voice.write_bytes(to_ulaw(tone(700.0, 1.0)))
    # Long enough that all of them want to be heard at the same time.
    words = "상담원 연결해 주세요"
    slow = Said(words, 4.0, 5.0, heard={"vosk": words, "whisper": words})
    before = metric(centre, 'callcenter_speech_refused_total{reason="full"}')
    async with scripted(MENU_PORT, *([slow] for _ in range(PLACES))) as menu, scripted(TALK_PORT):
        with ExitStack() as clients:
            logins = [login for login in centre.logins().values() if login.role == "agent"][:SEATS]
            agents = {login.extension: clients.enter_context(signed_in(centre, login)) for login in logins}
            phones = {extension: agent.phone_login() for extension, agent in agents.items()}
            robots = RobotAgents(
                SEATS, phones.__getitem__, phones["201"].websocket_url, answer_after=0.4, talk=2.0
            )
            async with robots:
                for agent in agents.values():
                    agent.be_ready()
                citizens = Citizen("01012340042", hang_up=False).speak(voice, -1)
                async with SippCall(citizens, centre.sip_port, calls=CALLERS) as calls:
                    await until(lambda: menu.open_sessions == PLACES, "every place is taken", 60)
                    assert await calls.finished(180), calls.errors
                answered = sum(len(robots.calls(extension)) for extension in robots.extensions)
    assert menu.most_sessions == PLACES
    assert answered >= CALLERS
    refused = metric(centre, 'callcenter_speech_refused_total{reason="full"}') - before
    assert refused == CALLERS - PLACES
    ways = paths(centre, "+821012340042")
    assert len(ways) == CALLERS
    assert sum("음성 안내 불가" in way for way in ways) == CALLERS - PLACES
    assert any("speech_full" in note for note in repairs(centre))
    assert "Traceback" not in centre.log


def metric(centre: Centre, name: str) -> float:
    """The present value of one line of /metrics; 0 before it was ever counted."""
    with urlopen(f"{centre.origin}/metrics", timeout=5) as answer:  # noqa: S310 - ours
        lines = answer.read().decode().splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")), 0.0)


def repairs(centre: Centre) -> list[str]:
    """What the supervisor's board was told."""
    with centre.database() as database, database.reading() as session:
        return [row.what for row in session.exec(select(RepairRecord))]


def paths(centre: Centre, caller: str) -> list[str]:
    """The ways of this caller's answered calls."""
    with centre.database() as database, database.reading() as session:
        calls = session.exec(select(Call).where(Call.caller == caller, Call.outcome == "answered")).all()
        return [call.ivr_path for call in calls]


@asynccontextmanager
async def scripted(port: int, *scripts: list[Said]) -> AsyncIterator[ScriptedRecognizer]:
    """A recogniser "on another machine"."""
    recognizer = ScriptedRecognizer(*scripts)
    server = RecognitionServer(recognizer, "127.0.0.1", port)
    await server.start()
    try:
        yield recognizer
    finally:
        await server.stop()


async def stored(centre: Centre) -> list[TranscriptLine]:
    """All lines, once the original is sealed too."""
    with centre.database() as database:

        def sealed() -> bool:
            with database.reading() as session:
                return [row.part for row in session.exec(select(SealedOriginal))] == [Part.TRANSCRIPT]

        await until(sealed, "the original is sealed", 30)
        with database.reading() as session:
            return sorted(session.exec(select(TranscriptLine)), key=lambda line: line.began_at)
