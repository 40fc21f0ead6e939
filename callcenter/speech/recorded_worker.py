"""Hears recordings in a process of its own, after everything else on the machine, one at a time.

`python -m callcenter.speech.recorded_worker`: its options (`WorkerOptions`) on the first line of standard
input, then a `Hear` a line; it answers with `Engines` and a `Heard` each. It ends when standard input is
closed, also in mid-work, so that it never outlives the one who asked.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import structlog
from pydantic import BaseModel

from callcenter.speech.recorded_messages import Engines, Hear, Heard, HeardUtterance, HeardVersion, HeardWord
from callcenter.speech.worker import NICENESS_UNHURRIED, spare_the_others
from callcenter.speech.worker_options import NO_ENGINE, WorkerOptions

LARGEST_BYTES = 120_000_000
"""A little more than two hours; a recording takes six times its size of memory while it is heard."""


def main() -> int:
    """Returns the exit code."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    spare_the_others()
    with suppress(OSError):
        os.nice(NICENESS_UNHURRIED)
    options = WorkerOptions.model_validate_json(sys.stdin.readline())
    try:
        return _work(options)
    except ImportError as error:
        _tell(Engines(engines=(), notices=(f"The package {error.name} is not installed.",)))
        return NO_ENGINE


def _work(options: WorkerOptions) -> int:
    # Imported late: these need the packages of the engines.
    from callcenter.speech.recognition.engines import EngineSettings, Loaded, load_engines
    from callcenter.speech.recognition.recording import RecordingError, read_recording
    from callcenter.speech.recognition.utterances import Utterance, utterances

    def hear(path: Path, loaded: Loaded) -> Heard:
        try:
            if path.stat().st_size > LARGEST_BYTES:
                return Heard(error="the recording is longer than two hours")
            rate, samples = read_recording(path)
        except (OSError, RecordingError) as error:
            return Heard(error=type(error).__name__)
        found = utterances(loaded.engines, loaded.detector, rate, samples)
        return Heard(utterances=tuple(as_message(utterance) for utterance in found))

    def as_message(utterance: Utterance) -> HeardUtterance:
        versions = tuple(
            HeardVersion(
                engine=version.engine,
                text=version.text,
                words=tuple(HeardWord(text=w.text, start=w.start, end=w.end) for w in version.words),
            )
            for version in utterance.versions
        )
        return HeardUtterance(start=utterance.start, end=utterance.end, versions=versions)

    loaded = load_engines(
        EngineSettings(
            models=options.models,
            vosk=options.vosk,
            vosk_model=options.vosk_model,
            whisper=options.whisper,
            whisper_model=options.whisper_model,
            front_end=options.front_end,
            threads=options.threads,
            word_times=True,
        )
    )
    _tell(Engines(engines=tuple(engine.name for engine in loaded.engines), notices=loaded.notices))
    if not loaded.engines:
        return NO_ENGINE
    asked: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        _tell(hear(Hear.model_validate_json(asked.get()).path, loaded))


def _listen(asked: SimpleQueue[str]) -> None:
    for line in sys.stdin:
        asked.put(line)
    # Nobody is there any more; engines' threads may be in the middle of a decoding.
    os._exit(0)


def _tell(answer: BaseModel) -> None:
    sys.stdout.write(answer.model_dump_json() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
