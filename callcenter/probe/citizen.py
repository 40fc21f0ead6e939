"""One practice citizen's call: press the key, wait for an agent, take turns in the talk, say goodbye."""

from enum import StrEnum
from pathlib import Path

from callcenter.probe.client import PhoneProcess
from callcenter.probe.listening import Ear
from callcenter.probe.messages import Answered, Dial, Ended, Failed, Heard, Play, Played, Press, Report
from callcenter.probe.situations import Farewell, Situation

# Seconds of sound, then of quiet, that are taken for …
_MENU = (2, 1)  # … the end of the greeting: now the menu waits for the key
_AGENT = (4, 2)  # … the end of the music: an agent
_TURN = (1, 2)  # … the end of what the agent said
_KEY_AT_THE_LATEST_S = 11  # who knows what they want does not hear the menu out
_ASK_AGAIN_S = 7  # of quiet, after which a citizen wonders whether anybody is there
_ASKS = 3
_LONGEST_TURN_S = 60


class Outcome(StrEnum):
    """How a practice call ended."""

    TALKED = "talked"
    GAVE_UP = "gave_up"
    FAR_END = "far_end"
    FAILED = "failed"


class _Stage(StrEnum):
    MENU = "menu"
    WAITING = "waiting"
    TALKING = "talking"
    GOODBYE = "goodbye"


class CitizenCall:
    """The course of one call. `sounds`: one WAV for each sentence, then "hello?", then the goodbye."""

    def __init__(self, situation: Situation, sounds: list[Path]) -> None:
        self._situation = situation
        *self._sentences, self._hello, self._thanks = sounds
        self._stage = _Stage.MENU
        self._ear = Ear()
        self._next = 0
        self._asked = 0
        self._speaking = False
        self._talked = False
        self._seconds = 0  # in this stage

    async def run(self, dial: Dial) -> Outcome:
        """Make the call; it ends within the dial's limits."""
        async with PhoneProcess(dial) as phone:
            last: Report | None = None
            async for report in phone.reports():
                last = report
                if isinstance(report, Answered) and not self._situation.key:
                    self._go(_Stage.WAITING)
                elif isinstance(report, Played):
                    await self._spoken(phone)
                elif isinstance(report, Heard):
                    self._seconds += 1
                    self._ear.hear(report)
                    await self._listen(phone)
        return self._outcome(last)

    def _outcome(self, last: Report | None) -> Outcome:
        if isinstance(last, Failed) or last is None:
            return Outcome.FAILED
        if self._talked:
            return Outcome.TALKED
        return Outcome.FAR_END if isinstance(last, Ended) and last.cause == "far_end" else Outcome.GAVE_UP

    async def _listen(self, phone: PhoneProcess) -> None:
        if self._speaking:
            return
        match self._stage:
            case _Stage.MENU:
                if self._ear.over_after(*_MENU) or self._seconds >= _KEY_AT_THE_LATEST_S:
                    await phone.tell(Press(digits=self._situation.key))
                    self._go(_Stage.WAITING)
            case _Stage.WAITING:
                if self._ear.over_after(*_AGENT):
                    self._stage = _Stage.TALKING
                    await self._say(phone)
                elif self._seconds >= self._situation.patience:
                    await phone.hang_up()
            case _Stage.TALKING:
                await self._talk(phone)
            case _Stage.GOODBYE:
                if self._situation.ends is not Farewell.WAITS or self._ear.quiet >= _LONGEST_TURN_S:
                    await phone.hang_up()

    async def _talk(self, phone: PhoneProcess) -> None:
        if self._ear.over_after(*_TURN):
            self._talked, self._asked = True, 0
            await self._say(phone)
        elif self._ear.sounding >= _LONGEST_TURN_S:
            self._go(_Stage.WAITING)  # that is music: nobody was there yet
        elif self._ear.quiet >= _ASK_AGAIN_S:
            self._asked += 1
            if self._asked > _ASKS:
                await phone.hang_up()
            else:
                await self._play(phone, self._hello)

    async def _say(self, phone: PhoneProcess) -> None:
        """The next sentence, or the goodbye after the last."""
        if self._next < len(self._sentences):
            self._next += 1
            await self._play(phone, self._sentences[self._next - 1])
            return
        self._stage = _Stage.GOODBYE
        if self._situation.ends is Farewell.ABRUPT:
            await phone.hang_up()
        else:
            await self._play(phone, self._thanks)

    async def _play(self, phone: PhoneProcess, sound: Path) -> None:
        self._speaking = True
        await phone.tell(Play(file=sound))

    async def _spoken(self, phone: PhoneProcess) -> None:
        self._speaking = False
        self._ear.start_over()
        if self._stage is _Stage.GOODBYE and self._situation.ends is Farewell.THANKS:
            await phone.hang_up()

    def _go(self, stage: _Stage) -> None:
        self._stage = stage
        self._seconds = 0
        self._ear.start_over()
