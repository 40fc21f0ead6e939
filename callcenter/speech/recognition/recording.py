"""Recordings on disk as sound for the engines."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path

import numpy as np

from callcenter.speech.recognition.sound import RATE, Samples
from callcenter.speech.resample import resample
from callcenter.speech.wave import Wave, WaveError, parse_wave, wave_bytes

_ALAW, _ULAW = 6, 7
_LARGEST = 1 << 30
_TELEPHONE = 8_000


class RecordingError(ValueError):
    """A file that cannot be used; the message is a sentence that names it."""


def read_recording(path: Path) -> tuple[int, Samples]:
    """A WAV file (16-bit PCM, or G.711 as telephone recorders write it) as 8 or 16 kHz samples.

    Raises RecordingError for a file that is missing, empty, too large (1 GB) or of another form.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise RecordingError(f"{path}: the file is larger than 1 GB. / 파일이 너무 큽니다.")
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror}. / 파일을 읽을 수 없습니다.") from error
    try:
        wave = parse_wave(_linear(data))
    except (WaveError, struct.error) as error:
        raise RecordingError(f"{path}: {error}. / 16비트 PCM WAV 파일이 필요합니다.") from error
    if not wave.samples:
        raise RecordingError(f"{path}: there is no sound in it. / 소리가 들어 있지 않은 파일입니다.")
    if wave.rate not in (_TELEPHONE, RATE):
        wave = resample(wave, RATE)
    return wave.rate, np.array(wave.samples, np.float32)


def _linear(data: bytes) -> bytes:
    """A G.711 file as a PCM file; all others as they are."""
    place = data.find(b"fmt ", 12, 1024) if data[:4] == b"RIFF" else -1
    if place < 0 or len(data) < place + 24:
        return data
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, place + 8)
    start = data.find(b"data", place)
    if tag not in (_ALAW, _ULAW) or bits != 8 or channels != 1 or start < 0:
        return data
    size = struct.unpack_from("<I", data, start + 4)[0]
    body = np.frombuffer(data[start + 8 :][: size or None], np.uint8)
    decoded = _from_alaw(body) if tag == _ALAW else _from_ulaw(body)
    return wave_bytes(Wave(rate, array("h", decoded.astype("<i2").tobytes())))


def _from_ulaw(code: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> Samples:
    """ITU-T G.711 mu-law."""
    value = (~code).astype(np.int32) & 0xFF
    magnitude = (((value & 0x0F) << 3) + 0x84 << ((value & 0x70) >> 4)) - 0x84
    signed: Samples = np.where(value & 0x80, -magnitude, magnitude).astype(np.float32)
    return signed


def _from_alaw(code: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> Samples:
    """ITU-T G.711 A-law."""
    value = code.astype(np.int32) ^ 0x55
    segment = (value & 0x70) >> 4
    base = ((value & 0x0F) << 4) + 8
    magnitude = np.where(segment > 0, base + 0x100 << np.maximum(segment - 1, 0), base)
    signed: Samples = np.where(value & 0x80, magnitude, -magnitude).astype(np.float32)
    return signed
