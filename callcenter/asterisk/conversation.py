"""One caller in the IVR: carries out what the engine commands and tells it what came of it.

Everything runs in one task a caller. Keys and the ends of sounds come in from the event socket;
the contract of the commands is that of `callcenter.ivr.commands`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from callcenter.asterisk.ami_messages import AmiError
from callcenter.asterisk.announcing import Announcing
from callcenter.asterisk.ari_messages import AriError
from callcenter.asterisk.ends import Ends
from callcenter.asterisk.hearing import CallerHearing
from callcenter.asterisk.keypad import Keypad
from callcenter.asterisk.leaving import Leaving
from callcenter.asterisk.questions import Questions
from callcenter.asterisk.surroundings import Surroundings
from callcenter.calls import facts as f
from callcenter.clock import now
from callcenter.ivr import commands as c
from callcenter.ivr import resumes as r
from callcenter.ivr.nodes.listen import ListenFor, SpeechUnavailable
from callcenter.ivr.nodes.search_kb import SearchKb
from callcenter.ivr.path import render_path
from callcenter.ivr.session import Session, Status, Step

CarrierErrors = (AriError, AmiError, OSError)
"""What may go wrong on the way to the exchange; the dialplan then takes the caller over."""

log = structlog.get_logger()


class Conversation:
    """`session` is where the caller is; it survives a stay in the queue."""

    def __init__(self, around: Surroundings, channel: str, caller: str, session: Session) -> None:
        self.session = session
        self.keypad = Keypad()
        self._around = around
        self._channel = channel
        self._path = ""
        self._ends = ends = Ends()
        self._hearing: CallerHearing | None = around.hearing.of(channel) if around.hearing else None
        self._announcing = Announcing(around, channel, self.keypad, self._hearing, ends)
        self._questions = questions = Questions(around, channel, self.keypad, self._hearing)
        self._leaving = leaving = Leaving(around, channel, caller, ends)
        self._carriers: dict[type[c.Command], Callable[[Any], Awaitable[r.Resume | None]]] = {
            c.Collect: questions.collect,
            ListenFor: self._listen,
            SearchKb: questions.search,
            c.SetLanguage: self._set_language,
            c.Enqueue: leaving.enqueue,
            c.Dial: leaving.dial,
            c.RecordVoicemail: leaving.record_voicemail,
            c.OfferCallback: leaving.offer_callback,
            c.HangUp: self._hang_up,
            c.Fallback: leaving.fallback,
        }

    @property
    def storing(self) -> bool:
        """A message or a callback is being kept: to be finished even when the caller has hung up."""
        return self._leaving.storing

    @property
    def handed_over(self) -> bool:
        """The caller is in a queue or rings somewhere, and may come back."""
        return self.session.status is Status.HANDED_OVER

    def ended(self, name: str, data: Mapping[str, Any]) -> None:
        """A playback or recording of ours is over."""
        self._ends.told(name, data)

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
            self._around.tell(f.IvrProgressed(at=now(), linkedid=self._channel, path=path[:2000]))
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
                    media = await self._announcing.media(command)
                    if media is None:
                        return self._step(r.CommandFailed(reason="no sound", turn=turn))
                    self._announcing.note(command)
                    interrupted = await self._announcing.play(
                        command, media, collects=collects, on_key=self._key
                    )
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

    def _key(self, key: str) -> Step:
        """A key while nothing is asked."""
        return self._step(r.Digits(digits=key, turn=self.session.turn))

    async def _begin_listening(self, command: ListenFor) -> bool:
        return await self._questions.begin_listening(command, self.session.place)

    async def _listen(self, command: ListenFor) -> r.Resume:
        return await self._questions.listen(command, self.session.place)

    async def _set_language(self, command: c.SetLanguage) -> None:
        await self._around.ari.set_variable(self._channel, "CHANNEL(language)", command.language)

    async def _hang_up(self, _command: c.HangUp) -> None:
        closed = any(walked.node.startswith("closed/") for walked in self.session.path)
        await self._leaving.hang_up(closed=closed)
