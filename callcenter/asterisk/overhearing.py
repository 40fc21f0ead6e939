"""Talks between citizens and agents, each voice listened to apart, so that they can be written down.

Both taps are on the seat's leg: what comes from it is the agent, what goes to it the citizen; music and
announcements are on neither. A tap on the citizen's leg would outlive a change of agents and make the
recording deaf for the next one, see `callcenter.asterisk.recordings`. Nothing here may disturb the talk:
what cannot be had is tried again later.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

import structlog

from callcenter.asterisk.hearing import EarRefusedError
from callcenter.asterisk.tap import Spy, TapError, Taps, VoiceTap

AGAIN_S = 15.0
"""After which a voice that could not be heard is tried again."""

log = structlog.get_logger("callcenter.asterisk.overhearing")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the citizen, or the agent at a seat. `away`: on hold, and not to be heard."""

    extension: str | None
    away: bool = False
    through: str = ""
    """Uniqueid of the leg to which it is played; empty: it is heard where it comes from."""


class TalkListener(Protocol):
    """What the recogniser tells of one voice."""

    def utterance(self, text: str, began_s: float, ended_s: float) -> None:
        """One finished utterance; seconds of sound since the session was opened."""

    def lost(self, reason: str) -> None:
        """The recogniser is gone; nothing follows."""


class TalkSession(Protocol):
    """One voice being listened to."""

    def feed(self, pcm: bytes) -> None:
        """Signed linear sound of 8 kHz. Never blocks."""

    async def finish(self) -> None:
        """No more sound; returns when the last utterance has been told, or after some seconds."""


class TalkEar(Protocol):
    """Speech recognition for talks."""

    async def open(self, listener: TalkListener) -> TalkSession:
        """Raises `EarRefusedError`, at once where there is no room."""


class TalkNotes(Protocol):
    """Where talks are written down."""

    def said(self, call_id: str, voice: Voice, text: str, began: datetime, ended: datetime) -> None:
        """One finished utterance."""

    def state(self, call_id: str, state: Literal["starting", "listening", "full", "unavailable"]) -> None:
        """Whether the talk is being heard."""


class Overhearing:
    """At most `limit` talks at once; those beyond are taken up when another ends. Belongs to one loop."""

    def __init__(self, taps: Taps, ear: TalkEar, notes: TalkNotes, limit: int) -> None:
        self._taps, self._ear, self._notes = taps, ear, notes
        self._limit = limit
        self._talks: dict[str, dict[str, _Overheard]] = {}
        self._waiting: dict[str, Mapping[str, Voice]] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def follow(self, call_id: str, voices: Mapping[str, Voice]) -> None:
        """Hear these legs (by uniqueid) of a call from now on, and no others. Returns at once."""
        if call_id not in self._talks and voices:
            if len(self._talks) >= self._limit:
                self._waiting[call_id] = voices
                self._notes.state(call_id, "full")
                return
            self._notes.state(call_id, "starting")
        self._waiting.pop(call_id, None)
        heard = self._talks.setdefault(call_id, {})
        for leg, one in list(heard.items()):
            if leg not in voices or voices[leg].through != one.voice.through:
                self._let_go(heard.pop(leg))
        for leg, voice in voices.items():
            if leg in heard:
                heard[leg].voice = voice
            else:
                heard[leg] = _Overheard(self._taps, self._ear, self._notes, call_id, leg, voice)
        if not heard:
            del self._talks[call_id]
            self._take_up()

    async def end(self, call_id: str) -> None:
        """The call is over; returns when its last words are written down."""
        self._waiting.pop(call_id, None)
        heard = self._talks.pop(call_id, {})
        self._take_up()
        await asyncio.gather(*(one.close() for one in heard.values()), return_exceptions=True)
        await asyncio.gather(*self._leaving, return_exceptions=True)

    async def close(self) -> None:
        """Let go of every talk; the talks themselves go on."""
        self._waiting.clear()
        for call_id in list(self._talks):
            await self.end(call_id)

    def _take_up(self) -> None:
        while self._waiting and len(self._talks) < self._limit:
            call_id = next(iter(self._waiting))
            self.follow(call_id, self._waiting.pop(call_id))

    def _let_go(self, one: "_Overheard") -> None:
        task = asyncio.get_running_loop().create_task(one.close(), name="end-of-voice")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


class _Overheard:
    """One voice: its tap and its ear, opened again when they are lost."""

    def __init__(
        self, taps: Taps, ear: TalkEar, notes: TalkNotes, call_id: str, leg: str, voice: Voice
    ) -> None:
        self.voice = voice
        self._taps, self._ear, self._notes = taps, ear, notes
        self._call_id, self._leg = call_id, leg
        self._session: TalkSession | None = None
        self._tap: VoiceTap | None = None
        self._began = datetime.now(UTC)
        self._lost = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._hear(), name=f"voice-{leg}")

    async def close(self) -> None:
        """Returns when the last words have been told."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._close()

    async def _hear(self) -> None:
        while True:
            try:
                await self._open()
                self._notes.state(self._call_id, "listening")
                await self._lost.wait()
            except EarRefusedError as error:
                self._notes.state(self._call_id, "full" if error.full else "unavailable")
            except TapError as error:
                log.info("voice_not_tapped", leg=self._leg, reason=str(error))
            except Exception:
                log.exception("voice_lost", leg=self._leg)
            await self._close()
            await asyncio.sleep(AGAIN_S)

    async def _open(self) -> None:
        self._lost.clear()
        # An ear first: without a place there is no use in a tap.
        self._session = await self._ear.open(self)
        self._began = datetime.now(UTC)
        tapped, spy = (self.voice.through, Spy.OUT) if self.voice.through else (self._leg, Spy.IN)
        self._tap = await self._taps.open(tapped, self._feed, self._lost.set, spy)

    async def _close(self) -> None:
        tap, self._tap = self._tap, None
        session, self._session = self._session, None
        try:
            if tap is not None:
                await self._taps.close(tap)
        finally:
            if session is not None:
                await session.finish()

    def _feed(self, pcm: bytes) -> None:
        if self._session is not None:
            # Silence in place of what is said on hold keeps the clock of the sound.
            self._session.feed(bytes(len(pcm)) if self.voice.away else pcm)

    # what the ear tells

    def utterance(self, text: str, began_s: float, ended_s: float) -> None:
        began, ended = (self._began + timedelta(seconds=seconds) for seconds in (began_s, ended_s))
        self._notes.said(self._call_id, self.voice, text, began, ended)

    def lost(self, reason: str) -> None:
        log.warning("voice_unheard", leg=self._leg, reason=reason)
        self._notes.state(self._call_id, "unavailable")
        self._lost.set()
