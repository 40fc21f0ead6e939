"""What every recogniser must do, as one set of checks: subclass it in a test module and give `recognizer`.

`spoken` is 8 kHz sound with one utterance in it. What was understood is not judged here.
"""

from __future__ import annotations

import pytest

from callcenter.speech.recognition.contract import (
    Final,
    Interim,
    Listening,
    Lost,
    Recognizer,
    RecognizerBusyError,
    SpeechEnded,
    SpeechStarted,
)
from tests.support.hearing import Heard, silence

PHRASES = ("여권을 만들고 싶어요", "자동차 등록", "골목이 어두워요")
PIECE = 1600


class RecognizerContract:
    """The fixtures `recognizer` (room for exactly two callers) and `spoken` are the subclass's."""

    async def test_a_turn_is_told_in_order(self, recognizer: Recognizer, spoken: bytes) -> None:
        heard = Heard()
        session = await recognizer.open(Listening(8000, PHRASES), heard)
        for start in range(0, len(spoken), PIECE):
            session.feed(spoken[start : start + PIECE])
        await session.finish()
        turns = {event.turn for event in heard.events if not isinstance(event, Lost)}
        assert turns
        for turn in turns:
            told = [event for event in heard.events if not isinstance(event, Lost) and event.turn == turn]
            assert isinstance(told[0], SpeechStarted)
            assert isinstance(told[-1], Final)
            assert isinstance(told[-2], SpeechEnded)
            assert all(isinstance(event, Interim) for event in told[1:-2])
            assert [event.at for event in told] == sorted(event.at for event in told)
        assert not heard.of(Lost)

    async def test_a_final_is_complete(self, recognizer: Recognizer, spoken: bytes) -> None:
        heard = Heard()
        session = await recognizer.open(Listening(8000, PHRASES), heard)
        session.feed(spoken)
        await session.finish()
        length = len(spoken) / 16_000
        for event in heard.of(Final):
            assert isinstance(event, Final)
            assert 0 <= event.confidence <= 1
            for word in event.words:
                assert 0 <= word.start <= word.end <= length + 0.1
                assert 0 <= word.confidence <= 1

    async def test_speech_that_is_not_over_at_the_end_is_told_too(
        self, recognizer: Recognizer, spoken: bytes
    ) -> None:
        heard = Heard()
        session = await recognizer.open(Listening(8000, PHRASES), heard)
        session.feed(spoken[: len(spoken) // 2])
        await session.finish()
        assert heard.of(SpeechStarted)
        assert len(heard.of(Final)) == len(heard.of(SpeechStarted))

    async def test_silence_says_nothing(self, recognizer: Recognizer) -> None:
        heard = Heard()
        session = await recognizer.open(Listening(8000), heard)
        session.feed(silence(0.2))
        await session.finish()
        assert heard.events == []

    async def test_a_closed_session_is_silent_and_gives_its_place_back(
        self, recognizer: Recognizer, spoken: bytes
    ) -> None:
        heard = Heard()
        for _ in range(3):
            session = await recognizer.open(Listening(8000, PHRASES), heard)
            await session.close()
            before = len(heard.events)
            session.feed(spoken)
            await session.finish()
            await session.close()
            assert len(heard.events) == before

    async def test_one_caller_too_many_is_refused_at_once(self, recognizer: Recognizer) -> None:
        open_ones = [await recognizer.open(Listening(8000, PHRASES), Heard()) for _ in range(2)]
        with pytest.raises(RecognizerBusyError):
            await recognizer.open(Listening(8000, PHRASES), Heard())
        await open_ones[0].close()
        open_ones[0] = await recognizer.open(Listening(16000), Heard())
        for session in open_ones:
            await session.close()
