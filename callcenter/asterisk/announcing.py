"""One caller is spoken to: what is played, and the key or word that ends it."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import structlog

from callcenter.asterisk.ends import Ends
from callcenter.asterisk.hearing import CallerHearing
from callcenter.asterisk.keypad import Keypad
from callcenter.asterisk.surroundings import Surroundings
from callcenter.clock import now
from callcenter.ivr import commands as c
from callcenter.ivr.session import Step

LONGEST_SOUND_SECONDS = 90.0

log = structlog.get_logger()


class Announcing:
    """`hearing` is None where nobody listens."""

    def __init__(
        self, around: Surroundings, channel: str, keypad: Keypad, hearing: CallerHearing | None, ends: Ends
    ) -> None:
        self._around = around
        self._channel = channel
        self._keypad = keypad
        self._hearing = hearing
        self._ends = ends
        self._numbers = count(1)

    async def media(self, command: c.Say | c.Play) -> list[str] | None:
        """What to play, or None when the sentence could not be spoken."""
        if isinstance(command, c.Play):
            return [f"sound:{command.sound}"]
        try:
            return await self._around.sounds.media(command.prompt, command.language, command.params)
        except Exception:
            log.exception("ivr_sound_failed", call=self._channel, prompt=command.prompt)
            return None

    def note(self, command: c.Say | c.Play) -> None:
        """Answers belong to the talk that the agent reads; sentences that are always the same do not."""
        notes, library = self._around.notes, self._around.library
        if library is not None and isinstance(command, c.Say) and command.article:
            library.told(self._channel, command.article)
        if notes is not None and self._hearing is not None and isinstance(command, c.Say) and command.params:
            text = self._around.sounds.written(command.prompt, command.language, command.params)
            if text:
                notes.machine_said(self._channel, text, now())

    async def play(
        self,
        command: c.Say | c.Play,
        media: list[str],
        *,
        collects: bool,
        on_key: Callable[[str], Step],
    ) -> Step | bool:
        """Play to the end or to the first key or word.

        True when a key or word ended it and the rest of the step's sounds are to be skipped; a step when
        the key made the flow go on from here: `on_key` walks on with it where no answer is awaited.
        """
        name = f"{self._channel}-p{next(self._numbers)}"
        over = self._ends.expect(name)
        if (await self._around.ari.play(self._channel, name, *media)).left:
            return False
        key_ends_it = command.barge_in
        speech = self._speech_over(command)
        try:
            while not over.done():
                key = asyncio.ensure_future(self._keypad.wait_for_key())
                either: set[asyncio.Future[Any]] = {key, over, *speech}
                try:
                    await asyncio.wait(
                        either, timeout=LONGEST_SOUND_SECONDS, return_when=asyncio.FIRST_COMPLETED
                    )
                finally:
                    pressed = key.done()
                    # Also where the caller has hung up and this wait is given up.
                    key.cancel()
                if not pressed:
                    return any(began.done() for began in speech)
                if collects and key_ends_it:
                    return True
                if not collects:
                    step = on_key(self._keypad.take())
                    if step.commands:
                        return step
                    if key_ends_it:
                        return False
                else:
                    self._keypad.clear()
            return False
        finally:
            self._ends.forget(name)
            for began in speech:
                began.cancel()
            if speech and self._hearing is not None:
                self._hearing.prompt_playing(False)
            if not over.done():
                await self._around.ari.stop_playback(name)

    def _speech_over(self, command: c.Say | c.Play) -> list[asyncio.Future[None]]:
        """What ends the sound besides a key: the beginning of speech, while somebody listens."""
        if self._hearing is None or not self._hearing.listening or not command.barge_in:
            return []
        self._hearing.prompt_playing(True)
        return [asyncio.ensure_future(self._hearing.began())]
