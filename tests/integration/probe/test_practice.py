"""A practice citizen at a real Asterisk: presses the key, talks in turns with a robot agent, leaves."""

from __future__ import annotations

import asyncio
from array import array
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from callcenter.probe.citizen import Outcome
from callcenter.probe.practice import Address, PracticeCitizens, Rhythm
from callcenter.probe.situations import Farewell, Situation
from callcenter.probe.voice import EspeakVoice
from tests.support.asterisk import AmiRecorder, RealAsterisk, until
from tests.support.robot_agent import RobotAgents
from tests.support.tones import tone

CITIZEN = Situation(
    name="연습", caller="01000001101", key="2", says=("자동차 등록은 어디에서 하나요?",),
    patience=60, ends=Farewell.THANKS,
)  # fmt: skip


@dataclass(frozen=True)
class _Password:
    password: str


def _speaks_and_listens(_extension: str) -> array[int]:
    """Two seconds of voice, four of quiet, over and over."""
    return tone(300, 2.0) + array("h", bytes(2 * 8000 * 4))


def _address(asterisk: RealAsterisk) -> Address:
    return Address(IPv4Address("127.0.0.1"), asterisk.config.sip_port, "120")


async def test_a_citizen_talks_with_an_agent_in_turns(asterisk: RealAsterisk, tmp_path: Path) -> None:
    citizens = PracticeCitizens(_address(asterisk), [CITIZEN], EspeakVoice(tmp_path), Rhythm(1, (0, 0)), 1)
    async with asterisk.ami() as ami, asterisk.ari() as ari:
        assert ami.client is not None
        await ari.client.put_seat_password("202", "robot-202-secret")
        await ari.client.stop()
        robots = RobotAgents(
            2, lambda _: _Password("robot-202-secret"), asterisk.config.sip_ws_url,
            answer_after=7.0, sound_for=_speaks_and_listens,
        )  # fmt: skip
        del robots.agents["201"]
        async with robots:
            await ami.client.action("QueueAdd", Queue="desk-vehicle", Interface="PJSIP/202")
            await citizens.run(calls=1)
            await until(lambda: robots.calls("202")[0].ended_at is not None, "the citizen hung up", 5)
            talk = robots.calls("202")[0]
        await ami.client.action("QueueRemove", Queue="desk-vehicle", Interface="PJSIP/202")
    assert dict(citizens.outcomes) == {Outcome.TALKED: 1}
    assert any(abs(sample) > 4000 for sample in talk.heard), "the agent heard the citizen"


async def test_it_stops_at_once_and_leaves_no_call(asterisk: RealAsterisk, tmp_path: Path) -> None:
    friends = [CITIZEN.model_copy(update={"caller": f"0100000220{n}"}) for n in range(4)]
    citizens = PracticeCitizens(_address(asterisk), friends, EspeakVoice(tmp_path), Rhythm(2, (0.1, 0.2)))
    async with asterisk.ami() as ami:
        running = asyncio.create_task(citizens.run())
        await until(lambda: len(_callers(ami, "Newchannel")) == 2, "two calls")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await until(lambda: len(_callers(ami, "Hangup")) == 2, "both hung up", 5)


def _callers(ami: AmiRecorder, name: str) -> list[str]:
    numbers = [event.fields.get("CallerIDNum", "") for event in ami.named(name)]
    return [number for number in numbers if number.startswith("0100000220")]
