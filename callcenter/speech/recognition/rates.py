"""Change of sampling rate of sound that comes in blocks, without a seam; with the filter of the prompts."""

from __future__ import annotations

from math import gcd

import numpy as np

from callcenter.speech.recognition.sound import Samples
from callcenter.speech.resample import polyphase_filter

_AT_ONCE = 4_096


class RateChange:
    """From `rate` to `wanted` Hz; sound at the wanted rate passes unchanged."""

    def __init__(self, rate: int, wanted: int) -> None:
        common = gcd(rate, wanted)
        self._up, self._down = wanted // common, rate // common
        self._same = rate == wanted
        if self._same:
            return
        phases, self._half = polyphase_filter(self._up, self._down)
        self._phases = np.array(phases, np.float32)
        self._waiting = np.zeros(self._half, np.float32)
        """Input not yet used up; its first sample is number `_first`, the sound's own first is `_half`."""
        self._first = 0
        self._taken = self._given = 0

    def feed(self, samples: Samples) -> Samples:
        """What can be told with these samples."""
        if self._same:
            return samples
        self._taken += samples.size
        self._waiting = np.concatenate((self._waiting, samples))
        return self._told(self._first + self._waiting.size)

    def end(self) -> Samples:
        """The rest."""
        if self._same:
            return np.zeros(0, np.float32)
        self._waiting = np.concatenate((self._waiting, np.zeros(self._half + 1, np.float32)))
        return self._told(self._first + self._waiting.size, self._taken * self._up // self._down)

    def _told(self, known: int, most: int | None = None) -> Samples:
        width = 2 * self._half
        # Sample n needs the input from n * down // up + 1 on, `width` samples of it.
        last = ((known - width) * self._up - 1) // self._down + 1 if known > width else 0
        last = max(self._given, last if most is None else min(last, most))
        found = []
        for begin in range(self._given, last, _AT_ONCE):
            numbers = np.arange(begin, min(begin + _AT_ONCE, last), dtype=np.int64) * self._down
            starts, phases = numbers // self._up + 1 - self._first, numbers % self._up
            windows = self._waiting[starts[:, None] + np.arange(width)]
            found.append(np.einsum("ij,ij->i", windows, self._phases[phases]))
        self._given = last
        used = last * self._down // self._up + 1 - self._first
        self._waiting, self._first = self._waiting[used:], self._first + used
        told: Samples = np.concatenate(found).astype(np.float32) if found else np.zeros(0, np.float32)
        return told
