"""Whole recordings through all engines: for tests of a site's own calls, and after a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from callcenter.speech.recognition.agreement import choose, combine
from callcenter.speech.recognition.contract import Listening
from callcenter.speech.recognition.detector import VoiceDetector
from callcenter.speech.recognition.engine import Engine, Hypothesis
from callcenter.speech.recognition.sound import RATE, Samples, Upsampler
from callcenter.speech.recognition.spoken import LONGEST_S, spoken

#: Engines hear a recording in the same pieces as a call.
_PIECE = RATE // 10


@dataclass(frozen=True)
class Transcript:
    """`vosk` and `whisper` are None where the engine is missing; `phrase` where none was given or heard."""

    text: str
    confidence: float
    vosk: str | None
    whisper: str | None
    phrase: str | None
    phrase_score: float


class Transcriber:
    """Blocks while it works; `phrases` are what is expected to be said (none: anything)."""

    def __init__(
        self, engines: Sequence[Engine], detector: Callable[[], VoiceDetector], phrases: Sequence[str] = ()
    ) -> None:
        self._engines = tuple(engines)
        self._detector = detector
        self._phrases = tuple(phrases)

    def transcribe(self, rate: int, samples: Samples, *, grammar: bool = True) -> Transcript:
        """`samples` at `rate` (8 or 16 kHz). `grammar`: the phrases also limit what Vosk may hear."""
        listening = Listening(rate, self._phrases if grammar else ())
        sound = Upsampler(rate).feed(samples)
        parts = list(self._parts(sound))
        texts: dict[str, str] = {}
        certainty: dict[str, float] = {}
        waiting: dict[str, list[Future[Hypothesis]]] = {}
        for engine in reversed(self._engines):
            # The one that works in a thread of its own first.
            decoder = engine.decoder(listening)
            waiting[engine.name] = []
            for part in parts:
                decoder.begin()
                for place in range(0, part.size, _PIECE):
                    decoder.accept(part[place : place + _PIECE])
                waiting[engine.name].append(decoder.end())
        for name, futures in waiting.items():
            found = [future.result() for future in futures]
            texts[name] = " ".join(h.text for h in found if h.text)
            certainty[name] = min((h.confidence for h in found if h.text), default=0.0)
        return self._told(texts, certainty)

    def _told(self, texts: dict[str, str], certainty: dict[str, float]) -> Transcript:
        text, confidence = combine(texts, certainty)
        choice = choose(texts, {phrase: (phrase,) for phrase in self._phrases})
        return Transcript(
            text=text,
            confidence=choice.confidence if choice else confidence,
            vosk=texts.get("vosk"),
            whisper=texts.get("whisper"),
            phrase=choice.phrase if choice else None,
            phrase_score=choice.score if choice else 0.0,
        )

    def _parts(self, sound: Samples) -> Iterator[Samples]:
        """The sound whole where it is short, else cut at silences into pieces an engine can take."""
        longest = int(LONGEST_S * RATE)
        if sound.size <= longest:
            yield sound
            return
        start = end = None
        for first, last in spoken(sound, self._detector):
            if start is None:
                start = first
            elif end is not None and last - start > longest:
                yield sound[start:end]
                start = first
            end = last
        if start is not None:
            yield sound[start:end]
