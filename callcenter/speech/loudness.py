"""Silence off the ends, one loudness for all prompts, and the tone before a recording."""

from __future__ import annotations

from array import array
from math import pi, sin, sqrt

from callcenter.speech.wave import Wave

_FULL_SCALE = 32768
#: Speech level of announcements, dB below full scale (ITU-T P.56 asks for about -26 dBov on the line;
#: app_queue's own music is louder, so prompts sit a little above).
SPEECH_DB = -22.0
#: Highest peak after levelling: 1 dB of headroom for transcoding.
_CEILING = 0.89
_FRAME_S = 0.01
#: Frames below this part of the peak are pauses and do not count for the level.
_GATE = 0.02
#: Synthesised silence is true silence, so the gate can be low: the soft ㅅ of 삼 must stay.
_SILENCE = 0.004


def trimmed(wave: Wave, *, keep_s: float = 0.02) -> Wave:
    """``wave`` without the silence at its ends, but for ``keep_s`` seconds on each side.

    Pieces that app_queue strings together ("대기 순번은" "삼" "번입니다") would stumble otherwise.
    """
    gate = wave.peak * _SILENCE
    loud = [index for index, sample in enumerate(wave.samples) if abs(sample) > gate]
    if not loud:
        return wave
    keep = int(keep_s * wave.rate)
    return Wave(wave.rate, wave.samples[max(0, loud[0] - keep) : loud[-1] + 1 + keep])


def levelled(wave: Wave, target_db: float = SPEECH_DB) -> Wave:
    """``wave`` with its speech (frames above the gate) at ``target_db``, never clipping."""
    level = _speech_level(wave)
    if level == 0:
        return wave
    gain = min(10 ** (target_db / 20) * _FULL_SCALE / level, _CEILING * _FULL_SCALE / wave.peak)
    return Wave(wave.rate, array("h", (round(sample * gain) for sample in wave.samples)))


def _speech_level(wave: Wave) -> float:
    """Root mean square of the frames that are not silence."""
    size = max(1, int(_FRAME_S * wave.rate))
    gate = (wave.peak * _GATE) ** 2
    frames = (wave.samples[start : start + size] for start in range(0, len(wave.samples), size))
    powers = [sum(sample * sample for sample in frame) / len(frame) for frame in frames]
    loud = [power for power in powers if power > gate]
    return sqrt(sum(loud) / len(loud)) if loud else 0.0


def tone(frequency: float, seconds: float, rate: int, db: float = -15.0) -> Wave:
    """A sine with soft ends, as before a voice message."""
    count, fade = int(seconds * rate), int(0.01 * rate)
    amplitude = 10 ** (db / 20) * _FULL_SCALE
    samples = (
        round(amplitude * min(1.0, n / fade, (count - n) / fade) * sin(2 * pi * frequency * n / rate))
        for n in range(count)
    )
    return Wave(rate, array("h", samples))
