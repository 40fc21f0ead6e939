"""Telephone sound: G.711 µ-law, levels and WAV files at 8 kHz, without audioop (gone in Python 3.13)."""

from __future__ import annotations

import math
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

RATE = 8000
FRAME = 160
"""Samples of one packet: 20 ms."""
SILENCE = b"\xff" * FRAME

_BIAS, _CLIP = 0x84, 32635


def _decoded(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS) << ((code & 0x70) >> 4)
    return _BIAS - magnitude if code & 0x80 else magnitude - _BIAS


def _encoded(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 8
    return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F)) & 0xFF


_TO_LINEAR = tuple(_decoded(code) for code in range(256))
_TO_ULAW = bytes(_encoded(index - 0x8000) for index in range(0x10000))
_POWER = tuple(sample * sample for sample in _TO_LINEAR)


def to_ulaw(samples: Iterable[int]) -> bytes:
    """Signed 16-bit samples as G.711 µ-law (ITU-T G.711)."""
    return bytes(_TO_ULAW[sample + 0x8000] for sample in samples)


def to_linear(ulaw: bytes) -> array[int]:
    """G.711 µ-law as signed 16-bit samples."""
    return array("h", (_TO_LINEAR[code] for code in ulaw))


def power(ulaw: bytes) -> float:
    """Mean square of the samples; 0.0 for no samples."""
    return sum(_POWER[code] for code in ulaw) / len(ulaw) if ulaw else 0.0


def dbfs(mean_square: float) -> float | None:
    """A mean square as dBFS, one decimal; None for digital silence."""
    return round(10 * math.log10(mean_square / 32768**2), 1) if mean_square > 0 else None


class WavError(ValueError):
    """The file cannot be spoken by a telephone."""


def read_wav(path: Path) -> bytes:
    """A WAV file (8 kHz, 16 bit, mono) as µ-law.

    Raises WavError for another format and OSError when it cannot be read.
    """
    try:
        with wave.open(str(path), "rb") as file:
            shape = (file.getframerate(), file.getsampwidth(), file.getnchannels())
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise WavError(str(error)) from None
    if shape != (RATE, 2, 1):
        raise WavError(f"{shape[0]} Hz, {8 * shape[1]} bit, {shape[2]} channels")
    samples = array("h")
    samples.frombytes(data)
    return to_ulaw(samples)


class WavWriter:
    """Writes µ-law into a WAV file; the header is right after each second, so a crash loses nothing."""

    def __init__(self, path: Path) -> None:
        self._file = wave.open(str(path), "wb")  # noqa: SIM115 - open for the whole call
        self._file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        self._waiting = bytearray()

    def write(self, ulaw: bytes) -> None:
        """Add a packet of µ-law, 8 kHz."""
        self._waiting += ulaw
        if len(self._waiting) >= RATE:
            self._flush()

    def close(self) -> None:
        """Write what is left and close the file."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        self._file.writeframes(to_linear(bytes(self._waiting)).tobytes())
        self._waiting.clear()
