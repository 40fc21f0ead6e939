"""The contract, held by the scripted recogniser and by the threaded one over an engine without a model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from callcenter.speech.recognition.contract import (
    Final,
    Interim,
    Listening,
    Lost,
    Recognizer,
    SpeechStarted,
)
from callcenter.speech.recognition.scripted import Dies, Said, ScriptedRecognizer
from callcenter.speech.recognition.threaded import MOST_BEHIND_S, ThreadedRecognizer
from tests.support.hearing import FakeEngine, Heard, LoudIsSpeech, silence, voice
from tests.support.recognizer_contract import RecognizerContract

UTTERANCE = silence(0.5) + voice(1.0) + silence(1.0)


class TestScripted(RecognizerContract):
    @pytest.fixture
    async def recognizer(self) -> Recognizer:
        script = [Said("여권을 만들고 싶어요", 0.5, 1.5)]
        return ScriptedRecognizer(*([script] * 4), limit=2)

    @pytest.fixture
    def spoken(self) -> bytes:
        return UTTERANCE


class TestThreaded(RecognizerContract):
    @pytest.fixture
    async def recognizer(self) -> AsyncIterator[Recognizer]:
        made = ThreadedRecognizer([FakeEngine()], LoudIsSpeech, limit=2)
        yield made
        await made.close()

    @pytest.fixture
    def spoken(self) -> bytes:
        return UTTERANCE


async def test_virtual_time_is_the_sound_that_was_fed() -> None:
    heard = Heard()
    recognizer = ScriptedRecognizer([Said("네 맞아요", 1.0, 2.0), Dies(4.0)])
    session = await recognizer.open(Listening(8000), heard)
    session.feed(silence(1.4))
    assert heard.events == [SpeechStarted(1, 1.0)]
    session.feed(silence(0.2))
    assert heard.events[1:] == [Interim(1, 1.5, "네")]
    session.feed(silence(1.0))
    final = heard.events[-1]
    assert isinstance(final, Final)
    assert (final.text, [word.text for word in final.words]) == ("네 맞아요", ["네", "맞아요"])
    session.feed(silence(1.5))
    assert heard.events[-1] == Lost("scripted")


async def test_who_cannot_keep_up_is_lost_rather_than_late() -> None:
    heard = Heard()
    recognizer = ThreadedRecognizer([FakeEngine()], LoudIsSpeech)
    session = await recognizer.open(Listening(8000), heard)
    session.feed(silence(MOST_BEHIND_S + 1))
    assert isinstance(heard.events[-1], Lost)
    assert recognizer.callers == 0
    await recognizer.close()


async def test_an_engine_that_raises_loses_the_session_only() -> None:
    class Broken(FakeEngine):
        def decoder(self, listening: Listening) -> Any:
            class Decoder:
                def begin(self) -> None:
                    raise RuntimeError("broken")

                def drop(self) -> None:
                    pass

            return Decoder()

    heard = Heard()
    recognizer = ThreadedRecognizer([Broken()], LoudIsSpeech)
    session = await recognizer.open(Listening(8000), heard)
    session.feed(voice(1))
    await heard.until(lambda: heard.of(Lost))
    await session.finish()
    assert recognizer.callers == 0
    await recognizer.close()
