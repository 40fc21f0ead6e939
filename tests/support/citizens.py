"""Citizens on the line: SIPp does the signalling, `rtp_end` speaks and hears."""

from __future__ import annotations

import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.asterisk import until
from tests.support.centre import Centre
from tests.support.rtp_end import RtpEnd, rtp_end
from tests.support.sipp import Citizen, SippCall
from tests.support.tones import best_share, contains, loudest

HERTZ = 700.0
"""The voice of a citizen."""
ONE_SECOND = 8000
PIECE = 400
"""Samples of an announcement by which it is known again."""


@dataclass
class OnTheLine:
    """`call` is the signalling, `sound` the voice and the ear."""

    number: str
    call: SippCall
    sound: RtpEnd

    async def hears_something(self, limit: float = 15.0) -> None:
        """An announcement or a person: half a second of sound that was not there before."""
        before = len(self.sound.heard)
        await until(lambda: len(self.sound.heard) > before + 4000, f"{self.number} hears something", limit)

    async def hears(self, hertz: float, limit: float = 20.0) -> None:
        """The person whose voice this is, in the newest second."""
        heard = self.sound.heard
        voice = f"{self.number} hears {hertz:.0f} Hz"
        await until(lambda: best_share(heard[-ONE_SECOND:], hertz) > 0.5, voice, limit)

    async def hears_anew(self, hertz: float, limit: float = 20.0) -> None:
        """The same, in sound that arrives from now on."""
        before = len(self.sound.heard)
        await until(lambda: len(self.sound.heard) > before + ONE_SECOND, "new sound", limit)
        await self.hears(hertz, limit)

    async def hears_recorded(self, file: Path, limit: float = 20.0) -> None:
        """An announcement that lies in this file (8 kHz), wherever it began."""
        with wave.open(str(file)) as sound:
            samples = array("h", sound.readframes(sound.getnframes()))
        piece, looked_at = loudest(samples, PIECE), len(self.sound.heard)

        def heard() -> bool:
            nonlocal looked_at
            begin, looked_at = looked_at, max(looked_at, len(self.sound.heard) - PIECE + 1)
            return contains(self.sound.heard[begin : looked_at + PIECE - 1], piece)

        await until(heard, f"{self.number} hears {file.stem}", limit)

    def press(self, keys: str) -> None:
        self.sound.press(keys)


@asynccontextmanager
async def citizen(
    centre: Centre, number: str, *, patience: float | None = None, hertz: float = HERTZ
) -> AsyncIterator[OnTheLine]:
    """Dials the hotline; hangs up after `patience` seconds on the line (None: waits for the other side)."""
    async with rtp_end(hertz) as sound:
        story = Citizen(number, hang_up=patience is not None, media_port=sound.port)
        if patience is not None:
            story.wait(patience)
        async with SippCall(story, centre.sip_port) as call:
            yield OnTheLine(number, call, sound)
