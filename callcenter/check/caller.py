"""The citizen of a check: calls, listens by level, presses a key, speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from pathlib import Path

from callcenter.check.steps import CheckError, wait_for
from callcenter.messages import sentence
from callcenter.probe.client import PhoneProcess
from callcenter.probe.messages import Answered, Dial, Failed, Heard, Play, Played, Press, Report

NUMBER = "0200000120"
LONGEST_CALL = 180.0
SOUNDING_MS = 150


class Caller:
    """One call. `heard`: one report for each second of the call so far."""

    def __init__(self, phone: PhoneProcess, speech: Path) -> None:
        self._phone = phone
        self._speech = speech
        self._speaking = False
        self.answered: Answered | None = None
        self.failed: Failed | None = None
        self.over = False
        self.heard: list[Heard] = []

    async def listen(self) -> None:
        """Follow the call to its end."""
        async for report in self._phone.reports():
            await self._take(report)
        self.over = True

    async def _take(self, report: Report) -> None:
        if isinstance(report, Answered):
            self.answered = report
        elif isinstance(report, Failed):
            self.failed = report
        elif isinstance(report, Heard):
            self.heard.append(report)
        elif isinstance(report, Played) and self._speaking:
            await self._phone.tell(Play(file=self._speech))

    async def is_answered(self) -> float:
        """Milliseconds from INVITE to answer."""

        async def looked() -> Answered | None:
            if self.failed is not None:
                raise CheckError(sentence(self.failed.code, "en", self.failed.facts))
            return self.answered

        answer = await wait_for(looked, 15, "The hotline did not answer.")
        return answer.setup_ms

    async def hears(self, seconds: int, what: str) -> float:
        """From now on, so many seconds with sound; their loudest level in dBFS."""
        start = len(self.heard)

        async def sounding() -> list[Heard] | None:
            found = [report for report in self.heard[start:] if report.sound_ms >= SOUNDING_MS]
            return found if len(found) >= seconds else None

        found = await wait_for(sounding, seconds + 20, f"The caller hears nothing of {what}.")
        return max(report.level_dbfs for report in found if report.level_dbfs is not None)

    async def press(self, key: str) -> None:
        await self._phone.tell(Press(digits=key))

    async def speak(self) -> None:
        """Say the sentence, again and again."""
        self._speaking = True
        await self._phone.tell(Play(file=self._speech))

    async def hang_up(self) -> None:
        self._speaking = False
        await self._phone.hang_up()


@asynccontextmanager
async def calling(port: int, number: str, speech: Path) -> AsyncIterator[Caller]:
    """A citizen who dials `number` on this machine; hangs up at the end in any case."""
    dial = Dial(
        host=IPv4Address("127.0.0.1"), port=port, number=number, caller=NUMBER, talk_seconds=LONGEST_CALL
    )
    async with PhoneProcess(dial) as phone:
        caller = Caller(phone, speech)
        listening = asyncio.create_task(caller.listen())
        try:
            yield caller
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
