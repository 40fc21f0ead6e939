"""16-bit mono sound in memory, and its RIFF file form.

The reader is our own because streaming speech servers (and ``espeak-ng --stdout``) write a data size
of 0 or 0xFFFFFFFF, which the standard library takes at its word.
"""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass

#: What a telephone line carries: Asterisk's ``wav`` format is 8 kHz, 16-bit, mono.
TELEPHONE_RATE = 8_000
_PCM, _EXTENSIBLE = 0x0001, 0xFFFE


class WaveError(ValueError):
    """Bytes that are not sound we can use; the message says why."""


@dataclass(frozen=True)
class Wave:
    """Signed 16-bit samples of one channel at ``rate`` Hz."""

    rate: int
    samples: array[int]

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def peak(self) -> int:
        """The largest absolute sample, 0 to 32768."""
        return max(max(self.samples), -min(self.samples)) if self.samples else 0


def parse_wave(data: bytes) -> Wave:
    """Read a RIFF/WAVE file: PCM, 16 bit, one or two channels (two are mixed), 8 to 48 kHz.

    Raises WaveError for anything else, with the reason.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WaveError("it is not a WAV file")
    form, pcm = _chunks(data)
    if form is None or pcm is None:
        raise WaveError("its header is incomplete")
    tag, channels, rate, bits = form
    if tag not in (_PCM, _EXTENSIBLE) or bits != 16:
        raise WaveError(f"it must be uncompressed 16-bit PCM, not format {tag:#06x} with {bits} bits")
    if channels not in (1, 2):
        raise WaveError(f"it has {channels} channels; one is wanted")
    if not TELEPHONE_RATE <= rate <= 48_000:
        raise WaveError(f"its sampling rate is {rate} Hz; 8000 to 48000 Hz can be used")
    samples = array("h", pcm[: len(pcm) // (2 * channels) * 2 * channels])
    if sys.byteorder == "big":
        samples.byteswap()
    return Wave(rate, samples if channels == 1 else _mixed(samples))


def _chunks(data: bytes) -> tuple[tuple[int, int, int, int] | None, bytes | None]:
    form, pcm, position = None, None, 12
    while position + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        body = data[position + 8 : position + 8 + size]
        if name == b"fmt " and len(body) >= 16:
            tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
            form = (tag, channels, rate, bits)
        elif name == b"data":
            # A streamed file does not know its size: then the rest of the bytes is the sound.
            pcm = body if size else data[position + 8 :]
            break
        position += 8 + size + size % 2
    return form, pcm


def _mixed(stereo: array[int]) -> array[int]:
    return array("h", ((left + right) // 2 for left, right in zip(stereo[::2], stereo[1::2], strict=True)))


def wave_bytes(wave: Wave) -> bytes:
    """The RIFF/WAVE file of ``wave``."""
    samples = wave.samples
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    pcm = samples.tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, 1, wave.rate, wave.rate * 2, 2, 16)
    return b"".join(
        (
            struct.pack("<4sI4s", b"RIFF", 36 + len(pcm), b"WAVE"),
            form,
            struct.pack("<4sI", b"data", len(pcm)),
            pcm,
        )
    )
