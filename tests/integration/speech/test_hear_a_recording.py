"""A recording heard again by the real engines in their own process: written, masked, silenced, sealed.

Neither engine understands a digit of espeak-ng's Korean (공일공 becomes 꼬미올), so the number is said by
its English voice, which Whisper writes in digits; numbers in Korean words are the masking's own tests
(`tests/unit/privacy`, `tests/unit/transcripts/test_rewriting.py`).
"""

from __future__ import annotations

import subprocess
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

from callcenter.privacy.models import Part, SealedOriginal
from callcenter.privacy.mute import FADE_SECONDS, gaps_of
from callcenter.privacy.sealed import opened
from callcenter.settings import Settings
from callcenter.speech.recognition.sound import Samples, samples_of
from callcenter.speech.resample import resample
from callcenter.speech.wave import TELEPHONE_RATE, Wave, parse_wave
from callcenter.storage.database import Database
from callcenter.wiring.recorded_ear import recorded_ear
from tests.support.asterisk import REPOSITORY
from tests.support.databases import prepared
from tests.support.recorded_call import RATE, SECONDS, RecordedCall, checksum, samples

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


@pytest.fixture
def call(database: Database, tmp_path: Path) -> RecordedCall:
    number = spoken(tmp_path, NUMBER, "-v", "en-gb", "-s", "120", "-p", "35", "-g", "5")
    wish = spoken(tmp_path, "여권을 만들고 싶어요", "-v", "ko")
    ask = spoken(tmp_path, "무엇을 도와드릴까요", "-v", "ko")
    citizen, agent = voice((NUMBER_AT, number), (36, wish)), voice((16, ask))
    both = (samples_of(citizen) + samples_of(agent)).astype("<i2").tobytes()
    return RecordedCall(database, tmp_path, {Part.MIXED: both, Part.CITIZEN: citizen, Part.AGENT: agent})


def test_the_number_is_masked_silent_and_sealed(call: RecordedCall) -> None:
    before = {part: path.read_bytes() for part, path in call.files().items()}
    heard_before = {part: samples(path) for part, path in call.files().items()}
    ear = recorded_ear(Settings(data=REPOSITORY / "var"))
    assert call.second(ear).hear(lambda: False) == {"heard": 1, "muted": 1, "failed": 0}

    told = [text for speaker, text, source in call.lines() if speaker == "citizen" and source == "recording"]
    [masked] = [text for text in told if "[전화번호]" in text]
    assert not any(character.isdigit() for character in masked)

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
