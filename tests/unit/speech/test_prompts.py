"""Sound files of prompts: built, cached, recorded, rendered on demand."""

from __future__ import annotations

import asyncio
import threading
from array import array
from pathlib import Path

import pytest

from callcenter.speech.build import build_all
from callcenter.speech.catalog import load_catalog
from callcenter.speech.on_demand import OnDemand
from callcenter.speech.prompts import PromptStudio
from callcenter.speech.recorded import RecordedError, read_recorded
from callcenter.speech.voice import VoiceError
from callcenter.speech.wave import Wave, parse_wave, wave_bytes

TEXTS = """
language: ko
prompts:
  greeting: 안녕하십니까?
  booked: "{number:phone}번으로 전화드리겠습니다."
  count: "{n:number}분입니다."
asterisk:
  queue-youarenext: 다음 차례입니다.
  digits/1: 일
"""


NUMBER = {"number": "01012345678"}


class CountingVoice:
    """Half a second of square wave for any text; remembers the texts, can fail or wait."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.version = 1
        self.broken = False
        self.gate = threading.Event()
        self.gate.set()

    @property
    def fingerprint(self) -> str:
        return f"counting/{self.version}"

    def speak(self, text: str) -> Wave:
        self.gate.wait(10)
        self.spoken.append(text)
        if self.broken:
            raise VoiceError("The voice is broken. / 음성이 고장났습니다.")
        return Wave(16_000, array("h", [4_000] * 4 + [-4_000] * 4) * 1_000)


@pytest.fixture
def voice() -> CountingVoice:
    return CountingVoice()


@pytest.fixture
def studio(tmp_path: Path, voice: CountingVoice) -> PromptStudio:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "ko.yaml").write_text(TEXTS, encoding="utf-8")
    catalog = load_catalog(texts)
    return PromptStudio(catalog, {"ko": voice}, cache=tmp_path / "cache", recorded=tmp_path / "recorded")


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_build_lays_out_asterisks_sounds(studio: PromptStudio, tmp_path: Path) -> None:
    report = build_all(studio, tmp_path / "sounds")
    assert report.problems == []
    wanted = ["ko/beep.wav", "ko/cc/greeting.wav", "ko/digits/1.wav", "ko/queue-youarenext.wav"]
    assert _names(tmp_path / "sounds") == wanted
    for path in report.written:
        wave = parse_wave(path.read_bytes())
        assert wave.rate == 8_000
        assert 0.2 < wave.seconds < 0.6


def test_second_build_synthesises_and_writes_nothing(
    studio: PromptStudio, voice: CountingVoice, tmp_path: Path
) -> None:
    build_all(studio, tmp_path / "sounds")
    voice.spoken.clear()
    report = build_all(studio, tmp_path / "sounds")
    assert (voice.spoken, report.written, len(report.unchanged)) == ([], [], 4)


def test_another_voice_is_not_mistaken_for_the_old_one(
    studio: PromptStudio, voice: CountingVoice, tmp_path: Path
) -> None:
    build_all(studio, tmp_path / "sounds")
    voice.version = 2
    voice.spoken.clear()
    build_all(studio, tmp_path / "sounds")
    assert len(voice.spoken) == 3


def test_one_failure_is_reported_and_the_rest_is_built(
    studio: PromptStudio, voice: CountingVoice, tmp_path: Path
) -> None:
    voice.broken = True
    report = build_all(studio, tmp_path / "sounds")
    assert _names(tmp_path / "sounds") == ["ko/beep.wav"]
    assert len(report.problems) == 3
    assert report.problems[0].startswith("ko/greeting: The voice is broken")


def _record(tmp_path: Path, name: str, wave: Wave | bytes) -> Path:
    path = tmp_path / "recorded" / "ko" / f"{name}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(wave if isinstance(wave, bytes) else wave_bytes(wave))
    return path


def test_recording_replaces_the_voice(studio: PromptStudio, voice: CountingVoice, tmp_path: Path) -> None:
    _record(tmp_path, "greeting", Wave(44_100, array("h", [9_000] * 50 + [-9_000] * 50) * 882))
    build_all(studio, tmp_path / "sounds")
    built = parse_wave((tmp_path / "sounds/ko/cc/greeting.wav").read_bytes())
    assert (built.rate, round(built.seconds, 2)) == (8_000, 2.0)
    assert "안녕하십니까?" not in voice.spoken


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"ID3 an mp3", "not a WAV file"),
        (Wave(8_000, array("h", [9_000] * 80)), "lasts 0.0 s"),
        (Wave(8_000, array("h", [9_000, -9_000]) * (8_000 * 61)), "lasts 122.0 s"),
        (Wave(8_000, array("h", [10, -10]) * 8_000), "silent"),
    ],
)
def test_unusable_recording_is_named_and_nothing_is_guessed(
    studio: PromptStudio, tmp_path: Path, content: Wave | bytes, reason: str
) -> None:
    path = _record(tmp_path, "greeting", content)
    with pytest.raises(RecordedError, match=reason):
        read_recorded(path)
    report = build_all(studio, tmp_path / "sounds")
    assert [problem.split(":")[0] for problem in report.problems] == ["ko/greeting"]
    assert "ko/cc/greeting.wav" not in _names(tmp_path / "sounds")


def _assert_private_telephone_sound(file: Path) -> None:
    assert file.is_absolute()
    assert file.stat().st_mode & 0o777 == 0o600
    assert parse_wave(file.read_bytes()).rate == 8_000


async def test_sentence_with_a_value_is_rendered_once(
    studio: PromptStudio, voice: CountingVoice, tmp_path: Path
) -> None:
    sounds = OnDemand(studio, tmp_path / "live")
    first = await sounds.sound("ko", "booked", {"number": "01012345678"})
    again = await sounds.sound("ko", "booked", {"number": "010-1234-5678"})
    assert first == again
    assert voice.spoken == ["공일공, 일이삼사, 오육칠팔번으로 전화드리겠습니다."]
    _assert_private_telephone_sound(first)


async def test_callers_at_the_same_time_share_one_rendering(
    studio: PromptStudio, voice: CountingVoice, tmp_path: Path
) -> None:
    sounds = OnDemand(studio, tmp_path / "live")
    voice.gate.clear()
    tasks = [asyncio.create_task(sounds.sound("ko", "booked", NUMBER)) for _ in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    voice.gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert len(set(results[1:])) == 1
    assert len(voice.spoken) == 1


async def test_only_the_last_sentences_are_kept(studio: PromptStudio, tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "of-an-earlier-process.wav").write_bytes(b"")
    sounds = OnDemand(studio, tmp_path / "live", kept=2)
    paths = [await sounds.sound("ko", "booked", {"number": f"0101234567{n}"}) for n in range(4)]
    assert set((tmp_path / "live").iterdir()) == set(paths[2:])


async def test_failures_are_voice_errors(studio: PromptStudio, voice: CountingVoice, tmp_path: Path) -> None:
    sounds = OnDemand(studio, tmp_path / "live", timeout_s=0.05)
    with pytest.raises(VoiceError, match="lacks values: number"):
        await sounds.sound("ko", "booked", {})
    with pytest.raises(VoiceError, match="number"):
        await sounds.sound("ko", "count", {"n": "many"})
    voice.gate.clear()
    with pytest.raises(VoiceError, match="too long"):
        await sounds.sound("ko", "booked", NUMBER)
    voice.broken = True
    voice.gate.set()
    with pytest.raises(VoiceError, match="broken"):
        await OnDemand(studio, tmp_path / "live").sound("ko", "booked", NUMBER)
