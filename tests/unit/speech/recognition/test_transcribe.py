"""Recordings longer than an engine takes at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from callcenter.speech.recognition.contract import Listening
from callcenter.speech.recognition.engine import Hypothesis
from callcenter.speech.recognition.sound import Samples, samples_of
from callcenter.speech.recognition.transcribe import Transcriber
from tests.support.hearing import FakeDecoder, FakeEngine, LoudIsSpeech, silence, voice


class BusyEngine(FakeEngine):
    """Numbers what it hears, in a thread of its own, and refuses a third utterance in its line."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.waiting: list[Future[Hypothesis]] = []
        self.pool = ThreadPoolExecutor(1)

    def decoder(self, listening: Listening) -> BusyDecoder:
        return BusyDecoder(self)


class BusyDecoder(FakeDecoder):
    def __init__(self, engine: BusyEngine) -> None:
        super().__init__(engine)
        self._busy = engine

    def end(self) -> Future[Hypothesis]:
        super().end()
        busy = [future for future in self._busy.waiting if not future.done()]
        assert len(busy) < 2
        number = len(self._busy.seconds)
        self._busy.waiting = [*busy, self._busy.pool.submit(lambda: Hypothesis(f"문장{number}", 0.9))]
        return self._busy.waiting[-1]


def _blocks(*sounds: bytes) -> Iterator[Samples]:
    """Of about two seconds, as a file is read."""
    for sound in sounds:
        samples = samples_of(sound)
        yield from np.array_split(samples, max(1, samples.size // 16_000))


def test_a_long_recording_is_cut_at_its_silences() -> None:
    engine = FakeEngine("whisper")
    Transcriber([engine], LoudIsSpeech).transcribe(8000, _blocks(*[voice(9.0), silence(1.0)] * 7))
    assert len(engine.seconds) == 4
    assert max(engine.seconds) <= 28.5
    assert sum(engine.seconds) >= 63


def test_every_part_is_heard_in_order_however_many_there_are() -> None:
    engines = [FakeEngine("vosk"), BusyEngine("whisper")]
    told = Transcriber(engines, LoudIsSpeech).transcribe(8000, _blocks(*[voice(20.0), silence(9.0)] * 25))
    assert told.whisper == " ".join(f"문장{number}" for number in range(1, 26))
    assert told.vosk is not None
    assert told.vosk.count("여권을 만들고 싶어요") == 25


@pytest.mark.parametrize("seconds", [0.01, 1.0, 27.9])
def test_a_short_recording_is_heard_whole(seconds: float) -> None:
    engine = FakeEngine("whisper")
    Transcriber([engine], LoudIsSpeech).transcribe(8000, _blocks(voice(seconds)))
    assert engine.seconds == [pytest.approx(seconds)]


def test_without_a_pause_it_is_cut_where_an_engine_could_take_no_more() -> None:
    engine = FakeEngine("whisper")
    Transcriber([engine], LoudIsSpeech).transcribe(16_000, _blocks(voice(100.0, rate=16_000)))
    assert sum(engine.seconds) == pytest.approx(100.0, abs=0.5)
    assert max(engine.seconds) <= 28.5


def test_an_hour_of_silence_has_no_parts_and_costs_no_memory() -> None:
    engine = FakeEngine("whisper")
    quiet = np.zeros(16_000, np.float32)
    told = Transcriber([engine], LoudIsSpeech).transcribe(8000, (quiet for _ in range(1800)))
    assert (told.text, told.whisper, engine.seconds) == ("", "", [])
