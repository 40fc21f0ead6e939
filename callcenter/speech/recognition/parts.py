"""A recording of any length as parts an engine can take at once, cut where nobody speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import numpy as np

from callcenter.speech.recognition.detector import VoiceDetector
from callcenter.speech.recognition.sound import RATE, Samples
from callcenter.speech.recognition.spoken import LONGEST_S, spoken

_LONGEST = int(LONGEST_S * RATE)


def parts(blocks: Iterable[Samples], detector: Callable[[], VoiceDetector]) -> Iterator[Samples]:
    """The sound whole where it is short, else its speech in parts of at most 28 s, in order.

    `blocks` are at 16 kHz and a few seconds long; no more than about two parts are in memory at once.
    """
    coming = iter(blocks)
    begin: list[Samples] = []
    for block in coming:
        begin.append(block)
        if sum(piece.size for piece in begin) > _LONGEST:
            break
    else:
        if begin:
            yield np.concatenate(begin)
        return
    yield from _cut(chain(begin, coming), detector)


def _cut(blocks: Iterable[Samples], detector: Callable[[], VoiceDetector]) -> Iterator[Samples]:
    """Neighbouring stretches of speech together, with the pauses between them."""
    tape = _Tape(blocks)
    start: int | None = None
    part = np.zeros(0, np.float32)
    for first, last in spoken(tape, detector):
        if start is None:
            start = first
        elif last - start > _LONGEST:
            yield part
            start = first
        part = tape.cut(start, last)
    if start is not None:
        yield part


class _Tape:
    """Passes blocks on and remembers the last of them: as much as one part can need."""

    def __init__(self, blocks: Iterable[Samples]) -> None:
        self._blocks = iter(blocks)
        self._kept = np.zeros(0, np.float32)
        self._kept_from = 0

    def __iter__(self) -> Iterator[Samples]:
        for block in self._blocks:
            surplus = max(0, self._kept.size - _LONGEST - RATE)
            self._kept = np.concatenate((self._kept[surplus:], block))
            self._kept_from += surplus
            yield block

    def cut(self, first: int, last: int) -> Samples:
        """What lies between two places that were counted from the beginning; a copy."""
        return self._kept[first - self._kept_from : last - self._kept_from].copy()
