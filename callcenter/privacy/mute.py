"""Takes stretches of sound out of a WAV file: silence or a soft tone, with short fades, in one pass.

Format: RIFF/WAVE, 16-bit PCM, any rate and number of channels (recordings of Asterisk: 8 kHz, mono),
so the file of both voices and those of one voice are treated alike.
"""

from __future__ import annotations

import json
import math
import os
import sys
import wave
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from callcenter.privacy.draft import draft_of, put_in_place

FADE_SECONDS = 0.03
MARGIN_SECONDS = 0.15
"""Added on both sides: recognisers are late and early by about as much."""
CHUNK_SECONDS = 1
SAMPLE_BYTES = 2
LARGEST_HEADER = 4096
TONE_HERTZ, TONE_AMPLITUDE = 440.0, 700
"""Soft: about 33 dB below full scale."""


class MuteError(ValueError):
    """The file is no 16-bit PCM WAV file, or its header does not own up to all of its sound."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds from the beginning of the file; `kind` says what was there."""

    start: float
    end: float
    kind: str


def sidecar(path: Path) -> Path:
    """Where the list of a file's gaps lies."""
    return path.with_name(path.name + ".gaps.json")


def mute(
    source: Path,
    target: Path,
    spans: Iterable[Gap],
    *,
    sound: Literal["silence", "tone"] = "silence",
    margin: float = MARGIN_SECONDS,
) -> tuple[Gap, ...]:
    """Write `source` without the sound of `spans` to `target` (which may be `source`), mode 0600.

    Returns the gaps as they were made: widened by `margin` seconds, cut to the file, joined where they
    touch; they are also written to `sidecar(target)`, with those an earlier pass made. The sound fades
    out before a gap and in after it, so nothing of a gap can be heard. Memory: one second of sound.
    Raises `MuteError`, or `OSError`.
    """
    draft = draft_of(target)
    try:
        with wave.open(str(source), "rb") as heard:
            sound_bytes = heard.getnframes() * heard.getnchannels() * SAMPLE_BYTES
            hidden = source.stat().st_size - sound_bytes > LARGEST_HEADER
            if heard.getsampwidth() != SAMPLE_BYTES or hidden:
                raise MuteError(source.name)
            seconds = heard.getnframes() / heard.getframerate()
            gaps = _joined(spans, seconds, margin)
            with _private(draft) as file, wave.open(file, "wb") as kept:
                kept.setparams(heard.getparams())
                _copy(heard, kept, gaps, tone=sound == "tone")
        before = gaps_of(source)
        put_in_place(draft, target)
        _write_sidecar(target, seconds, sound, _joined([*before, *gaps], seconds, 0.0))
    except (wave.Error, EOFError) as error:
        raise MuteError(source.name) from error
    finally:
        draft.unlink(missing_ok=True)
    return gaps


def gaps_of(path: Path) -> tuple[Gap, ...]:
    """The gaps that were made in a file; none when it was never muted."""
    try:
        told = json.loads(sidecar(path).read_text("utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(Gap(**gap) for gap in told["gaps"])


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _joined(spans: Iterable[Gap], seconds: float, margin: float) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    for span in sorted(spans, key=lambda span: span.start):
        start, end = max(0.0, span.start - margin), min(seconds, span.end + margin)
        if not start < end:
            continue
        if gaps and start <= gaps[-1].end + 2 * FADE_SECONDS:
            last = gaps.pop()
            kinds = dict.fromkeys([*last.kind.split("+"), *span.kind.split("+")])
            gaps.append(Gap(last.start, max(last.end, end), "+".join(kinds)))
        else:
            gaps.append(Gap(start, end, span.kind))
    return tuple(gaps)


def _copy(heard: wave.Wave_read, kept: wave.Wave_write, gaps: Sequence[Gap], *, tone: bool) -> None:
    rate, channels = heard.getframerate(), heard.getnchannels()
    fade = max(1, round(FADE_SECONDS * rate))
    bounds = [(math.floor(gap.start * rate), math.ceil(gap.end * rate)) for gap in gaps]
    first = 0
    while frames := heard.readframes(CHUNK_SECONDS * rate):
        last = first + len(frames) // (SAMPLE_BYTES * channels)
        near = [(start, end) for start, end in bounds if start - fade < last and first < end + fade]
        kept.writeframes(_muted(frames, first, near, channels, rate, fade, tone=tone) if near else frames)
        first = last


def _muted(
    frames: bytes,
    first: int,
    gaps: Sequence[tuple[int, int]],
    channels: int,
    rate: int,
    fade: int,
    *,
    tone: bool,
) -> bytes:
    samples = array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    for start, end in gaps:
        begin, stop = max(0, start - fade - first), min(len(samples) // channels, end + fade - first)
        for frame in range(begin, stop):
            at = first + frame
            heard = max(0.0, (start - at) / fade, (at - end + 1) / fade)
            hum = (1 - heard) * TONE_AMPLITUDE * math.sin(math.tau * TONE_HERTZ * at / rate) if tone else 0.0
            for channel in range(frame * channels, (frame + 1) * channels):
                samples[channel] = round(samples[channel] * heard + hum)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def _write_sidecar(path: Path, seconds: float, sound: str, gaps: Sequence[Gap]) -> None:
    told = {"version": 1, "seconds": round(seconds, 3), "sound": sound, "gaps": [asdict(gap) for gap in gaps]}
    draft = draft_of(sidecar(path))
    with _private(draft) as file:
        file.write(json.dumps(told, indent=1).encode())
    put_in_place(draft, sidecar(path))
