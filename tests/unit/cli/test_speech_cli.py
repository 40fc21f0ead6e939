"""`callcenter speech` with engines that hear one sentence in everything."""

from __future__ import annotations

import json
from array import array
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli import speech
from callcenter.cli.main import app
from callcenter.speech.recognition.engines import Loaded
from callcenter.speech.wave import Wave, wave_bytes
from tests.support.hearing import FakeEngine, LoudIsSpeech, voice

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
    nothing = {
        "text": "",
        "confidence": 0.0,
        "vosk": None,
        "whisper": None,
        "phrase": None,
        "phrase_score": 0.0,
    }
    assert lines[0] == {"file": str(junk)} | nothing
    assert lines[1] == {"file": str(tmp_path / "none.wav")} | nothing
    reasons = result.stderr.splitlines()
    assert len(reasons) == 2
    assert "it is not a WAV file" in reasons[0]
    assert "No such file" in reasons[1]
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


@pytest.mark.usefixtures("engines")
def test_what_is_wrong_in_a_manifest_is_named_and_the_others_count(recording: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(f"one.wav {SENTENCE}\nnone.wav\t{SENTENCE}\n{recording.name}\t{SENTENCE}\n", "utf-8")
    result = CliRunner().invoke(app, ["speech", "evaluate", "--json", str(manifest)])
    assert result.exit_code == 1
    assert "none.wav: No such file" in result.stderr
    assert f"{manifest}:1: a file and its text" in result.stderr
    told = json.loads(result.stdout)
    assert (told["recordings"], told["bad"], told["top_1"]) == (1, 2, 1.0)


@pytest.mark.usefixtures("engines")
def test_phrases_without_a_sentence_are_refused(recording: Path, tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("\n  \n", "utf-8")
    result = CliRunner().invoke(app, ["speech", "transcribe", "--phrases", str(phrases), str(recording)])
    assert result.exit_code == 1
    assert str(phrases) in result.stderr
