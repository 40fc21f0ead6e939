"""The process that hears recordings, from the outside: it may die, refuse, hang and be told to stop."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from callcenter.speech.recognition.contract import RecognizerError, RecognizerMissingError
from callcenter.speech.recorded_hearing import RecordedHearing
from callcenter.speech.worker_options import WorkerOptions

READY = 'import sys,time; sys.stdin.readline(); print(\'{"engines": ["whisper"]}\', flush=True)\n'
ANSWERS = READY + (
    "for line in sys.stdin:\n"
    "  if 'bad' in line: print('{\"error\": \"RecordingError\"}', flush=True)\n"
    "  elif 'fatal' in line: sys.exit(1)\n"
    "  elif 'slow' in line: time.sleep(1e6)\n"
    '  else: print(\'{"utterances": [{"start": 1, "end": 2, "versions": [{"engine": "whisper",'
    ' "text": "네"}]}]}\', flush=True)\n'
)


def options(folder: Path) -> WorkerOptions:
    return WorkerOptions(models=folder, vosk=False, whisper=False)


def recording(folder: Path, name: str) -> Path:
    path = folder / f"{name}.wav"
    path.write_bytes(bytes(44))
    return path


class Stop:
    """Says so at the second question after `armed`."""

    def __init__(self) -> None:
        self.armed = False
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += self.armed
        return self.asked > 1


def hearing(folder: Path, stop: Stop | None = None) -> RecordedHearing:
    command = (sys.executable, "-X", "utf8", "-c", ANSWERS)
    return RecordedHearing(options(folder), stop or Stop(), command)


def test_one_process_hears_one_recording_after_the_other_and_ends_with_its_use(tmp_path: Path) -> None:
    with hearing(tmp_path) as ear:
        for _ in range(2):
            heard = ear.hear(recording(tmp_path, "good"))
            assert heard is not None
            assert [version.text for utterance in heard for version in utterance.versions] == ["네"]
        process = ear._process
        assert process is not None
    assert process.returncode is not None


def test_a_recording_that_cannot_be_read_says_so_and_the_next_is_heard(tmp_path: Path) -> None:
    with hearing(tmp_path) as ear:
        with pytest.raises(RecognizerError, match="RecordingError"):
            ear.hear(recording(tmp_path, "bad"))
        assert ear.hear(recording(tmp_path, "good"))


def test_a_dead_process_is_an_error_of_that_recording_only(tmp_path: Path) -> None:
    with hearing(tmp_path) as ear:
        with pytest.raises(RecognizerError):
            ear.hear(recording(tmp_path, "fatal"))
        assert ear.hear(recording(tmp_path, "good"))


def test_who_is_told_to_stop_stops_in_mid_work(tmp_path: Path) -> None:
    stop = Stop()
    with hearing(tmp_path, stop) as ear:
        assert ear.hear(recording(tmp_path, "good"))
        process, stop.armed = ear._process, True
        assert ear.hear(recording(tmp_path, "slow")) is None
    assert process is not None
    assert process.returncode is not None


def test_a_recording_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with hearing(tmp_path) as ear, pytest.raises(RecognizerError):
        ear.hear(tmp_path / "gone.wav")


def test_the_real_process_on_a_machine_without_engines_says_so(tmp_path: Path) -> None:
    with RecordedHearing(options(tmp_path), lambda: False) as ear, pytest.raises(RecognizerMissingError):
        ear.hear(recording(tmp_path, "any"))
