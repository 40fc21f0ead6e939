"""Recordings of other makers: forms, rates and channels, read a block at a time."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path

import numpy as np
import pytest

from callcenter.speech.recognition.rates import RateChange
from callcenter.speech.recognition.recording import RecordingError, open_recording, read_recording
from callcenter.speech.resample import resample
from callcenter.speech.wave import Wave, wave_bytes


def _file(path: Path, tag: int, bits: int, body: bytes, *, rate: int = 8000, channels: int = 1) -> Path:
    width = channels * bits // 8
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, tag, channels, rate, rate * width, width, bits)
    data = form + struct.pack("<4sI", b"data", len(body)) + body
    path.write_bytes(struct.pack("<4sI4s", b"RIFF", 4 + len(data), b"WAVE") + data)
    return path


@pytest.mark.parametrize(
    ("tag", "bits", "channels", "body", "samples"),
    [
        (1, 16, 1, struct.pack("<2h", 5, -5), [5, -5]),
        (1, 16, 2, struct.pack("<4h", 100, 300, -50, -150), [200, -100]),
        (1, 8, 1, b"\x80\xff\x00", [0, 32512, -32768]),
        (1, 24, 1, b"\xff\x01\x00\x00\x00\x80", [1, -32768]),
        (1, 32, 1, struct.pack("<2i", 1 << 16, -1 << 31), [1, -32768]),
        (3, 32, 1, struct.pack("<3f", 1.0, -2.0, float("nan")), [32767, -32767, 0]),
        (7, 8, 1, b"\xff\x7f\x00\x80", [0, 0, -32124, 32124]),
        (7, 8, 2, b"\xff\xff\x00\x80", [0, 0]),
        (6, 8, 1, b"\xd5\x55\x2a\xaa", [8, -8, -32256, 32256]),
    ],
)
def test_forms_of_other_recorders_are_read(
    tmp_path: Path, tag: int, bits: int, channels: int, body: bytes, samples: list[int]
) -> None:
    rate, found = read_recording(_file(tmp_path / "a.wav", tag, bits, body, channels=channels))
    assert rate == 8000
    assert found.tolist() == samples


@pytest.mark.parametrize("rate", [11_025, 22_050, 44_100, 48_000])
def test_another_rate_is_changed_without_a_seam(rate: int) -> None:
    times = np.arange(int(rate * 0.3)) / rate
    samples = np.rint(9000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)
    change = RateChange(rate, 16_000)
    blocks = [change.feed(block.astype(np.float32)) for block in np.array_split(samples, 13)]
    found = np.concatenate([*blocks, change.end()])
    whole = resample(Wave(rate, array("h", samples.tobytes())), 16_000)
    assert found.size == len(whole.samples)
    assert np.abs(found - np.array(whole.samples)).max() <= 1.0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        ("이것은 글입니다".encode(), "not a WAV file"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "header is incomplete"),
        (b"RIFF\x00\x00\x00\x00WAVEdata\x04\x00\x00\x00abcd", "header is incomplete"),
        (wave_bytes(Wave(48_000, array("h"))), "no sound"),
    ],
)
def test_what_is_no_recording_is_said_so(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "junk.wav"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=reason) as said:
        open_recording(path)
    assert str(path) in str(said.value)


@pytest.mark.parametrize(
    ("tag", "bits", "rate", "channels"), [(2, 4, 8000, 1), (1, 16, 4000, 1), (1, 16, 8000, 9)]
)
def test_what_cannot_be_heard_is_refused(
    tmp_path: Path, tag: int, bits: int, rate: int, channels: int
) -> None:
    path = _file(tmp_path / "odd.wav", tag, bits, bytes(72), rate=rate, channels=channels)
    with pytest.raises(RecordingError, match=r"odd\.wav: its|odd\.wav: it has 9"):
        open_recording(path)


def test_a_file_that_ends_early_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(wave_bytes(Wave(16_000, array("h", range(1000))))[:-501])
    rate, found = read_recording(path)
    assert (rate, found.size) == (16_000, 749)


def test_blocks_are_short_however_long_the_recording(tmp_path: Path) -> None:
    recording = open_recording(_file(tmp_path / "long.wav", 1, 16, bytes(2 * 44_100 * 30), rate=44_100))
    sizes = [block.size for block in recording.blocks()]
    assert recording.seconds == 30
    assert sum(sizes) == 30 * 16_000
    assert max(sizes) <= 3 * 16_000
