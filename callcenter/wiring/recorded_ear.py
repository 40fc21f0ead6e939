"""The process that hears recordings, as the transcripts know it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from callcenter.privacy.utterance import Word
from callcenter.settings import Settings
from callcenter.speech.recognition.contract import RecognizerError, RecognizerMissingError
from callcenter.speech.recorded_hearing import RecordedHearing
from callcenter.speech.recorded_messages import HeardUtterance as Told
from callcenter.speech.recorded_messages import HeardVersion
from callcenter.speech.worker_options import WorkerOptions
from callcenter.transcripts.heard import (
    HeardUtterance,
    Hearing,
    HearingOpener,
    NobodyHearsError,
    NotHeardError,
    Version,
)


class RecordedEar:
    """`callcenter.transcripts.heard.Hearing`."""

    def __init__(self, hearing: RecordedHearing) -> None:
        self._hearing = hearing

    def hear(self, path: Path) -> Sequence[HeardUtterance] | None:
        try:
            told = self._hearing.hear(path)
        except RecognizerMissingError as error:
            raise NobodyHearsError(str(error)) from error
        except RecognizerError as error:
            raise NotHeardError(str(error)) from error
        return None if told is None else [_utterance(utterance) for utterance in told]


def recorded_ear(settings: Settings) -> HearingOpener:
    """Both engines, where they are installed: nobody waits, and what one hears the other may not."""
    options = WorkerOptions(
        models=settings.data.absolute() / "models",
        vosk_model=settings.speech.vosk_model,
        whisper_model=settings.speech.whisper_model,
        front_end=settings.speech.front_end,
        threads=settings.transcripts.threads,
        unhurried=True,
    )

    @contextmanager
    def opened(stopping: Callable[[], bool]) -> Iterator[Hearing]:
        with RecordedHearing(options, stopping) as hearing:
            yield RecordedEar(hearing)

    return opened


def _utterance(told: Told) -> HeardUtterance:
    return HeardUtterance(told.start, told.end, tuple(_version(version) for version in told.versions))


def _version(told: HeardVersion) -> Version:
    return Version(told.engine, told.text, tuple(Word(w.text, w.start, w.end) for w in told.words))
