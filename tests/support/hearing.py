"""Engines without models and sound without people, for tests of what is around a recogniser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np

from callcenter.speech.recognition.contract import Event, Listening
from callcenter.speech.recognition.engine import Hypothesis
from callcenter.speech.recognition.sound import Samples, rms


def silence(seconds: float, rate: int = 8000) -> bytes:
    return bytes(2 * int(seconds * rate))


def voice(seconds: float, rate: int = 8000, level: float = 3000.0) -> bytes:
    """Sound that a loudness detector takes for speech."""
    noise = np.random.default_rng(7).standard_normal(int(seconds * rate)) * level
    return bytes(np.clip(noise, -32768, 32767).astype("<i2").tobytes())


class LoudIsSpeech:
    """A detector without memory: what is loud is speech."""

    def speech(self, frame: Samples) -> float:
        return 1.0 if rms(frame) > 100 else 0.0


@dataclass
class FakeEngine:
    """Hears `text` in everything, interim at once. `answer_later`: the test concludes it by hand."""

    name: str = "fake"
    text: str = "여권을 만들고 싶어요"
    answer_later: bool = False
    calls: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    unanswered: list[Future[Hypothesis]] = field(default_factory=list)

    def decoder(self, listening: Listening) -> FakeDecoder:
        return FakeDecoder(self)

    def close(self) -> None:
        self.calls.append("closed")


class FakeDecoder:
    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self._samples = 0

    def begin(self) -> None:
        self._samples = 0
        self._engine.calls.append("begin")

    def accept(self, samples: Samples) -> str | None:
        first = self._samples == 0
        self._samples += samples.size
        return self._engine.text if first else None

    def paused(self) -> None:
        self._engine.calls.append("paused")

    def resumed(self) -> None:
        self._engine.calls.append("resumed")

    def end(self) -> Future[Hypothesis]:
        self._engine.seconds.append(self._samples / 16_000)
        future: Future[Hypothesis] = Future()
        self._engine.unanswered.append(future)
        if not self._engine.answer_later:
            future.set_result(Hypothesis(self._engine.text, 0.9))
        return future

    def drop(self) -> None:
        self._engine.calls.append("drop")


@dataclass
class Heard:
    """Collects the events of a session; pass it as `emit`."""

    events: list[Event] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._came.set()

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, condition: Callable[[], object], limit: float = 20.0) -> None:
        """Wait for events to make `condition` true."""
        async with asyncio.timeout(limit):
            while not condition():
                self._came.clear()
                await self._came.wait()
