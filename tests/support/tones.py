"""Tones as proof that a voice went from one end to the other: made, and found again in samples."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence


def tone(hertz: float, seconds: float, rate: int = 8000, level: int = 8000) -> array[int]:
    """A sine as signed 16-bit samples."""
    step = 2 * math.pi * hertz / rate
    return array("h", (int(level * math.sin(step * n)) for n in range(int(seconds * rate))))


def syllables(hertz: float, seconds: float, rate: int = 8000, level: int = 8000) -> array[int]:
    """A sine that swells four times a second, as speech does: browsers take an even one down as noise."""
    swell = 2 * math.pi * 4 / rate
    even = tone(hertz, seconds, rate, level)
    return array("h", (int(sample * (1 - math.cos(swell * n)) / 2) for n, sample in enumerate(even)))


def tone_share(samples: Sequence[int], hertz: float, rate: int = 8000) -> float:
    """Share of the samples' energy at `hertz` (Goertzel): near 1 for that tone, near 0 for speech."""
    energy = sum(sample * sample for sample in samples)
    if not samples or energy == 0:
        return 0.0
    coefficient = 2 * math.cos(2 * math.pi * hertz / rate)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    power = before * before + last * last - coefficient * before * last
    return 2 * power / (energy * len(samples))


def best_share(samples: Sequence[int], hertz: float, rate: int = 8000, window_s: float = 0.2) -> float:
    """The highest `tone_share` of any window: whether the tone was heard at all, and clean."""
    size = int(rate * window_s)
    starts = range(0, max(1, len(samples) - size + 1), size // 2)
    return max((tone_share(samples[start : start + size], hertz, rate) for start in starts), default=0.0)


def loudest(samples: Sequence[int], length: int) -> Sequence[int]:
    """The piece of this length with the most energy."""
    starts = range(0, len(samples) - length + 1, length // 4)
    return max(
        (samples[start : start + length] for start in starts), key=lambda piece: sum(s * s for s in piece)
    )


def contains(samples: Sequence[int], piece: Sequence[int]) -> bool:
    """Whether the piece was heard, but for the rounding of G.711 (about 3 % of a sample)."""
    allowed = [abs(sample) // 16 + 40 for sample in piece]

    def at(start: int) -> bool:
        return all(abs(samples[start + n] - piece[n]) <= allowed[n] for n in range(len(piece)))

    return any(at(start) for start in range(len(samples) - len(piece) + 1))
