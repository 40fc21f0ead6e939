"""Sentences as telephone sound, spoken by MBROLA with the Korean voice hn1.

Both are Debian packages outside of main (the voice may not be sold), unpacked for the tests and
never part of the product; docs/licences.md.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from array import array
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from callcenter.asterisk.debian_packages import Wanted, fetch_packages
from callcenter.speech.korean_text import spoken
from tests.support.asterisk import REPOSITORY
from tests.support.korean_voice.phonemes import pho

FOLDER = REPOSITORY / "var" / "test-voice"
VOICE = Wanted(
    ("mbrola", "mbrola-hn1"), "the callers' voice", "about 10 MB", components="main contrib non-free"
)
DATABASE = "usr/share/mbrola/hn1/hn1"
RATE = 8_000
_LOUDEST = 12_000.0
_TAPS = 81

Sound = np.ndarray[Any, np.dtype[np.float64]]


@cache
def korean(text: str) -> array[int]:
    """A Korean sentence, 8 kHz; numbers and the like are said as the announcements say them."""
    tree = fetch_packages(VOICE, FOLDER, lambda _: None)
    with tempfile.TemporaryDirectory() as folder:
        written, sound = Path(folder) / "said.pho", Path(folder) / "said.wav"
        written.write_text(pho(spoken(text)), "utf-8")
        command = [*tree.command("usr/bin/mbrola"), str(tree.root / DATABASE), str(written), str(sound)]
        subprocess.run(command, check=True, capture_output=True, timeout=30)
        with wave.open(str(sound)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
    return array("h", _telephone(samples).astype(np.int16).tobytes())


def _telephone(samples: Sound) -> Sound:
    """16 kHz to 8 kHz, at the loudness of a caller."""
    ramp = np.arange(_TAPS) - _TAPS // 2
    low = np.sinc(ramp / 2.1) * np.hamming(_TAPS)
    halved: Sound = np.convolve(samples, low / low.sum(), "same")[::2]
    loud: Sound = halved * (_LOUDEST / np.abs(halved).max())
    return loud
