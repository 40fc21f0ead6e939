"""Whole recordings through all engines: for tests of a site's own calls, and after a call."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from callcenter.speech.recognition.agreement import choose, combine
from callcenter.speech.recognition.contract import Listening
from callcenter.speech.recognition.detector import VoiceDetector
from callcenter.speech.recognition.engine import Decoder, Engine, Hypothesis
from callcenter.speech.recognition.parts import parts
from callcenter.speech.recognition.sound import RATE, Samples, Upsampler

#: Engines hear a recording in the same pieces as a call.
_PIECE = RATE // 10
#: Parts that wait for the slower engine while the other hears the next.
_AHEAD = 1


@dataclass(frozen=True)
class Transcript:
    """`vosk` and `whisper` are None where the engine is missing; `phrase` where none was given or heard."""

    text: str
    confidence: float
    vosk: str | None
    whisper: str | None
    phrase: str | None
    phrase_score: float


NOT_HEARD = Transcript("", 0.0, None, None, None, 0.0)
"""Of a file that no engine could be given."""


class Transcriber:
    """Blocks while it works; `phrases` are what is expected to be said (none: anything)."""

    def __init__(
        self, engines: Sequence[Engine], detector: Callable[[], VoiceDetector], phrases: Sequence[str] = ()
    ) -> None:
        self._engines = tuple(engines)
        self._detector = detector
        self._phrases = tuple(phrases)

    def transcribe(self, rate: int, blocks: Iterable[Samples], *, grammar: bool = True) -> Transcript:
        """`blocks` at `rate` (8 or 16 kHz), of any length together; a block is a few seconds at most.

        `grammar`: the phrases also limit what Vosk may hear.
        """
        listening = Listening(rate, self._phrases if grammar else ())
        upsampler = Upsampler(rate)
        # The one that works in a thread of its own first.
        decoders = {engine.name: engine.decoder(listening) for engine in reversed(self._engines)}
        found: dict[str, list[Hypothesis]] = {name: [] for name in decoders}
        waiting: deque[dict[str, Future[Hypothesis]]] = deque()
        for part in parts(map(upsampler.feed, blocks), self._detector):
            waiting.append({name: _hear(decoder, part) for name, decoder in decoders.items()})
            # An engine refuses what would wait too long, so that a caller gets an answer; here nobody waits.
            if len(waiting) > _AHEAD:
                _take(waiting.popleft(), found)
        while waiting:
            _take(waiting.popleft(), found)
        texts = {name: " ".join(h.text for h in heard if h.text) for name, heard in found.items()}
        certainty = {
            name: min((h.confidence for h in heard if h.text), default=0.0) for name, heard in found.items()
        }
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


def _hear(decoder: Decoder, part: Samples) -> Future[Hypothesis]:
    decoder.begin()
    for place in range(0, part.size, _PIECE):
        decoder.accept(part[place : place + _PIECE])
    return decoder.end()


def _take(answers: Mapping[str, Future[Hypothesis]], found: Mapping[str, list[Hypothesis]]) -> None:
    for name, answer in answers.items():
        found[name].append(answer.result())
