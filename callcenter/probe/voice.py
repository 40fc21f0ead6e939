"""The voice of a practice citizen: sentences as telephone sound files, kept by their content."""

from __future__ import annotations

import asyncio
import hashlib
import io
import math
import uuid
import wave
from array import array
from operator import mul
from pathlib import Path
from typing import Protocol

from callcenter.probe.sound import RATE

_SPEAK_TIMEOUT_S = 20.0
_TAPS = 48


class Voice(Protocol):
    """Turns a sentence into a WAV file (8 kHz, 16 bit, mono)."""

    async def speak(self, text: str, speaker: str) -> Path:
        """`speaker` names who says it, so that two citizens need not sound alike."""


class VoiceError(RuntimeError):
    """The sentence could not be spoken; the text says why."""


class EspeakVoice:
    """espeak-ng, Korean, with a pitch and a speed of its own for every speaker.

    `command`: the program and the arguments every call of it begins with.
    """

    def __init__(self, folder: Path, command: tuple[str, ...] = ("espeak-ng",)) -> None:
        self._folder = folder
        self._command = command

    async def speak(self, text: str, speaker: str) -> Path:
        """The sentence as a file, made once. Raises `VoiceError`."""
        key = hashlib.sha256(f"{speaker}\n{text}".encode()).hexdigest()
        path = self._folder / f"{key[:24]}.wav"
        if not path.is_file():
            sound = await self._espeak(text, hashlib.sha256(speaker.encode()).digest())
            await asyncio.to_thread(_save, path, sound)
        return path

    async def _espeak(self, text: str, seed: bytes) -> bytes:
        pitch, speed = 30 + seed[0] % 45, 135 + seed[1] % 40
        options = ("-v", "ko", "-p", str(pitch), "-s", str(speed), "--stdin", "--stdout")
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                *options,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise VoiceError("The program espeak-ng is missing.") from None
        try:
            async with asyncio.timeout(_SPEAK_TIMEOUT_S):
                sound, _ = await process.communicate(text.encode())
        except TimeoutError:
            raise VoiceError(f"espeak-ng did not finish within {_SPEAK_TIMEOUT_S:.0f} s.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0 or not sound:
            raise VoiceError(f"espeak-ng ended with code {process.returncode}.")
        return sound


def _save(path: Path, sound: bytes) -> None:
    with wave.open(io.BytesIO(sound)) as file:
        rate = file.getframerate()
        # espeak-ng writes a stream's header: its length is a placeholder, so read to the end.
        samples = array("h", _whole_samples(file.readframes(0x7FFFFFFF // 4)))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid.uuid4().hex}")  # two citizens may want the same sentence
    with wave.open(str(draft), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        out.writeframes(telephone_rate(samples, rate).tobytes())
    draft.replace(path)


def _whole_samples(data: bytes) -> bytes:
    return data[: len(data) // 2 * 2]


def telephone_rate(samples: array[int], rate: int) -> array[int]:
    """Samples at `rate` (Hz, ≥ 8000) brought to 8 kHz through a Hann-windowed sinc low-pass at 3.6 kHz."""
    common = math.gcd(rate, RATE)
    up, down = RATE // common, rate // common
    kernels = [_kernel(phase / up, 7200 / rate) for phase in range(up)]
    padded = array("h", bytes(_TAPS)) + samples + array("h", bytes(2 * _TAPS))
    result = array("h")
    for index in range(len(samples) * up // down):
        position, phase = divmod(index * down, up)
        value = sum(map(mul, kernels[phase], padded[position : position + _TAPS]))
        result.append(max(-32768, min(32767, round(value))))
    return result


def _kernel(offset: float, cut: float) -> list[float]:
    """Taps around a point `offset` samples after the middle; their sum is 1."""
    places = [n - _TAPS // 2 - offset for n in range(_TAPS)]
    taps = [
        (math.sin(math.pi * cut * x) / (math.pi * x) if x else cut)
        * (0.5 + 0.5 * math.cos(2 * math.pi * x / (_TAPS + 2)))
        for x in places
    ]
    return [tap / sum(taps) for tap in taps]
