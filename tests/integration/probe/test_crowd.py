"""Thirty SIPp citizens at once into thirteen robot agents: everybody is served, by their own desk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tests.support.asterisk import QUEUES, RealAsterisk
from tests.support.crowd import callers, crowd
from tests.support.robot_agent import RobotAgents

KEYS = {queue.digit: queue.name_in_asterisk for queue in QUEUES}


@dataclass(frozen=True)
class _Password:
    password: str


async def test_thirty_callers_are_all_served(asterisk: RealAsterisk) -> None:
    people = callers(30)
    async with asterisk.ami() as ami, asterisk.ari() as ari:
        assert ami.client is not None
        robots = RobotAgents(
            13, lambda extension: _Password(f"robot-{extension}-secret"), asterisk.config.sip_ws_url,
            answer_after=0.3, talk=3.0,
        )  # fmt: skip
        for extension in robots.extensions:
            await ari.client.put_seat_password(extension, f"robot-{extension}-secret")
        await ari.client.stop()  # no application: the safety net's menu and the queues alone
        async with robots:
            for extension in robots.extensions:
                for queue in KEYS.values():
                    await ami.client.action("QueueAdd", Queue=queue, Interface=f"PJSIP/{extension}")
            async with crowd(asterisk.config.sip_port, people) as calling:
                assert await calling.finished(90), calling.errors
            for extension in robots.extensions:
                for queue in KEYS.values():
                    await ami.client.action("QueueRemove", Queue=queue, Interface=f"PJSIP/{extension}")
        joined = Counter(event.fields["Queue"] for event in ami.named("QueueCallerJoin"))
        served = {event.fields["CallerIDNum"] for event in ami.named("AgentConnect")}
    assert joined == Counter(KEYS[person.key] for person in people), "each key leads to its desk"
    assert served == {person.number for person in people}
    talks = [call for extension in robots.extensions for call in robots.calls(extension) if call.answered_at]
    assert len(talks) == len(people)
    assert all(call.seconds > 2.5 for call in talks)
