"""Telephone sound on its way to an engine: 16 kHz, one level, and a little noise where the line has none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Samples in 16-bit units (-32768 to 32767), at 16 kHz unless said otherwise."""

RATE = 16_000
_TAPS = 48
#: Speech is brought to about this level before Vosk hears it, and noise of this deviation is added above
#: 4.2 kHz: the models were trained on wide-band sound and take an empty upper band for silence.
_SPEECH_RMS, _NOISE_STD, _NOISE_FROM_HZ = 700.0, 25.0, 4_200.0
#: Below this the sound is line noise and must not be lifted to speech level.
_QUIET_RMS = 40.0
_MOST_GAIN, _LEAST_GAIN = 8.0, 0.1
_FOLLOW = 0.15


def samples_of(pcm: bytes) -> Samples:
    """Signed 16-bit little-endian bytes as samples; an odd last byte is dropped."""
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32)


def pcm_of(samples: Samples) -> bytes:
    """The bytes of samples, clipped."""
    return bytes(np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes())


def rms(samples: Samples) -> float:
    """Root mean square; 0 for nothing."""
    return float(np.sqrt(np.mean(np.square(samples)))) if samples.size else 0.0


def _half_band() -> Samples:
    """Low-pass at 4 kHz of a 16 kHz rate, gain 2 for the zeros put between the samples."""
    n = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps = np.sinc(n / 2 * 0.92) * np.hamming(_TAPS)
    low_pass: Samples = (2 * taps / taps.sum()).astype(np.float32)
    return low_pass


class Upsampler:
    """8 kHz to 16 kHz, chunk by chunk without a seam; 16 kHz passes unchanged. 1.5 ms late."""

    _FILTER = _half_band()

    def __init__(self, rate: int) -> None:
        self._doubles = rate != RATE
        self._before = np.zeros(_TAPS - 1, np.float32)

    def feed(self, samples: Samples) -> Samples:
        """The next samples, at 16 kHz."""
        if not self._doubles or not samples.size:
            return samples
        spread = np.zeros(2 * samples.size, np.float32)
        spread[::2] = samples
        whole = np.concatenate((self._before, spread))
        self._before = whole[-(_TAPS - 1) :]
        return np.convolve(whole, self._FILTER, "valid").astype(np.float32)


def _high_noise(seconds: float = 1.0) -> Samples:
    """Noise above 4.2 kHz with a fixed seed: the same sound is always recognised the same."""
    size = int(RATE * seconds)
    spectrum = np.fft.rfft(np.random.default_rng(120).standard_normal(size))
    spectrum[np.fft.rfftfreq(size, 1 / RATE) < _NOISE_FROM_HZ] = 0
    noise = np.fft.irfft(spectrum, size)
    weak: Samples = (noise / noise.std() * _NOISE_STD).astype(np.float32)
    return weak


class FrontEnd:
    """Level and noise for one utterance; keeps its gain from chunk to chunk."""

    _NOISE = _high_noise()

    def __init__(self) -> None:
        self._gain: float | None = None
        self._place = 0

    def feed(self, samples: Samples) -> Samples:
        """The next samples, levelled and filled."""
        level = rms(samples)
        if level > _QUIET_RMS:
            wanted = min(_MOST_GAIN, max(_LEAST_GAIN, _SPEECH_RMS / level))
            gain = self._gain
            self._gain = wanted if gain is None else gain + _FOLLOW * (wanted - gain)
        places = np.arange(self._place, self._place + samples.size) % self._NOISE.size
        self._place = int((self._place + samples.size) % self._NOISE.size)
        louder: Samples = samples * np.float32(self._gain or 1.0) + self._NOISE[places]
        return louder
