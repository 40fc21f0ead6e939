"""A citizen who speaks Korean and listens until the other side has finished, as people do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.support.asterisk import until
from tests.support.korean_voice.voice import korean
from tests.support.rtp_end import RtpEnd, rtp_end
from tests.support.sipp import Citizen, SippCall

PAUSE_SECONDS = 1.5
"""Longer than between two announcements, shorter than the patience of a question."""


class SpokenCitizen:
    """`mouth` is its sound, both ways."""

    def __init__(self, mouth: RtpEnd, call: SippCall) -> None:
        self.mouth = mouth
        self.call = call

    async def say(self, text: str) -> None:
        """Begin to say it, now, whatever is heard."""
        self.mouth.say(await asyncio.to_thread(korean, text))

    async def hear_out(self, limit: float = 60.0) -> None:
        """Until something was said to us and is over."""
        await until(lambda: not self.mouth.is_quiet(0.5), "something is said", 20)
        await until(lambda: self.mouth.is_quiet(PAUSE_SECONDS), "the end of what is said", limit)

    async def answer_until(
        self, done: Callable[[], object], what: str, *, right: Callable[[], object], question: str
    ) -> None:
        """Say yes to what is read back where it is `right`, else no and the question again, until done."""
        while not done():
            await until(lambda: done() or not self.mouth.is_quiet(0.5), what, 20)
            await until(lambda: done() or self.mouth.is_quiet(PAUSE_SECONDS), what, 60)
            if done():
                return
            if right():
                await self.say("네 맞아요")
                continue
            await self.say("아니요")
            await self.hear_out()
            await self.say(question)


@asynccontextmanager
async def speaking_citizen(number: str, sip_port: int) -> AsyncIterator[SpokenCitizen]:
    """On the line with the hotline inside the block; silent until told to speak."""
    # The voice is fetched before somebody waits for the first word.
    await asyncio.to_thread(korean, "여보세요")
    async with rtp_end(hertz=None) as mouth:
        citizen = Citizen(number, media_port=mouth.port).wait(170)
        async with SippCall(citizen, sip_port) as call:
            yield SpokenCitizen(mouth, call)
