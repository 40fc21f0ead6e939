"""WAV files, resampling, trimming and loudness, on signals whose answer is known."""

from __future__ import annotations

import io
import struct
import wave as stdlib_wave
from array import array
from math import pi, sin, sqrt

import pytest

from callcenter.speech.loudness import levelled, tone, trimmed
from callcenter.speech.resample import resample
from callcenter.speech.wave import Wave, WaveError, parse_wave, wave_bytes


def _sine(frequency: float, rate: int, seconds: float = 0.5, amplitude: int = 10_000) -> Wave:
    count = int(rate * seconds)
    return Wave(
        rate, array("h", (round(amplitude * sin(2 * pi * frequency * n / rate)) for n in range(count)))
    )


def _rms(samples: array[int]) -> float:
    return sqrt(sum(s * s for s in samples) / len(samples))


def test_written_file_is_read_by_the_standard_library_and_by_us() -> None:
    original = _sine(440, 8000, 0.1)
    data = wave_bytes(original)
    with stdlib_wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert file.readframes(10_000) == original.samples.tobytes()
    assert parse_wave(data) == original


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFF000])
def test_streamed_file_does_not_know_its_size(size: int) -> None:
    original = _sine(440, 8000, 0.1)
    data = bytearray(wave_bytes(original))
    struct.pack_into("<I", data, 40, size)
    assert parse_wave(bytes(data)) == original


def test_stereo_is_mixed() -> None:
    data = bytearray(wave_bytes(Wave(8000, array("h", [100, 300, -50, -150]))))
    struct.pack_into("<H", data, 22, 2)
    assert list(parse_wave(bytes(data)).samples) == [200, -100]


def test_odd_byte_at_the_end_is_dropped() -> None:
    data = wave_bytes(Wave(8000, array("h", [1, 2, 3])))
    assert list(parse_wave(data[:-1]).samples) == [1, 2]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a WAV file"),
        (b"ID3 an mp3 file, surely", "not a WAV file"),
        (b"RIFF\0\0\0\0WAVE", "header is incomplete"),
        (wave_bytes(Wave(4000, array("h", [0]))), "4000 Hz"),
        (wave_bytes(Wave(8000, array("h", [0]))).replace(b"\x10\0data", b"\x18\0data"), "24 bits"),
    ],
)
def test_unusable_bytes_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(WaveError, match=reason):
        parse_wave(data)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_speech_band_passes_and_the_rest_does_not_fold_back(rate: int) -> None:
    """1 kHz comes through at its strength; 5 kHz, which would alias to 3 kHz, is gone (-60 dB)."""
    kept = resample(_sine(1_000, rate), 8_000)
    assert kept.seconds == pytest.approx(0.5, abs=0.001)
    assert _rms(kept.samples[400:-400]) == pytest.approx(10_000 / sqrt(2), rel=0.01)
    gone = resample(_sine(5_000, rate), 8_000)
    assert _rms(gone.samples[400:-400]) < 10


def test_same_rate_and_no_sound_are_left_alone() -> None:
    original = _sine(440, 8000, 0.01)
    assert resample(original, 8000) == original
    assert resample(Wave(22_050, array("h")), 8000) == Wave(8000, array("h"))


def test_silence_is_trimmed_but_for_a_little() -> None:
    quiet = array("h", bytes(2 * 4000))
    sounded = Wave(8000, quiet + _sine(440, 8000, 0.5).samples + quiet)
    assert trimmed(sounded).seconds == pytest.approx(0.54, abs=0.01)
    assert trimmed(Wave(8000, quiet)) == Wave(8000, quiet)


def test_all_prompts_are_equally_loud_and_none_clips() -> None:
    for amplitude in (300, 3_000, 30_000):
        level = _rms(levelled(_sine(440, 8000, amplitude=amplitude)).samples)
        assert level == pytest.approx(32768 * 10 ** (-22 / 20), rel=0.05)
    spiky = Wave(8000, array("h", [20, -20] * 2000 + [20_000]))
    assert levelled(spiky).peak <= 0.89 * 32768
    assert levelled(Wave(8000, array("h", [0] * 100))).peak == 0


def test_tone_has_soft_ends() -> None:
    beep = tone(1_000, 0.25, 8_000)
    assert beep.seconds == 0.25
    assert abs(beep.samples[1]) < 200
    assert abs(beep.samples[-1]) < 200
    assert 5_000 < beep.peak < 6_000
