"""Recorded files that replace a synthesised prompt: ``<folder>/<language>/<id>.wav``."""

from __future__ import annotations

from pathlib import Path

from callcenter.speech.loudness import levelled
from callcenter.speech.resample import resample
from callcenter.speech.wave import TELEPHONE_RATE, Wave, WaveError, parse_wave

SHORTEST_S, LONGEST_S = 0.15, 120.0
#: Two minutes of 48 kHz, 16 bit, stereo.
_MAX_BYTES = 24_000_000
#: A recording whose loudest sample is below this (-40 dB) holds no speech.
_SILENT_PEAK = 328


class RecordedError(ValueError):
    """A recording that cannot be used; the message says which, why and what to do."""


def recorded_path(folder: Path, language: str, name: str) -> Path:
    """Where the recording of a prompt, or of a sound of Asterisk ("digits/1"), is looked for."""
    return folder / language / f"{name}.wav"


def read_recorded(path: Path) -> Wave:
    """The recording for the telephone: 8 kHz mono at the house's loudness. Studio formats are converted.

    Raises RecordedError for what is no 16-bit PCM WAV, is silent, or lasts under 0.15 s or over 120 s.
    """
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise RecordedError(f"{path}: {size} bytes are too many. / 파일이 너무 큽니다(2분 이내).")
        wave = parse_wave(path.read_bytes())
    except OSError as error:
        raise RecordedError(
            f"{path}: cannot be read: {error.strerror}. / 녹음 파일을 읽을 수 없습니다."
        ) from error
    except WaveError as error:
        raise RecordedError(
            f"{path}: {error}. / 16비트 PCM WAV(모노, 8~48 kHz) 파일로 저장해 주십시오."
        ) from error
    _check_content(path, wave)
    return levelled(resample(wave, TELEPHONE_RATE))


def _check_content(path: Path, wave: Wave) -> None:
    if not SHORTEST_S <= wave.seconds <= LONGEST_S:
        raise RecordedError(
            f"{path}: it lasts {wave.seconds:.1f} s; {SHORTEST_S} to {LONGEST_S:.0f} s can be used. / "
            f"녹음 길이가 {wave.seconds:.1f}초입니다. 0.15초에서 120초 사이여야 합니다."
        )
    if wave.peak < _SILENT_PEAK:
        raise RecordedError(f"{path}: it is silent. / 소리가 녹음되어 있지 않습니다.")
