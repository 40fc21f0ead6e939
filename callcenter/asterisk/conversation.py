"""One caller in the IVR: carries out what the engine commands and tells it what came of it.

Everything runs in one task a caller. Keys and the ends of sounds come in from the event socket;
the contract of the commands is that of `callcenter.ivr.commands`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal, Protocol

import structlog

from callcenter.asterisk.ami_messages import AmiError
from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriError
from callcenter.asterisk.hearing import CallerHearing, Hearing
from callcenter.asterisk.keypad import Keypad
from callcenter.asterisk.lease import LeaseKeeper
from callcenter.asterisk.library import Library, search
from callcenter.asterisk.tap import Taps
from callcenter.calls import facts as f
from callcenter.calls.models import Outcome
from callcenter.ivr import commands as c
from callcenter.ivr import resumes as r
from callcenter.ivr.engine import Engine
from callcenter.ivr.nodes.listen import Heard, ListenFor, SpeechUnavailable
from callcenter.ivr.nodes.search_kb import SearchKb
from callcenter.ivr.path import render_path
from callcenter.ivr.session import Session, Status, Step
from callcenter.ivr.values import Value

LONGEST_SOUND_SECONDS = 90.0

log = structlog.get_logger()


class Sounds(Protocol):
    """Where announcements come from."""

    async def media(self, prompt: str, language: str, params: Mapping[str, Value]) -> list[str]:
        """ARI media URIs (`sound:/folder/name`) that speak the prompt, in order."""
        ...

    def written(self, prompt: str, language: str, params: Mapping[str, Value]) -> str:
        """The sentence as it is written; "" for one that is always the same."""
        ...


class WorkItems(Protocol):
    """What a caller leaves behind. Returns when it is stored, however long that takes."""

    async def request_callback(self, call_id: str, number: str, desk: str, arrived_at: datetime) -> None:
        """Keep the wish to be called; `number` is as it is dialled in the country."""
        ...

    async def keep_voicemail(
        self, call_id: str, caller: str, desk: str, at: datetime, name: str, seconds: float
    ) -> None:
        """Keep a message; `name` is that of the recording below Asterisk's folder, without ending."""
        ...


class Menus(Protocol):
    """What is known of the questions of the voice menu."""

    def count(self, place: str, way: Literal["speech", "keys"], *, taken: bool) -> None:
        """One answer of a caller at `flow/node`, and whether it led on."""
        ...

    def listens(self, place: str) -> bool:
        """Whether a question may be answered by speech."""
        ...


class Notes(Protocol):
    """Where it is written down what was said in a voice menu that listens."""

    def citizen_said(self, call_id: str, text: str, began: datetime, ended: datetime) -> None:
        """What the caller said, as it was understood."""
        ...

    def machine_said(self, call_id: str, text: str, began: datetime) -> None:
        """What we answered."""
        ...


class Places(Protocol):
    """Where a caller stands, as the floor knows it."""

    def joined_at(self, call_id: str) -> datetime | None:
        """When the caller first joined a queue in this call."""

    def position(self, desk: str, joined_at: datetime) -> int:
        """The place in line (from 1) of one who joined then."""


@dataclass(frozen=True)
class Surroundings:
    """What all conversations share."""

    ari: AriClient
    lease: LeaseKeeper
    engine: Engine
    sounds: Sounds
    work: WorkItems
    places: Places
    tell: Callable[[f.Fact], None]
    hearing: Hearing | None = None
    """None: speech recognition is switched off."""
    library: Library | None = None
    taps: Taps | None = None
    """None: nobody is listened to, neither here nor in talks."""
    notes: Notes | None = None
    menus: Menus | None = None


class Conversation:
    """`session` is where the caller is; it survives a stay in the queue."""

    def __init__(self, around: Surroundings, channel: str, caller: str, session: Session) -> None:
        self.session = session
        self.keypad = Keypad()
        self.storing = False
        """A message or a callback is being kept: to be finished even when the caller has hung up."""
        self._around = around
        self._channel = channel
        self._caller = caller
        self._hearing: CallerHearing | None = around.hearing.of(channel) if around.hearing else None
        self._path = ""
        self._outcome: Outcome | None = None
        self._numbers = count(1)
        self._ends: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._carriers: dict[type[c.Command], Callable[[Any], Awaitable[r.Resume | None]]] = {
            c.Collect: self._collect,
            ListenFor: self._listen,
            SearchKb: self._search,
            c.SetLanguage: self._set_language,
            c.Enqueue: self._enqueue,
            c.Dial: self._dial,
            c.RecordVoicemail: self._record_voicemail,
            c.OfferCallback: self._offer_callback,
            c.HangUp: self._hang_up,
            c.Fallback: self._fallback,
        }

    @property
    def handed_over(self) -> bool:
        """The caller is in a queue or rings somewhere, and may come back."""
        return self.session.status is Status.HANDED_OVER

    def ended(self, name: str, data: Mapping[str, Any]) -> None:
        """A playback or recording of ours is over."""
        future = self._ends.get(name)
        if future is not None and not future.done():
            future.set_result(data)

    async def run(self, fact: r.Resume) -> None:
        """Walk on from `fact` until the caller is handed over or gone."""
        step: Step | None = self._step(fact)
        try:
            while step is not None:
                step = await self._perform(step)
        finally:
            if self._hearing is not None:
                self._hearing.leave()

    def _step(self, fact: r.Resume) -> Step:
        step = self._around.engine.step(self.session, fact)
        self.session = step.session
        if self._around.menus is not None:
            for tried in step.tries:
                self._around.menus.count(tried.place, tried.way, taken=tried.taken)
        path = render_path(step.session)
        if path != self._path:
            self._path = path
            self._around.tell(f.IvrProgressed(at=_now(), linkedid=self._channel, path=path[:2000]))
        return step

    async def _perform(self, step: Step) -> Step | None:
        """The next step, or None when nothing more is to be done here."""
        turn = step.session.turn
        last = step.commands[-1] if step.commands else None
        collects = isinstance(last, c.Collect | ListenFor)
        if not (isinstance(last, c.Collect | ListenFor) and last.barge_in):
            self.keypad.clear()
        if isinstance(last, ListenFor) and last.barge_in and not await self._begin_listening(last):
            return self._step(SpeechUnavailable(turn=turn))
        skipping = False
        for command in step.commands:
            if isinstance(command, c.Say | c.Play):
                if not skipping:
                    media = await self._media(command)
                    if media is None:
                        return self._step(r.CommandFailed(reason="no sound", turn=turn))
                    self._note(command)
                    interrupted = await self._sound(command, media, collects=collects)
                    if isinstance(interrupted, Step):
                        return interrupted
                    skipping = interrupted
                continue
            answer = await self._answer(command)
            if answer is not None:
                return self._step(answer.model_copy(update={"turn": turn}))
        if step.commands and isinstance(step.commands[-1], c.Say | c.Play):
            return self._step(r.PlaybackDone(turn=turn))
        return None

    async def _answer(self, command: c.Command) -> r.Resume | None:
        """Carry out one command. What fails on our side is told to the flow, which has a way for it."""
        try:
            return await self._carriers[type(command)](command)
        except CarrierErrors:
            raise
        except Exception as error:
            log.exception("ivr_command_failed", call=self._channel, command=command.kind)
            return r.CommandFailed(reason=type(error).__name__)

    # sounds and keys

    async def _media(self, command: c.Say | c.Play) -> list[str] | None:
        """What to play, or None when the sentence could not be spoken."""
        if isinstance(command, c.Play):
            return [f"sound:{command.sound}"]
        try:
            return await self._around.sounds.media(command.prompt, command.language, command.params)
        except Exception:
            log.exception("ivr_sound_failed", call=self._channel, prompt=command.prompt)
            return None

    def _note(self, command: c.Say | c.Play) -> None:
        """Answers belong to the talk that the agent reads; sentences that are always the same do not."""
        notes = self._around.notes
        if notes is not None and self._hearing is not None and isinstance(command, c.Say) and command.params:
            text = self._around.sounds.written(command.prompt, command.language, command.params)
            if text:
                notes.machine_said(self._channel, text, _now())

    async def _sound(self, command: c.Say | c.Play, media: list[str], *, collects: bool) -> Step | bool:
        """Play to the end or to the first key or word.

        True when a key or word ended it and the rest of the step's sounds are to be skipped; a step when
        the key made the flow go on from here.
        """
        name = f"{self._channel}-p{next(self._numbers)}"
        over = self._await_end(name)
        if (await self._around.ari.play(self._channel, name, *media)).left:
            return False
        key_ends_it = command.barge_in
        speech = self._speech_over(command)
        try:
            while not over.done():
                key = asyncio.ensure_future(self.keypad.wait_for_key())
                either: set[asyncio.Future[Any]] = {key, over, *speech}
                await asyncio.wait(either, timeout=LONGEST_SOUND_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if not key.done():
                    key.cancel()
                    return any(began.done() for began in speech)
                if collects and key_ends_it:
                    return True
                if not collects:
                    before = self.session.turn
                    step = self._step(r.Digits(digits=self.keypad.take(), turn=before))
                    if step.commands:
                        return step
                    if key_ends_it:
                        return False
                else:
                    self.keypad.clear()
            return False
        finally:
            self._ends.pop(name, None)
            for began in speech:
                began.cancel()
            if speech and self._hearing is not None:
                self._hearing.prompt_playing(False)
            if not over.done():
                await self._around.ari.stop_playback(name)

    async def _collect(self, command: c.Collect) -> r.Resume:
        if not command.barge_in:
            self.keypad.clear()
        digits = ""
        while len(digits) < command.max_digits:
            limit = command.digit_timeout_s if digits else command.timeout_s
            try:
                async with asyncio.timeout(limit):
                    await self.keypad.wait_for_key()
            except TimeoutError:
                return r.Timeout(digits=digits)
            key = self.keypad.take()
            if command.terminator and key == command.terminator:
                return r.Digits(digits=digits) if digits else r.Timeout()
            digits += key
        return r.Digits(digits=digits)

    # speech

    async def _begin_listening(self, command: ListenFor) -> bool:
        menus = self._around.menus
        if menus is not None and not menus.listens(self.session.place):
            return False
        return self._hearing is not None and await self._hearing.listen(command)

    def _speech_over(self, command: c.Say | c.Play) -> list[asyncio.Future[None]]:
        """What ends the sound besides a key: the beginning of speech, while somebody listens."""
        if self._hearing is None or not self._hearing.listening or not command.barge_in:
            return []
        self._hearing.prompt_playing(True)
        return [asyncio.ensure_future(self._hearing.began())]

    async def _listen(self, command: ListenFor) -> r.Resume:
        if not command.barge_in:
            self.keypad.clear()
            if not await self._begin_listening(command):
                return SpeechUnavailable()
        if self._hearing is None:
            return SpeechUnavailable()
        came = await self._hearing.answer(command, self.keypad)
        if isinstance(came, Heard) and came.text and self._around.notes is not None:
            self._around.notes.citizen_said(self._channel, came.text, self._hearing.spoke_at, _now())
        return came

    async def _search(self, command: SearchKb) -> r.Resume:
        if self._around.library is None:
            return r.CommandFailed(reason="no knowledge base")
        return await search(self._around.library, self._channel, command)

    # the other commands

    async def _set_language(self, command: c.SetLanguage) -> None:
        await self._around.ari.set_variable(self._channel, "CHANNEL(language)", command.language)

    async def _enqueue(self, command: c.Enqueue) -> None:
        joined = self._around.places.joined_at(self._channel) if command.keep_place else None
        if joined is not None:
            position = self._around.places.position(command.desk, joined)
            await self._around.ari.set_variable(self._channel, "CC_POSITION", str(position))
        await self._around.ari.set_variable(self._channel, "CC_PRIORITY", str(command.priority))
        await self._leave_to(f"queue-{command.desk}", "s")

    async def _dial(self, command: c.Dial) -> None:
        await self._around.ari.set_variable(self._channel, "CC_RING", str(int(command.timeout_s)))
        await self._leave_to("ivr-dial", command.number)

    async def _record_voicemail(self, command: c.RecordVoicemail) -> r.Resume:
        self.storing = True
        try:
            return await self._record(command)
        finally:
            self.storing = False

    async def _record(self, command: c.RecordVoicemail) -> r.Resume:
        name = f"voicemail/{self._channel}"
        over = self._await_end(name)
        started = _now()
        await self._around.ari.record(
            self._channel, name, max_seconds=int(command.max_s), max_silence=int(command.silence_s)
        )
        try:
            async with asyncio.timeout(command.max_s + LONGEST_SOUND_SECONDS):
                data = await over
        except TimeoutError:
            return r.CommandFailed(reason="the recording did not end")
        finally:
            self._ends.pop(name, None)
        seconds = max(0.0, float(data.get("duration") or 0) - float(data.get("silence_duration") or 0))
        keep = self._around.work.keep_voicemail
        await keep(self._channel, self._caller, command.desk, started, name, seconds)
        self._end_with(Outcome.VOICEMAIL)
        return r.VoicemailDone(seconds=seconds)

    async def _offer_callback(self, command: c.OfferCallback) -> r.Resume:
        self.storing = True
        try:
            joined = self._around.places.joined_at(self._channel) if command.keep_place else None
            book = self._around.work.request_callback
            await book(self._channel, command.number, command.desk, joined or _now())
        finally:
            self.storing = False
        self._end_with(Outcome.CALLBACK)
        return r.CallbackBooked()

    async def _hang_up(self, _command: c.HangUp) -> None:
        if self._outcome is None and any(w.node.startswith("closed/") for w in self.session.path):
            self._end_with(Outcome.CLOSED)
        await self._around.ari.hangup(self._channel)

    async def _fallback(self, command: c.Fallback) -> None:
        log.warning("ivr_fallback", call=self._channel, reason=command.reason)
        await self._leave_to("safety-net", "s")

    async def _leave_to(self, context: str, extension: str) -> None:
        await self._around.lease.drop(self._channel)
        await self._around.ari.continue_in_dialplan(self._channel, context, extension)

    def _end_with(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._around.tell(f.IvrEnded(at=_now(), linkedid=self._channel, outcome=outcome))

    def _await_end(self, name: str) -> asyncio.Future[Mapping[str, Any]]:
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._ends[name] = future
        return future


CarrierErrors = (AriError, AmiError, OSError)
"""What may go wrong on the way to the exchange; the dialplan then takes the caller over."""


def _now() -> datetime:
    return datetime.now(UTC)
