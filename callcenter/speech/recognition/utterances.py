"""A whole recording of one voice as utterances with their times, each as every engine heard it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from callcenter.speech.recognition.agreement import BETTER_FIRST
from callcenter.speech.recognition.contract import Listening, Word
from callcenter.speech.recognition.detector import VoiceDetector
from callcenter.speech.recognition.engine import Engine, Hypothesis
from callcenter.speech.recognition.sound import RATE, Samples, Upsampler
from callcenter.speech.recognition.spoken import spoken

_SILENCE_S = 0.7
"""People pause between the groups of a number; nobody waits for the answer."""
_PIECE = RATE // 10
_BRACKETS = str.maketrans("", "", "[]")


@dataclass(frozen=True, slots=True)
class Version:
    """What one engine understood. `words` may be empty; their times count from the recording's beginning."""

    engine: str
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Seconds from the recording's beginning; `versions` has the better engine first and is never empty."""

    start: float
    end: float
    versions: tuple[Version, ...]


def utterances(
    engines: Sequence[Engine], detector: Callable[[], VoiceDetector], rate: int, samples: Samples
) -> Iterator[Utterance]:
    """`samples` at `rate` (8 or 16 kHz). One utterance after the other, so that no engine's line is full.

    Blocks while it works; what no engine understood is left out.
    """
    sound = Upsampler(rate).feed(samples)
    decoders = {engine.name: engine.decoder(Listening(rate)) for engine in engines}
    names = sorted(decoders, key=_rank)
    for first, last in spoken([sound], detector, _SILENCE_S):
        heard = {}
        for name, decoder in decoders.items():
            decoder.begin()
            for place in range(first, last, _PIECE):
                decoder.accept(sound[place : min(place + _PIECE, last)])
            heard[name] = decoder.end().result()
        versions = tuple(_version(name, heard[name], first / RATE) for name in names if heard[name].text)
        if versions:
            yield Utterance(first / RATE, last / RATE, versions)


def _version(name: str, found: Hypothesis, began: float) -> Version:
    words = tuple(
        Word(_bare(word.text), word.start + began, word.end + began, word.confidence) for word in found.words
    )
    return Version(name, _bare(found.text), words)


def _bare(text: str) -> str:
    """Vosk's model writes some numbers as [25]; square brackets are of the labels of what is masked."""
    return text.translate(_BRACKETS)


def _rank(name: str) -> int:
    return BETTER_FIRST.index(name) if name in BETTER_FIRST else len(BETTER_FIRST)
