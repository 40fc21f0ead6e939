"""Change of sampling rate by a windowed-sinc polyphase filter, in plain Python.

A prompt is rendered once and then cached, so half a second of arithmetic for a long sentence is no
cost worth a dependency on numpy or on a sox program (docs/adr/prompts-without-numpy.md).
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from math import cos, gcd, pi, sin
from operator import mul

from callcenter.speech.wave import Wave

#: Zero crossings of the sinc on each side: stop band below -60 dB with a Blackman window.
_CROSSINGS = 12
#: The pass band ends a little below half the lower rate, so that the roll-off is over at half.
_ROLL_OFF = 0.90


def resample(wave: Wave, rate: int) -> Wave:
    """``wave`` at ``rate`` Hz, band-limited so that nothing folds back (aliases)."""
    if wave.rate == rate or not wave.samples:
        return Wave(rate, wave.samples)
    common = gcd(rate, wave.rate)
    up, down = rate // common, wave.rate // common
    phases, half = polyphase_filter(up, down)
    padded = array("h", bytes(2 * half)) + wave.samples + array("h", bytes(2 * (half + 1)))
    width = 2 * half
    out = array("h", bytes(2 * (len(wave.samples) * up // down)))
    for index in range(len(out)):
        start, phase = divmod(index * down, up)
        window = padded[start + 1 : start + 1 + width]
        value = round(sum(map(mul, window, phases[phase])))
        out[index] = max(-32768, min(32767, value))
    return Wave(rate, out)


@lru_cache(maxsize=8)
def polyphase_filter(up: int, down: int) -> tuple[tuple[tuple[float, ...], ...], int]:
    """The filter of each phase, and the number of input samples it reaches to each side."""
    cutoff = _ROLL_OFF * min(1.0, up / down)
    half = int(_CROSSINGS / cutoff) + 1
    return tuple(_phase(phase / up, cutoff, half) for phase in range(up)), half


def _phase(fraction: float, cutoff: float, half: int) -> tuple[float, ...]:
    taps = [_tap(offset - fraction, cutoff, half) for offset in range(1 - half, half + 1)]
    # Each phase passes a constant unchanged: no ripple at the phase frequency.
    gain = sum(taps)
    return tuple(tap / gain for tap in taps)


def _tap(distance: float, cutoff: float, half: int) -> float:
    x = pi * cutoff * distance
    sinc = 1.0 if x == 0 else sin(x) / x
    position = pi * distance / half
    return cutoff * sinc * (0.42 + 0.5 * cos(position) + 0.08 * cos(2 * position))
