"""Real engines understand the callers' voice of the tests, here and behind a vosk server of somebody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from callcenter.speech.recognition.agreement import choose
from callcenter.speech.recognition.contract import Final, Listening, Lost, Recognizer, SpeechStarted
from callcenter.speech.recognition.endpoint import EndpointRules
from callcenter.speech.recognition.engines import Loaded
from callcenter.speech.recognition.remote import RemoteRecognizer
from callcenter.speech.recognition.threaded import ThreadedRecognizer
from knowledge_base.loader import load_articles
from knowledge_base.matcher import KnowledgeBase
from tests.support.hearing import Heard, silence
from tests.support.korean_voice.voice import korean
from tests.support.plain_vosk_server import plain_vosk_server

CHOICES: Mapping[str, Sequence[str]] = {
    "agent": ("상담원 연결해 주세요", "상담원 바꿔 주세요"),
    "keypad": ("번호로 할게요", "메뉴 들려주세요"),
    "yes": ("네 맞아요", "맞습니다"),
}


@pytest.fixture
async def recognizer(real_engines: Loaded) -> AsyncIterator[Recognizer]:
    # Whoever else has the machine: both engines are waited for.
    rules = EndpointRules(patience_s=20.0)
    made = ThreadedRecognizer(list(real_engines.engines), real_engines.detector, rules, limit=1)
    yield made
    for session in list(made._sessions):
        await session.close()


@pytest.mark.parametrize(
    ("sentence", "choice"),
    [("상담원 연결해 주세요", "agent"), ("네 맞아요", "yes")],
)
async def test_a_choice_is_understood(recognizer: Recognizer, sentence: str, choice: str) -> None:
    phrases = tuple(phrase for phrases in CHOICES.values() for phrase in phrases)
    final = await understood(recognizer, sentence, phrases)
    chosen = choose(final.heard, CHOICES)
    assert chosen is not None, final
    assert chosen.group == choice


@pytest.mark.parametrize(
    ("sentence", "slug"),
    [
        ("여권 만드는 데 얼마예요", "passport-fee"),
        ("여권을 잃어버렸어요", "passport-lost"),
        ("인감증명서 떼러 왔어요", "seal-certificate"),
    ],
)
async def test_a_question_finds_its_article(recognizer: Recognizer, sentence: str, slug: str) -> None:
    articles, _ = load_articles()
    phrases = tuple(phrase for article in articles for phrase in article.phrasings)
    final = await understood(recognizer, sentence, phrases)
    base = KnowledgeBase(articles)
    found = [base.search(text).results[0].article.slug for text in final.heard.values() if text]
    assert slug in found, final


async def test_a_vosk_server_of_somebody_else() -> None:
    async with plain_vosk_server() as address:
        remote = RemoteRecognizer(address)
        final = await understood(remote, "여권을 잃어버렸어요", ("여권을 잃어버렸어요", "상담원 연결"))
        await remote.close()
    assert remote.engines == ("vosk",)
    assert "잃어버리" in final.text


async def understood(recognizer: Recognizer, sentence: str, phrases: tuple[str, ...]) -> Final:
    """What it makes of the sentence between silences; nothing may be lost on the way."""
    heard = Heard()
    session = await recognizer.open(Listening(8000, phrases), heard)
    sound = silence(0.5) + korean(sentence).tobytes() + silence(1.0)
    for start in range(0, len(sound), 3_200):
        session.feed(sound[start : start + 3_200])
        await session.caught_up()
    await session.finish()
    assert heard.of(SpeechStarted)
    assert not heard.of(Lost)
    finals = [event for event in heard.events if isinstance(event, Final) and event.text]
    assert len(finals) == 1, finals
    return finals[0]
