"""What the callers of the speech benchmarks say: recordings of a site, or espeak-ng."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np

from callcenter.speech.resample import resample
from callcenter.speech.wave import TELEPHONE_RATE, Wave, parse_wave

SENTENCES = (
    "여권을 만들려면 무엇이 필요한가요",
    "골목에 가로등이 나갔어요",
    "주민등록등본을 떼고 싶은데요",
    "자동차 명의 이전은 어디서 하나요",
)
_QUIET = 0.03
"""Of the loudest sample; what is below behind the last word is silence."""


def utterances(recordings: Path | None = None) -> list[bytes]:
    """8 kHz PCM that ends with its last audible sample: the clock of an answer starts there.

    `recordings`: a folder of WAV files with one utterance each, taken in the order of their names.
    """
    if recordings is None:
        sounds = [_espeak(text) for text in SENTENCES]
    else:
        sounds = [parse_wave(path.read_bytes()) for path in sorted(recordings.glob("*.wav"))]
    if not sounds:
        raise SystemExit(f"{recordings} holds no WAV files.")
    return [_trimmed(resample(sound, TELEPHONE_RATE)) for sound in sounds]


def _espeak(text: str) -> Wave:
    command = ["espeak-ng", "-v", "ko", "-s", "150", "--stdout", text]
    return parse_wave(subprocess.run(command, capture_output=True, check=True).stdout)


def _trimmed(sound: Wave) -> bytes:
    samples = np.asarray(sound.samples, np.int16)
    audible = np.flatnonzero(np.abs(samples.astype(np.int32)) > _QUIET * sound.peak)
    return samples[: int(audible[-1]) + 1].tobytes()
