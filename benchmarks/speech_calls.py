"""Real calls: from the end of a citizen's question to the first sample of the answer."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.workers import Workers
from callcenter.wiring.ear import RecognizerEar
from knowledge_base.loader import load_articles
from tests.support.asterisk import RealAsterisk, asterisk_folder
from tests.support.rtp_end import FRAME, FRAME_SECONDS, PCMU, RtpEnd, to_ulaw
from tests.support.sipp import Citizen, SippCall
from tests.support.talk import talking

_LISTEN_S = 5.0
"""Greeting, notice and question of the test prompts are over by then."""
_GIVE_UP_S = 12.0
_LOUD = 500
_MODELS = Path("var/models").absolute()


class AskingEnd(RtpEnd):
    """Stays silent, asks once, and notes when the answer begins."""

    def __init__(self, question: bytes) -> None:
        super().__init__(700.0)
        samples = array("h", question)
        self._question = [to_ulaw(samples[n : n + FRAME]) for n in range(0, len(samples), FRAME)]
        self._quiet = to_ulaw(array("h", [0] * FRAME))
        self.asked_at = self.answered_at = 0.0

    def datagram_received(self, data: bytes, addr: Any) -> None:
        before = len(self.heard)
        super().datagram_received(data, addr)
        loud = any(abs(sample) > _LOUD for sample in self.heard[before:])
        if self.asked_at and not self.answered_at and loud:
            self.answered_at = time.perf_counter()

    def _line(self) -> Iterator[bytes]:
        yield from (self._quiet for _ in range(int(_LISTEN_S / FRAME_SECONDS)))
        yield from self._question
        self.asked_at = time.perf_counter()
        while True:
            yield self._quiet

    async def speak(self) -> None:
        began = time.monotonic()
        for sent, frame in enumerate(self._line(), start=1):
            self._send(PCMU, frame)
            self._stamp += FRAME
            await asyncio.sleep(max(0.0, began + sent * FRAME_SECONDS - time.monotonic()))


@asynccontextmanager
async def asking(question: bytes) -> Any:
    loop = asyncio.get_running_loop()
    transport, end = await loop.create_datagram_endpoint(lambda: AskingEnd(question), ("127.0.0.1", 0))
    speaking = asyncio.create_task(end.speak())
    try:
        yield end
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        transport.close()


def measure_calls(spoken: list[bytes], callers: int, turns: int) -> list[float]:
    """Seconds to the answers of `callers` at once, `turns` times; who gets none counts as the longest."""
    with asterisk_folder(lease=6) as real:
        return asyncio.run(_measure(real, spoken, callers, turns))


async def _measure(real: RealAsterisk, spoken: list[bytes], callers: int, turns: int) -> list[float]:
    await real.process.start()
    await real.process.wait_ready()
    phrases = tuple(p for article in load_articles()[0] for p in article.phrasings)
    workers = Workers(WorkerOptions(models=_MODELS, limit=callers + 1))
    await workers.start()
    while not workers.ready:  # noqa: ASYNC110 - a program's readiness
        await asyncio.sleep(0.1)
    ear = RecognizerEar(workers)
    ear.anything = phrases
    late: list[float] = []
    try:
        for turn in range(turns):
            async with talking(real, ear):
                late += await asyncio.gather(
                    *(_call(real, spoken[(turn * callers + n) % len(spoken)], n) for n in range(callers))
                )
    finally:
        await workers.close()
        await real.process.release()
    return late


async def _call(real: RealAsterisk, question: bytes, number: int) -> float:
    await asyncio.sleep(number * 0.4)
    async with AsyncExitStack() as stack:
        end: AskingEnd = await stack.enter_async_context(asking(question))
        citizen = Citizen(f"010123400{number:02d}", media_port=end.port).wait(_LISTEN_S + _GIVE_UP_S + 5)
        await stack.enter_async_context(SippCall(citizen, real.config.sip_port))
        limit = time.perf_counter() + _LISTEN_S + _GIVE_UP_S + 5
        while not end.answered_at and time.perf_counter() < limit:  # noqa: ASYNC110 - sampled by the sound
            await asyncio.sleep(0.05)
        return end.answered_at - end.asked_at if end.answered_at else _GIVE_UP_S
