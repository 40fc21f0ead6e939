"""A recording heard again by the real engines in their own process: written, masked, silenced, sealed.

Neither engine understands a digit of espeak-ng's Korean (공일공 becomes 꼬미올), so the number is said by
its English voice, which Whisper writes in digits; numbers in Korean words are the masking's own tests
(`tests/unit/privacy`, `tests/unit/transcripts/test_rewriting.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from array import array
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

from callcenter.calls.models import Recording
from callcenter.clock import now
from callcenter.privacy.models import Part, SealedOriginal
from callcenter.privacy.mute import FADE_SECONDS, gaps_of
from callcenter.privacy.sealed import opened
from callcenter.settings import Settings, Transcripts
from callcenter.speech.recognition.sound import Samples, samples_of
from callcenter.speech.recorded_hearing import RecordedHearing
from callcenter.speech.resample import resample
from callcenter.speech.wave import TELEPHONE_RATE, Wave, parse_wave, wave_bytes
from callcenter.speech.worker import NICENESS_UNHURRIED
from callcenter.speech.worker_options import WorkerOptions
from callcenter.storage.database import Database
from callcenter.transcripts.search import TranscriptSearch
from callcenter.wiring.house import open_house
from callcenter.wiring.recorded_ear import recorded_ear
from tests.support.asterisk import REPOSITORY
from tests.support.clock import Clock
from tests.support.databases import prepared
from tests.support.recorded_call import CALL, RATE, SECONDS, RecordedCall, checksum, samples

NUMBER_AT = 20
NUMBER = "zero one zero, one two three four, five six seven eight"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with prepared(f"sqlite:///{tmp_path / 'house.db'}") as made:
        yield made


def spoken(folder: Path, text: str, *voice: str) -> Samples:
    """espeak-ng's sentence at telephone rate, at the level of a telephone."""
    path = folder / "spoken.wav"
    subprocess.run(["espeak-ng", *voice, "-w", path, text], check=True, timeout=30)
    wave = parse_wave(path.read_bytes())
    found = resample(Wave(wave.rate, array("h", wave.samples)), TELEPHONE_RATE)
    return np.array(found.samples, np.float32) * np.float32(0.5)


def voice(*said: tuple[float, Samples]) -> bytes:
    sound = np.zeros(SECONDS * RATE, np.float32)
    for second, part in said:
        sound[round(second * RATE) : round(second * RATE) + part.size] += part
    return bytes(sound.astype("<i2").tobytes())


def sounds(folder: Path) -> dict[Part, bytes]:
    """The agent asks, the citizen says a number and a wish."""
    number = spoken(folder, NUMBER, "-v", "en-gb", "-s", "120", "-p", "35", "-g", "5")
    wish = spoken(folder, "여권을 만들고 싶어요", "-v", "ko")
    ask = spoken(folder, "무엇을 도와드릴까요", "-v", "ko")
    citizen, agent = voice((NUMBER_AT, number), (36, wish)), voice((16, ask))
    both = (samples_of(citizen) + samples_of(agent)).astype("<i2").tobytes()
    return {Part.MIXED: both, Part.CITIZEN: citizen, Part.AGENT: agent}


@pytest.fixture
def call(database: Database, tmp_path: Path) -> RecordedCall:
    return RecordedCall(database, tmp_path, sounds(tmp_path))


def test_the_number_is_masked_silent_and_sealed(call: RecordedCall) -> None:
    before = {part: path.read_bytes() for part, path in call.files().items()}
    heard_before = {part: samples(path) for part, path in call.files().items()}
    ear = recorded_ear(Settings(data=REPOSITORY / "var"))
    assert call.second(ear).hear(lambda: False) == {"heard": 1, "muted": 1, "failed": 0}

    told = [text for speaker, text, source in call.lines() if speaker == "citizen" and source == "recording"]
    # One line or two: how long the voice pauses within the number differs between its versions.
    assert any("[전화번호]" in text for text in told)
    assert not any(character.isdigit() for text in told for character in text)

    for part, path in call.files().items():
        gaps = gaps_of(path)
        assert gaps[0].start < NUMBER_AT + 1.5
        assert sum(gap.end - gap.start for gap in gaps) > 3, "all of the number"
        after, was = samples(path), heard_before[part]
        touched = np.zeros(len(was), bool)
        for gap in gaps:
            assert not any(after[round(gap.start * RATE) : round(gap.end * RATE)])
            fade = FADE_SECONDS + 0.01
            touched[max(0, round((gap.start - fade) * RATE)) : round((gap.end + fade) * RATE)] = True
        assert len(after) == len(was)
        assert np.array_equal(np.array(after)[~touched], np.array(was)[~touched])
        with call.database.reading() as session:
            row = session.exec(select(SealedOriginal).where(SealedOriginal.part == part)).one()
        assert b"".join(opened(call.archive.path_of(row), call.holders)) == before[part]
    assert call.recording().sha256 == checksum(call.files()[Part.MIXED])
    spoken_now = np.array(samples(call.files()[Part.CITIZEN]))[NUMBER_AT * RATE : 30 * RATE]
    assert (
        np.count_nonzero(spoken_now)
        < np.count_nonzero(np.array(heard_before[Part.CITIZEN])[NUMBER_AT * RATE : 30 * RATE]) * 0.25
    )


def test_the_jobs_of_the_house_hear_find_and_in_time_delete_it(tmp_path: Path) -> None:
    """Wired as in the application: what is sealed by one job is deleted by the other."""
    (tmp_path / "models").symlink_to(REPOSITORY / "var" / "models")
    house = open_house(Settings(data=tmp_path, transcripts=Transcripts(after_call=True)))
    house.holders.create()
    with prepared(house.settings.database_url) as database:
        # Three minutes ago, so that it is due.
        call = RecordedCall(database, tmp_path, sounds(tmp_path), Clock(now() - timedelta(minutes=3)))
        jobs = house.jobs.runner.jobs
        shutil.copy(call.files()[Part.CITIZEN], tmp_path / "message.wav")
        house.intake.record_voicemail("9.1", "01012342413", "civil", now(), "message.wav", 40.0)
        assert jobs["hear_recordings"].work(lambda: False) == {
            "messages": 1, "messages_failed": 0, "heard": 1, "muted": 1, "failed": 0,
        }  # fmt: skip
        assert any("[전화번호]" in text for _, text, source in call.lines() if source == "voicemail")
        assert any("[전화번호]" in text for _, text, source in call.lines() if source == "recording")
        found = TranscriptSearch(database).calls_with("여권이요")
        assert found is not None
        with database.transaction() as session:
            assert session.exec(found).all() == [CALL]  # type: ignore[call-overload]
            session.get_one(Recording, CALL).keep_until = now()
        assert len(list((tmp_path / "sealed").rglob("*.sealed"))) == 3
        assert jobs["delete_recordings"].work(lambda: False) == {"deleted": 1, "sealed": 3, "failed": 0}
        assert list((tmp_path / "sealed").rglob("*.sealed")) == []
        assert list(tmp_path.glob(f"{CALL}*")) == []
    house.database.close()


def test_the_process_goes_in_mid_work_when_nobody_waits_any_more(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    part = sounds(tmp_path)[Part.CITIZEN]
    path.write_bytes(wave_bytes(Wave(RATE, array("h", part * 10))))
    stop: list[bool] = []
    options = WorkerOptions(models=REPOSITORY / "var" / "models", vosk=False, threads=1)
    with RecordedHearing(options, lambda: bool(stop)) as ear:
        assert ear.hear(spoken_file(tmp_path)) is not None
        process = ear._process
        assert process is not None
        assert os.getpriority(os.PRIO_PROCESS, process.pid) >= NICENESS_UNHURRIED
        stop.append(True)
        assert ear.hear(path) is None
    assert process.returncode == 0, "by itself, not killed"


def spoken_file(folder: Path) -> Path:
    """Short."""
    sound = spoken(folder, "여권", "-v", "ko")
    path = folder / "short.wav"
    path.write_bytes(wave_bytes(Wave(RATE, array("h", sound.astype("<i2").tobytes()))))
    return path
