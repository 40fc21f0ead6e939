"""Hearing callers in the IVR: taps on their channels, and ears that somebody else provides."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import structlog

from callcenter.asterisk.keypad import Keypad
from callcenter.asterisk.tap import TapError, Taps, VoiceTap
from callcenter.ivr import resumes as r
from callcenter.ivr.nodes.listen import Heard, ListenFor, SpeechUnavailable

LONGEST_TALK_S = 20.0
"""From the first sound of speech to its end; the recogniser cuts before."""
LONGEST_THINKING_S = 4.0
"""From the end of speech to what was understood; then the recogniser counts as lost."""

log = structlog.get_logger("callcenter.asterisk.hearing")


@dataclass(frozen=True)
class Utterance:
    """What a caller said: as in `callcenter.ivr.nodes.listen.Heard`."""

    text: str
    also: str
    choice: str
    confidence: float


class EarListener(Protocol):
    """What an ear tells, on the event loop."""

    def speech_began(self) -> None:
        """The caller has begun to speak."""

    def speech_ended(self) -> None:
        """The caller has finished; what was understood follows."""

    def understood(self, utterance: Utterance) -> None:
        """One utterance is over and understood, or its texts are empty."""

    def lost(self, reason: str) -> None:
        """The ear is gone; `reason` is for the log. Nothing follows."""


class EarSession(Protocol):
    """One caller being listened to; belongs to the event loop that opened it."""

    def feed(self, pcm: bytes) -> None:
        """Signed linear sound of 8 kHz. Never blocks."""

    def prompt_playing(self, playing: bool) -> None:
        """Whether we are speaking ourselves now."""

    async def close(self) -> None:
        """Stop listening; nothing is told any more."""


class EarRefusedError(Exception):
    """Nobody can listen now; `full`: all places are taken."""

    def __init__(self, reason: str, *, full: bool = False) -> None:
        super().__init__(reason)
        self.full = full


class Ear(Protocol):
    """Speech recognition, as the telephone side needs it."""

    async def open(
        self, choices: Mapping[str, Sequence[str]], listener: EarListener, *, anything: bool
    ) -> EarSession:
        """Listen for one of `choices` (sentences by name), or also `anything` else.

        Raises EarRefusedError, at once where there is no room.
        """


class Hearing:
    """Shared by all callers."""

    def __init__(self, taps: Taps, ear: Ear) -> None:
        self._taps, self._ear = taps, ear
        self._leaving: set[asyncio.Task[None]] = set()

    def of(self, channel: str) -> CallerHearing:
        """The hearing of one caller; costs nothing until it listens."""
        return CallerHearing(self, self._taps, channel)

    def let_go(self, caller: CallerHearing) -> None:
        """End a caller's tap and ear in a task of their own: the caller's may be cancelled any moment."""
        task = asyncio.get_running_loop().create_task(caller.close(), name="end-of-hearing")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def settle(self) -> None:
        """Wait until those who have left are let go."""
        await asyncio.gather(*self._leaving, return_exceptions=True)

    async def ear(self, command: ListenFor, listener: EarListener) -> EarSession:
        """Raises EarRefusedError."""
        return await self._ear.open(command.choices, listener, anything=command.open)


class CallerHearing:
    """One caller. The tap stays open from question to question, the ear only for one.

    Fulfils `EarListener`.
    """

    def __init__(self, shared: Hearing, taps: Taps, channel: str) -> None:
        self._shared, self._taps = shared, taps
        self._channel = channel
        self._tap: VoiceTap | None = None
        self._deaf = False
        self._ear: EarSession | None = None
        self._began = asyncio.Event()
        self._ended = asyncio.Event()
        self._outcome: asyncio.Future[Utterance | None] | None = None
        """None: the ear is lost."""
        self.spoke_at = _now()
        """When the caller last began to speak."""

    async def listen(self, command: ListenFor) -> bool:
        """Begin to listen for one utterance; False where nobody can."""
        await self.stop()
        self._began.clear()
        self._ended.clear()
        self._outcome = asyncio.get_running_loop().create_future()
        try:
            # An ear first: without a place there is no use in a tap.
            self._ear = await self._shared.ear(command, self)
            if self._deaf:
                await self._close_tap()
            if self._tap is None:
                self._tap = await self._taps.open(self._channel, self.feed, self.sound_ended)
        except (EarRefusedError, TapError) as error:
            log.warning("not_listening", call=self._channel, reason=str(error))
            await self.stop()
            return False
        return True

    @property
    def listening(self) -> bool:
        """Whether an ear is open."""
        return self._ear is not None

    async def began(self) -> None:
        """Returns when the caller begins to speak, or the ear is lost."""
        await self._began.wait()

    def prompt_playing(self, playing: bool) -> None:
        """Whether we are speaking ourselves now; harmless while nobody listens."""
        if self._ear is not None:
            self._ear.prompt_playing(playing)

    async def answer(self, command: ListenFor, keypad: Keypad) -> r.Resume:
        """What came first: a key, an utterance, or nothing in time. Stops listening."""
        key = asyncio.ensure_future(keypad.wait_for_key())
        try:
            utterance = await self._first(command, key)
            if key.done():
                return r.Digits(digits=keypad.take())
            if isinstance(utterance, r.Resume):
                return utterance
            return Heard(
                text=utterance.text,
                also=utterance.also,
                choice=utterance.choice,
                confidence=utterance.confidence,
            )
        finally:
            key.cancel()
            await self.stop()

    async def _first(self, command: ListenFor, key: asyncio.Future[None]) -> Utterance | r.Resume:
        outcome = self._outcome
        if outcome is None:
            return SpeechUnavailable(reason="not listening")
        phases = (
            (self._began, command.timeout_s, r.Timeout()),
            (self._ended, LONGEST_TALK_S, SpeechUnavailable(reason="no end of speech")),
            (None, LONGEST_THINKING_S, SpeechUnavailable(reason="no answer")),
        )
        for event, limit, too_late in phases:
            step = asyncio.ensure_future(event.wait() if event else asyncio.shield(outcome))
            waiting: set[asyncio.Future[object]] = {step, outcome, key}  # type: ignore[arg-type]
            done, _ = await asyncio.wait(waiting, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            step.cancel()
            if key in done:
                return r.Timeout()
            if outcome in done:
                return outcome.result() or SpeechUnavailable(reason="lost")
            if not done:
                return too_late
        return SpeechUnavailable(reason="no answer")

    def leave(self) -> None:
        """The caller leaves us; returns at once."""
        if self._tap is not None or self._ear is not None:
            self._shared.let_go(self)

    async def stop(self) -> None:
        """Stop listening; the tap stays for the next question."""
        ear, self._ear = self._ear, None
        if ear is not None:
            await ear.close()

    async def close(self) -> None:
        """Let go of tap and ear."""
        try:
            await self.stop()
        finally:
            await self._close_tap()

    async def _close_tap(self) -> None:
        tap, self._tap = self._tap, None
        self._deaf = False
        if tap is not None:
            await self._taps.close(tap)

    # what the tap and the ear tell

    def feed(self, pcm: bytes) -> None:
        """The tap's sound; dropped while nobody listens."""
        if self._ear is not None:
            self._ear.feed(pcm)

    def sound_ended(self) -> None:
        """The WebSocket of the tap closed: the next question needs another one."""
        if self._tap is not None:
            self._deaf = True
            self.lost("the sound has ended")

    def speech_began(self) -> None:
        self.spoke_at = _now()
        self._began.set()

    def speech_ended(self) -> None:
        self._ended.set()

    def understood(self, utterance: Utterance) -> None:
        self._conclude(utterance)

    def lost(self, reason: str) -> None:
        log.warning("ear_lost", call=self._channel, reason=reason)
        self._conclude(None)

    def _conclude(self, utterance: Utterance | None) -> None:
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(utterance)
        self._began.set()


def _now() -> datetime:
    return datetime.now(UTC)
