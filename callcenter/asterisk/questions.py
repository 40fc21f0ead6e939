"""One caller is asked: keys or words that answer a question of the flow, and what is looked up with them."""

import asyncio

from callcenter.asterisk.hearing import CallerHearing
from callcenter.asterisk.keypad import Keypad
from callcenter.asterisk.library import search
from callcenter.asterisk.surroundings import Surroundings
from callcenter.clock import now
from callcenter.ivr import commands as c
from callcenter.ivr import resumes as r
from callcenter.ivr.nodes.listen import Heard, ListenFor, SpeechUnavailable
from callcenter.ivr.nodes.search_kb import SearchKb


class Questions:
    """`place` is that of the question, `flow/node`. `hearing` is None where nobody listens."""

    def __init__(
        self, around: Surroundings, channel: str, keypad: Keypad, hearing: CallerHearing | None
    ) -> None:
        self._around = around
        self._channel = channel
        self._keypad = keypad
        self._hearing = hearing

    async def collect(self, command: c.Collect) -> r.Resume:
        """Keys up to the terminator, the most there may be, or the end of patience."""
        if not command.barge_in:
            self._keypad.clear()
        digits = ""
        while len(digits) < command.max_digits:
            limit = command.digit_timeout_s if digits else command.timeout_s
            try:
                async with asyncio.timeout(limit):
                    await self._keypad.wait_for_key()
            except TimeoutError:
                return r.Timeout(digits=digits)
            key = self._keypad.take()
            if command.terminator and key == command.terminator:
                return r.Digits(digits=digits) if digits else r.Timeout()
            digits += key
        return r.Digits(digits=digits)

    async def begin_listening(self, command: ListenFor, place: str) -> bool:
        """False where this question is one for keys, or nobody can listen."""
        menus = self._around.menus
        if menus is not None and not menus.listens(place):
            return False
        return self._hearing is not None and await self._hearing.listen(command)

    async def listen(self, command: ListenFor, place: str) -> r.Resume:
        """A key, an utterance, or nothing in time."""
        if not command.barge_in:
            self._keypad.clear()
            if not await self.begin_listening(command, place):
                return SpeechUnavailable()
        if self._hearing is None:
            return SpeechUnavailable()
        came = await self._hearing.answer(command, self._keypad)
        if isinstance(came, Heard) and came.text and self._around.notes is not None:
            self._around.notes.citizen_said(self._channel, came.text, self._hearing.spoke_at, now())
        return came

    async def search(self, command: SearchKb) -> r.Resume:
        """What the knowledge base has on what was heard."""
        if self._around.library is None:
            return r.CommandFailed(reason="no knowledge base")
        return await search(self._around.library, self._channel, command)
