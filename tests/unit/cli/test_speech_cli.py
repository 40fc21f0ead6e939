"""`callcenter speech` with engines that hear one sentence in everything."""

from __future__ import annotations

import json
import struct
from array import array
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from callcenter.cli import speech
from callcenter.cli.main import app
from callcenter.speech.recognition.engines import Loaded
from callcenter.speech.recognition.recording import RecordingError, read_recording
from callcenter.speech.recognition.transcribe import Transcriber
from callcenter.speech.wave import Wave, wave_bytes
from tests.support.hearing import FakeEngine, LoudIsSpeech, silence, voice

SENTENCE = "여권을 만들고 싶어요"


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[FakeEngine]:
    made = [FakeEngine("vosk", SENTENCE), FakeEngine("whisper", "여권을 만들고 싶어요.")]
    monkeypatch.setattr(speech, "_load", lambda *_: Loaded(tuple(made), LoudIsSpeech, ()))
    return made


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "one.wav"
    path.write_bytes(wave_bytes(Wave(8000, array("h", voice(1.0)))))
    return path


@pytest.mark.usefixtures("engines")
def test_each_file_gives_one_line_and_a_bad_one_stops_nobody(recording: Path, tmp_path: Path) -> None:
    junk = tmp_path / "junk.wav"
    junk.write_bytes(b"no sound at all")
    phrases = tmp_path / "phrases.txt"
    phrases.write_text(f"골목이 어두워요\n{SENTENCE}\n\n", "utf-8")
    arguments = ["speech", "transcribe", "--phrases", str(phrases), "--json"]
    result = CliRunner().invoke(app, [*arguments, str(junk), str(tmp_path / "none.wav"), str(recording)])
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == ["junk.wav", "none.wav", "one.wav"]
    assert "WAV" in lines[0]["error"]
    assert str(recording) not in result.stderr
    assert lines[2] == {
        "file": str(recording),
        "text": "여권을 만들고 싶어요.",
        "confidence": 1.0,
        "vosk": SENTENCE,
        "whisper": "여권을 만들고 싶어요.",
        "phrase": SENTENCE,
        "phrase_score": 1.0,
    }


@pytest.mark.usefixtures("engines")
def test_a_manifest_gives_rates(recording: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(f"# a remark\none.wav\t{SENTENCE}\n{recording}\t여권을 만들고 싶네\n", "utf-8")
    result = CliRunner().invoke(app, ["speech", "evaluate", "--json", str(manifest)])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["recordings"] == 2
    assert told["top_1"] == 0.5
    assert told["cer"]["text"] == pytest.approx(2 / 17, abs=0.001)
    assert told["real_time_factor"] > 0


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize("content", ["", "only.wav\n", "a.wav\t...\n"])
def test_a_manifest_that_is_none_is_said_so(tmp_path: Path, content: str) -> None:
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(content, "utf-8")
    result = CliRunner().invoke(app, ["speech", "evaluate", str(manifest)])
    assert result.exit_code == 1
    assert str(manifest) in result.stderr


def test_beyond_loopback_a_token_is_needed() -> None:
    result = CliRunner().invoke(app, ["speech", "serve", "--bind", "0.0.0.0"])  # noqa: S104 - refused
    assert result.exit_code == 1
    assert "--token-file" in result.stderr


@pytest.mark.parametrize(
    ("tag", "codes", "samples"),
    [
        (7, b"\xff\x7f\x00\x80", [0, 0, -32124, 32124]),
        (6, b"\xd5\x55\x2a\xaa", [8, -8, -32256, 32256]),
    ],
)
def test_recordings_of_telephone_recorders_are_read(
    tmp_path: Path, tag: int, codes: bytes, samples: list[int]
) -> None:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, tag, 1, 8000, 8000, 1, 8)
    data = form + struct.pack("<4sI", b"data", len(codes)) + codes
    path = tmp_path / "g711.wav"
    path.write_bytes(struct.pack("<4sI4s", b"RIFF", 4 + len(data), b"WAVE") + data)
    rate, found = read_recording(path)
    assert rate == 8000
    assert found.tolist() == samples


def test_silence_and_other_rates(tmp_path: Path) -> None:
    path = tmp_path / "wide.wav"
    path.write_bytes(wave_bytes(Wave(48_000, array("h", [0] * 4800))))
    rate, found = read_recording(path)
    assert (rate, found.size) == (16_000, 1600)
    path.write_bytes(wave_bytes(Wave(48_000, array("h"))))
    with pytest.raises(RecordingError, match="no sound"):
        read_recording(path)


def test_a_long_recording_is_cut_at_its_silences() -> None:
    engine = FakeEngine("whisper")
    pieces = b"".join(voice(9.0) + silence(1.0) for _ in range(7))
    samples = np.frombuffer(pieces, "<i2").astype(np.float32)
    Transcriber([engine], LoudIsSpeech).transcribe(8000, samples)
    assert len(engine.seconds) == 4
    assert max(engine.seconds) <= 28.5
    assert sum(engine.seconds) >= 63
