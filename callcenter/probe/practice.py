"""Practice citizens for `scripts/run --demo`: calls that come in like on a quiet afternoon."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

import structlog

from callcenter.probe.citizen import CitizenCall, Outcome
from callcenter.probe.messages import Dial
from callcenter.probe.situations import Situation
from callcenter.probe.voice import Voice, VoiceError

_HELLO = "여보세요? 제 말 들리세요?"
_THANKS = "네, 감사합니다. 수고하세요."
_LONGEST_TALK_S = 900.0
_RETRY_S = (2.0, 60.0)
_LOOK_S = 1.0


async def _always() -> bool:
    return True


@dataclass(frozen=True)
class Address:
    """Where the hotline is: SIP over UDP, and the number citizens dial."""

    host: IPv4Address
    port: int
    number: str


@dataclass(frozen=True)
class Rhythm:
    """`at_once`: most citizens on the line at the same time. `pause`: seconds between calls, from and to.

    `idle`: the pause while nobody is at work. Then there is only one citizen on the line, so that a
    demonstration left alone does not fill the disk; whoever comes to work is called at once.
    """

    at_once: int = 2
    pause: tuple[float, float] = (5.0, 20.0)
    idle: float = 60.0


class PracticeCitizens:
    """`await PracticeCitizens(address, situations, voice).run()`; cancel it and every phone hangs up."""

    def __init__(
        self,
        address: Address,
        situations: Sequence[Situation],
        voice: Voice,
        rhythm: Rhythm | None = None,
        seed: int | None = None,
        at_work: Callable[[], Awaitable[bool]] = _always,
    ) -> None:
        """`at_work`: whether anybody could answer; asked every second while nobody could."""
        self._address = address
        self._situations = tuple(situations)
        self._voice = voice
        self._rhythm = rhythm or Rhythm()
        self._chance = random.Random(seed)  # noqa: S311 - who calls next is no secret
        self._log = structlog.get_logger("callcenter.practice")
        self._at_work = at_work
        self._failing = False
        self._on_the_line = 0
        self._retry = _RETRY_S[0]
        self.outcomes: Counter[Outcome] = Counter()

    async def run(self, calls: int | None = None) -> None:
        """Let citizens call: `calls` of them, or for ever. At most `at_once` at a time, each in turn.

        A citizen calls again only when everybody else has called. While the exchange does not
        answer, the pauses grow up to a minute.
        """
        slots = asyncio.Semaphore(self._rhythm.at_once)
        made = 0
        async with asyncio.TaskGroup() as group:
            while calls is None or made < calls:
                for situation in self._shuffled()[: None if calls is None else calls - made]:
                    sounds = await self._sounds(situation)
                    if made:
                        await self._pause()
                    await slots.acquire()
                    group.create_task(self._call(situation, sounds, slots))
                    made += 1

    async def _pause(self) -> None:
        if self._failing:
            await asyncio.sleep(self._retry)
            self._retry = min(_RETRY_S[1], self._retry * 2)
            return
        self._retry, waited = _RETRY_S[0], 0.0
        while not await self._at_work():
            if waited >= self._rhythm.idle and not self._on_the_line:
                return
            await asyncio.sleep(_LOOK_S)
            waited += _LOOK_S
        if not waited:
            await asyncio.sleep(self._chance.uniform(*self._rhythm.pause))

    async def _call(self, situation: Situation, sounds: list[Path], slots: asyncio.Semaphore) -> None:
        self._on_the_line += 1
        outcome = Outcome.FAILED
        try:
            if sounds:
                outcome = await self._outcome(situation, sounds)
        except OSError as error:
            self._log.warning("practice.failed", reason=str(error))
        finally:
            self._on_the_line -= 1
            slots.release()
        self.outcomes[outcome] += 1
        self._failing = outcome is Outcome.FAILED
        self._log.info("practice.call", citizen=situation.name, outcome=outcome.value)

    async def _outcome(self, situation: Situation, sounds: list[Path]) -> Outcome:
        dial = Dial(
            host=self._address.host,
            port=self._address.port,
            number=self._address.number,
            caller=situation.caller,
            talk_seconds=_LONGEST_TALK_S,
        )
        return await CitizenCall(situation, sounds).run(dial)

    async def _sounds(self, situation: Situation) -> list[Path]:
        """What the citizen will say, spoken before the call, so that it comes when it is due; or nothing."""
        try:
            return [await self._speak(situation, text) for text in (*situation.says, _HELLO, _THANKS)]
        except (VoiceError, OSError) as error:
            self._log.warning("practice.failed", reason=str(error))
            return []

    async def _speak(self, situation: Situation, text: str) -> Path:
        return await self._voice.speak(text, situation.name)

    def _shuffled(self) -> list[Situation]:
        return self._chance.sample(self._situations, len(self._situations))
