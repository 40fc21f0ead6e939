"""A recogniser that hears what its script says, when as much sound has been fed: time is the sound.

For tests of everything behind a recogniser, and for a demonstration without models.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from callcenter.speech.recognition.contract import (
    Emit,
    Event,
    Final,
    Interim,
    Listening,
    Lost,
    RecognizerBusyError,
    SpeechEnded,
    SpeechStarted,
    Word,
)

SILENCE_S = 0.55


@dataclass(frozen=True)
class Said:
    """One turn: spoken from `start` to `end` (seconds of sound), told `SILENCE_S` later."""

    text: str
    start: float
    end: float
    confidence: float = 0.95
    heard: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dies:
    """The recogniser is lost at this time."""

    at: float


Line = Said | Dies


class ScriptedRecognizer:
    """Each `open` takes the next script; one that is out of scripts hears nothing. Fulfils `Recognizer`."""

    engines = ("scripted",)

    def __init__(self, *scripts: Iterable[Line], limit: int = 64) -> None:
        self.listened_for: list[Listening] = []
        self.open_sessions = self.most_sessions = 0
        self._scripts = deque(tuple(script) for script in scripts)
        self._limit = limit

    async def open(self, listening: Listening, emit: Emit) -> ScriptedSession:
        if self.open_sessions >= self._limit:
            raise RecognizerBusyError(f"All {self._limit} places of the recogniser are taken.")
        self.open_sessions += 1
        self.most_sessions = max(self.most_sessions, self.open_sessions)
        self.listened_for.append(listening)
        script = self._scripts.popleft() if self._scripts else ()
        return ScriptedSession(self, listening.rate, script, emit)

    async def close(self) -> None:
        self._scripts.clear()


class ScriptedSession:
    """Virtual time: only `feed` moves it. Fulfils `Session`."""

    def __init__(self, recognizer: ScriptedRecognizer, rate: int, script: Iterable[Line], emit: Emit) -> None:
        self.prompts: list[bool] = []
        self._recognizer = recognizer
        self._bytes_a_second = rate * 2
        self._emit = emit
        self._fed = 0
        self._open = True
        self._events = deque(_timed(script))

    @property
    def now(self) -> float:
        """Seconds of sound so far."""
        return self._fed / self._bytes_a_second

    def feed(self, pcm: bytes) -> None:
        self._fed += len(pcm)
        while self._open and self._events and self._events[0][0] <= self.now:
            self._tell(self._events.popleft()[1])

    def prompt_playing(self, playing: bool) -> None:
        self.prompts.append(playing)

    async def caught_up(self) -> None:
        """Virtual time is never late."""

    async def finish(self) -> None:
        await asyncio.sleep(0)
        # A turn that has begun is told to its end; one that has not was never spoken.
        turns = {event.turn for _, event in self._events if isinstance(event, SpeechStarted)}
        for _, event in self._events:
            if self._open and not isinstance(event, Lost) and event.turn not in turns:
                self._tell(event)
        await self.close()

    async def close(self) -> None:
        self._events.clear()
        if self._open:
            self._open = False
            self._recognizer.open_sessions -= 1

    def _tell(self, event: Event) -> None:
        self._emit(event)
        if isinstance(event, Lost) and self._open:
            self._open = False
            self._recognizer.open_sessions -= 1


def _timed(script: Iterable[Line]) -> list[tuple[float, Event]]:
    events: list[tuple[float, Event]] = []
    turn = 0
    for line in script:
        if isinstance(line, Dies):
            events.append((line.at, Lost("scripted")))
            continue
        turn += 1
        over = line.end + SILENCE_S
        words = _words(line)
        events.append((line.start, SpeechStarted(turn, line.start)))
        for count, word in enumerate(words, start=1):
            so_far = " ".join(w.text for w in words[:count])
            events.append((word.end, Interim(turn, word.end, so_far)))
        events.append((over, SpeechEnded(turn, over)))
        events.append((over, Final(turn, over, line.text, line.confidence, words, line.heard)))
    return events


def _words(said: Said) -> tuple[Word, ...]:
    """Words of equal length over the turn."""
    texts = said.text.split()
    if not texts:
        return ()
    each = (said.end - said.start) / len(texts)
    return tuple(
        Word(text, said.start + index * each, said.start + (index + 1) * each)
        for index, text in enumerate(texts)
    )
