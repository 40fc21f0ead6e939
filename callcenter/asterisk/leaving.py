"""Where a caller goes from the voice menu, and what they leave behind: a message, the wish to be called."""

import asyncio

import structlog

from callcenter.asterisk.announcing import LONGEST_SOUND_SECONDS
from callcenter.asterisk.ends import Ends
from callcenter.asterisk.surroundings import Surroundings
from callcenter.calls import facts as f
from callcenter.calls.models import Outcome
from callcenter.clock import now
from callcenter.ivr import commands as c
from callcenter.ivr import resumes as r

log = structlog.get_logger()


class Leaving:
    """One caller's."""

    def __init__(self, around: Surroundings, channel: str, caller: str, ends: Ends) -> None:
        self.storing = False
        """A message or a callback is being kept: to be finished even when the caller has hung up."""
        self._around = around
        self._channel = channel
        self._caller = caller
        self._ends = ends
        self._outcome: Outcome | None = None

    async def enqueue(self, command: c.Enqueue) -> None:
        """Into the line of a desk, in the place the caller had."""
        joined = self._around.places.joined_at(self._channel) if command.keep_place else None
        if joined is not None:
            position = self._around.places.position(command.desk, joined)
            await self._around.ari.set_variable(self._channel, "CC_POSITION", str(position))
        await self._around.ari.set_variable(self._channel, "CC_PRIORITY", str(command.priority))
        await self._leave_to(f"queue-{command.desk}", "s")

    async def dial(self, command: c.Dial) -> None:
        """To a telephone."""
        await self._around.ari.set_variable(self._channel, "CC_RING", str(int(command.timeout_s)))
        await self._leave_to("ivr-dial", command.number)

    async def record_voicemail(self, command: c.RecordVoicemail) -> r.Resume:
        """A message, kept as a work item."""
        self.storing = True
        try:
            return await self._record(command)
        finally:
            self.storing = False

    async def _record(self, command: c.RecordVoicemail) -> r.Resume:
        name = f"voicemail/{self._channel}"
        over = self._ends.expect(name)
        started = now()
        await self._around.ari.record(
            self._channel, name, max_seconds=int(command.max_s), max_silence=int(command.silence_s)
        )
        try:
            async with asyncio.timeout(command.max_s + LONGEST_SOUND_SECONDS):
                data = await over
        except TimeoutError:
            return r.CommandFailed(reason="the recording did not end")
        finally:
            self._ends.forget(name)
        seconds = max(0.0, float(data.get("duration") or 0) - float(data.get("silence_duration") or 0))
        keep = self._around.work.keep_voicemail
        await keep(self._channel, self._caller, command.desk, started, name, seconds)
        self._end_with(Outcome.VOICEMAIL)
        return r.VoicemailDone(seconds=seconds)

    async def offer_callback(self, command: c.OfferCallback) -> r.Resume:
        """A promise to call, kept as a work item."""
        self.storing = True
        try:
            joined = self._around.places.joined_at(self._channel) if command.keep_place else None
            book = self._around.work.request_callback
            await book(self._channel, command.number, command.desk, joined or now())
        finally:
            self.storing = False
        self._end_with(Outcome.CALLBACK)
        return r.CallbackBooked()

    async def hang_up(self, *, closed: bool) -> None:
        """`closed`: the caller was told that the house is."""
        if self._outcome is None and closed:
            self._end_with(Outcome.CLOSED)
        await self._around.ari.hangup(self._channel)

    async def fallback(self, command: c.Fallback) -> None:
        """The dialplan brings the caller to a person."""
        log.warning("ivr_fallback", call=self._channel, reason=command.reason)
        await self._leave_to("safety-net", "s")

    async def _leave_to(self, context: str, extension: str) -> None:
        await self._around.lease.drop(self._channel)
        await self._around.ari.continue_in_dialplan(self._channel, context, extension)

    def _end_with(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._around.tell(f.IvrEnded(at=now(), linkedid=self._channel, outcome=outcome))
