"""What the bytes of a WAV file mean: its header, and its samples in whichever form they were written."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from callcenter.speech.recognition.sound import Samples
from callcenter.speech.wave import WaveError

PCM, FLOAT, ALAW, ULAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
_READABLE = {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64), (ALAW, 8), (ULAW, 8)}
_LEAST_RATE, _MOST_RATE = 8_000, 192_000
_MOST_CHANNELS = 8
_LARGEST_HEADER = 4_096


@dataclass(frozen=True, slots=True)
class WaveForm:
    """`start` and `size`: where the sound lies in the file, in bytes. `width`: bytes of one moment of it."""

    tag: int
    bits: int
    channels: int
    rate: int
    start: int
    size: int

    @property
    def width(self) -> int:
        return self.channels * self.bits // 8

    @property
    def seconds(self) -> float:
        return self.size // self.width / self.rate


def read_form(file: BinaryIO, length: int) -> WaveForm:
    """The form of an open RIFF/WAVE file of `length` bytes; raises WaveError with the reason.

    A size of 0, or beyond the file's end, is of a writer that did not know it: the rest is the sound.
    """
    if (head := file.read(12))[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise WaveError("it is not a WAV file")
    told: tuple[int, int, int, int] | None = None
    while len(chunk := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", chunk)
        begins = file.tell()
        if name == b"data":
            if told is None:
                break
            left = length - begins
            return _checked(WaveForm(*told, begins, min(size, left) if size else left))
        if name == b"fmt " and 16 <= size <= _LARGEST_HEADER:
            told = _told(file.read(size))
        file.seek(begins + size + size % 2)
    raise WaveError("its header is incomplete")


def _told(body: bytes) -> tuple[int, int, int, int]:
    if len(body) < 16:
        raise WaveError("its header is incomplete")
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if tag == EXTENSIBLE and len(body) >= 26:
        # The form itself is the beginning of a GUID.
        (tag,) = struct.unpack_from("<H", body, 24)
    return tag, bits, channels, rate


def _checked(form: WaveForm) -> WaveForm:
    if (form.tag, form.bits) not in _READABLE:
        raise WaveError(
            f"its format {form.tag:#06x} with {form.bits} bits is none of PCM, float, A-law, µ-law"
        )
    if not 1 <= form.channels <= _MOST_CHANNELS:
        raise WaveError(f"it has {form.channels} channels; 1 to {_MOST_CHANNELS} can be used")
    if not _LEAST_RATE <= form.rate <= _MOST_RATE:
        raise WaveError(f"its sampling rate is {form.rate} Hz; {_LEAST_RATE} to {_MOST_RATE} Hz can be used")
    return form


def decoded(form: WaveForm, body: bytes) -> Samples:
    """Whole moments of sound as samples of one channel (several are mixed)."""
    samples = _values(form, body)
    if form.channels == 1:
        return samples
    mixed: Samples = samples.reshape(-1, form.channels).mean(axis=1, dtype=np.float32)
    return mixed


def _values(form: WaveForm, body: bytes) -> Samples:
    match form.tag, form.bits:
        case (0x0007, _):
            return _from_ulaw(np.frombuffer(body, np.uint8))
        case (0x0006, _):
            return _from_alaw(np.frombuffer(body, np.uint8))
        case (0x0003, bits):
            found = np.nan_to_num(np.frombuffer(body, f"<f{bits // 8}"), posinf=1.0, neginf=-1.0)
            scaled: Samples = (np.clip(found, -1.0, 1.0) * 32767).astype(np.float32)
            return scaled
        case (_, 8):
            return (np.frombuffer(body, np.uint8).astype(np.float32) - 128) * 256
        case (_, 24):
            upper = np.frombuffer(body, np.uint8).reshape(-1, 3)[:, 1:]
            words: NDArray[np.int16] = np.ascontiguousarray(upper).view("<i2")
            return words.ravel().astype(np.float32)
        case (_, 32):
            return (np.frombuffer(body, "<i4") >> 16).astype(np.float32)
    return np.frombuffer(body, "<i2").astype(np.float32)


def _from_ulaw(code: NDArray[np.uint8]) -> Samples:
    """ITU-T G.711 mu-law."""
    value = (~code).astype(np.int32) & 0xFF
    magnitude = (((value & 0x0F) << 3) + 0x84 << ((value & 0x70) >> 4)) - 0x84
    signed: Samples = np.where(value & 0x80, -magnitude, magnitude).astype(np.float32)
    return signed


def _from_alaw(code: NDArray[np.uint8]) -> Samples:
    """ITU-T G.711 A-law."""
    value = code.astype(np.int32) ^ 0x55
    segment = (value & 0x70) >> 4
    base = ((value & 0x0F) << 4) + 8
    magnitude = np.where(segment > 0, base + 0x100 << np.maximum(segment - 1, 0), base)
    signed: Samples = np.where(value & 0x80, magnitude, -magnitude).astype(np.float32)
    return signed
