"""Muting recordings: nothing of a gap is left, nothing else is touched."""

from __future__ import annotations

import itertools
import json
import math
import wave
from array import array
from pathlib import Path

import pytest

from callcenter.privacy.mute import FADE_SECONDS, Gap, MuteError, gaps_of, mute, sidecar

RATE = 8000
FADE = round(FADE_SECONDS * RATE)


def record(path: Path, seconds: float, channels: int = 1, rate: int = RATE) -> array[int]:
    samples = array("h", (int(9000 * math.sin(n / 5)) for n in range(int(seconds * rate) * channels)))
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return samples


def samples_of(path: Path) -> array[int]:
    with wave.open(str(path)) as file:
        return array("h", file.readframes(file.getnframes()))


@pytest.mark.parametrize(("channels", "rate"), [(1, 8000), (2, 8000), (1, 16000)])
def test_a_gap_is_silent_and_the_rest_as_it_was(tmp_path: Path, channels: int, rate: int) -> None:
    before = record(tmp_path / "a.wav", 5.5, channels, rate)
    mute(tmp_path / "a.wav", tmp_path / "b.wav", [Gap(1.9, 3.2, "phone")], margin=0)
    after = samples_of(tmp_path / "b.wav")
    start, end, fade = int(1.9 * rate) * channels, int(3.2 * rate) * channels, FADE * channels * rate // RATE
    assert len(after) == len(before)
    assert set(after[start:end]) == {0}
    assert after[: start - fade] == before[: start - fade]
    assert after[end + fade :] == before[end + fade :]


def test_fades_never_jump(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(array("h", [8000] * RATE * 2).tobytes())
    mute(tmp_path / "a.wav", tmp_path / "a.wav", [Gap(0.8, 1.2, "card")])
    after = samples_of(tmp_path / "a.wav")
    assert max(abs(a - b) for a, b in itertools.pairwise(after)) <= 8000 // FADE + 1
    assert (tmp_path / "a.wav").stat().st_mode & 0o777 == 0o600


def test_a_tone_hides_as_well_as_silence(tmp_path: Path) -> None:
    record(tmp_path / "a.wav", 2)
    mute(tmp_path / "a.wav", tmp_path / "b.wav", [Gap(0.5, 1.5, "card")], sound="tone", margin=0)
    record(tmp_path / "c.wav", 2, 1)
    inside = samples_of(tmp_path / "b.wav")[RATE // 2 : RATE * 3 // 2]
    assert 500 < max(inside) <= 700
    assert inside != samples_of(tmp_path / "c.wav")[RATE // 2 : RATE * 3 // 2]


def test_gaps_are_widened_cut_joined_and_listed(tmp_path: Path) -> None:
    record(tmp_path / "a.wav", 4)
    made = mute(
        tmp_path / "a.wav",
        tmp_path / "b.wav",
        [Gap(3.5, 9, "card"), Gap(-1, 0.5, "phone"), Gap(0.6, 1.0, "resident"), Gap(7, 8, "phone")],
        margin=0.1,
    )
    assert [(round(gap.start, 3), round(gap.end, 3), gap.kind) for gap in made] == [
        (0.0, 1.1, "phone+resident"),
        (3.4, 4.0, "card"),
    ]
    assert gaps_of(tmp_path / "b.wav") == made
    assert json.loads(sidecar(tmp_path / "b.wav").read_text())["seconds"] == 4.0


def test_what_is_found_later_is_added_to_the_list(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    record(path, 4)
    mute(path, path, [Gap(1, 1.5, "phone")], margin=0)
    mute(path, path, [Gap(3, 3.5, "card")], margin=0)
    assert [gap.kind for gap in gaps_of(path)] == ["phone", "card"]
    assert set(samples_of(path)[RATE : RATE * 3 // 2]) == {0}


def test_what_is_no_recording_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF not a recording")
    with pytest.raises(MuteError):
        mute(tmp_path / "a.wav", tmp_path / "b.wav", [])
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_header_that_hides_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    record(path, 2)
    with path.open("r+b") as file:  # as a killed exchange leaves it
        file.seek(40)
        file.write(bytes(4))
    with pytest.raises(MuteError):
        mute(path, path, [Gap(0, 1, "phone")])
