import wave
from array import array
from pathlib import Path

import pytest

from callcenter.probe.sound import RATE, WavError, WavWriter, dbfs, power, read_wav, to_linear, to_ulaw
from callcenter.probe.voice import telephone_rate
from tests.support.tones import tone, tone_share


def test_every_ulaw_code_survives_the_way_there_and_back() -> None:
    codes = bytes(range(256))
    again = to_ulaw(to_linear(codes))
    # 0x7f is minus zero: it decodes to 0 and comes back as plus zero.
    assert again == codes.replace(b"\x7f", b"\xff")


def test_ulaw_is_the_one_of_g_711() -> None:
    assert to_linear(b"\x00\x80\xff\x7f").tolist() == [-32124, 32124, 0, 0]
    assert to_ulaw([0, 32767, -32768, 100, -100]) == bytes((0xFF, 0x80, 0x00, 0xF2, 0x72))


def test_levels() -> None:
    assert power(b"") == 0.0
    assert dbfs(0.0) is None
    assert dbfs(power(to_ulaw(tone(1000, 1.0, level=32000)))) == pytest.approx(-3.2, abs=0.2)


def test_what_is_recorded_can_be_played(tmp_path: Path) -> None:
    sound = to_ulaw(tone(440, 1.25))
    writer = WavWriter(tmp_path / "a.wav")
    for start in range(0, len(sound), 160):
        writer.write(sound[start : start + 160])
    writer.close()
    assert read_wav(tmp_path / "a.wav") == sound


def test_a_wav_of_another_kind_is_refused_with_its_kind(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "cd.wav"), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", "not compressed"))
        file.writeframes(bytes(400))
    with pytest.raises(WavError, match="44100 Hz, 16 bit, 2 channels"):
        read_wav(tmp_path / "cd.wav")
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(WavError):
        read_wav(tmp_path / "text.wav")


def test_resampling_keeps_speech_and_drops_what_a_telephone_cannot_carry() -> None:
    kept = telephone_rate(tone(1000, 0.5, rate=22050), 22050)
    assert len(kept) == pytest.approx(RATE / 2, abs=1)
    assert tone_share(kept[200:-200], 1000) > 0.99
    above = telephone_rate(tone(5000, 0.5, rate=22050), 22050)
    # Without a filter 5 kHz would come back as 3 kHz.
    assert max(map(abs, above[200:-200])) < 300
    assert isinstance(above, array)
