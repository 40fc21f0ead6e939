"""The phone at a real Asterisk: it is taken as the carrier's, its keys and its voice arrive."""

from __future__ import annotations

import wave
from array import array
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from callcenter.probe.client import PhoneProcess
from callcenter.probe.messages import Answered, Dial, DigitsSent, Ended, Failed, Press, Report
from tests.support.asterisk import RealAsterisk, until
from tests.support.robot_agent import RobotAgents, tone_of
from tests.support.tones import best_share, tone


@dataclass(frozen=True)
class _Password:
    password: str


def _dial(asterisk: RealAsterisk, **changes: object) -> Dial:
    address = {"host": IPv4Address("127.0.0.1"), "port": asterisk.config.sip_port, "number": "120"}
    return Dial.model_validate({**address, "caller": "01012342413", "talk_seconds": 15.0, **changes})


async def test_key_queue_robot_and_both_voices(asterisk: RealAsterisk, tmp_path: Path) -> None:
    """Key 2 (RFC 4733) leads to the vehicle desk; its robot and the phone hear each other's tones."""
    spoken, heard = tmp_path / "spoken.wav", tmp_path / "heard.wav"
    _write(spoken, tone(1000, 12))
    seen: list[Report] = []
    async with asterisk.ami() as ami, asterisk.ari() as ari:
        await ari.client.put_seat_password("201", "robot-201-secret")
        await ari.client.stop()  # no application: the safety net's menu waits for the key
        robots = RobotAgents(1, lambda _: _Password("robot-201-secret"), asterisk.config.sip_ws_url)
        async with robots, PhoneProcess(_dial(asterisk, play=spoken, record=heard)) as phone:
            assert ami.client is not None
            await ami.client.action("QueueAdd", Queue="desk-vehicle", Interface="PJSIP/201")
            async for report in phone.reports():
                seen.append(report)
                if isinstance(report, Answered):
                    assert report.digits == "rfc4733"
                    await until(lambda: ami.named("UserEvent", UserEvent="SafetyNet"), "the menu")
                    await phone.tell(Press(digits="2"))
                if isinstance(report, DigitsSent):
                    await robots.answered("201")
                    assert ami.named("QueueCallerJoin", Queue="desk-vehicle", CallerIDNum="01012342413")
                    await until(lambda: best_share(_heard(robots), 1000) > 0.9, "the robot hears us")
                    await until(lambda: len(_heard(robots)) > 16000, "two seconds of talk")
                    await phone.hang_up()
            await until(lambda: robots.calls("201")[0].ended_at is not None, "the robot's leg ended", 5)
        await ami.client.action("QueueRemove", Queue="desk-vehicle", Interface="PJSIP/201")
    assert isinstance(seen[-1], Ended)
    assert (seen[-1].cause, seen[-1].lost) == ("told", 0)
    assert best_share(_read(heard), tone_of("201")) > 0.9


async def test_a_call_asterisk_sends_away_is_a_clear_failure(asterisk: RealAsterisk) -> None:
    """A citizen who claims to be a seat is asked for that seat's password."""
    async with PhoneProcess(_dial(asterisk, caller="201")) as phone:
        reports = [report async for report in phone.reports()]
    assert isinstance(reports[-1], Failed)
    assert reports[-1].code == "probe.wants_login"


def _heard(robots: RobotAgents) -> array[int]:
    return robots.calls("201")[0].heard


def _write(path: Path, samples: array[int]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(samples.tobytes())


def _read(path: Path) -> array[int]:
    with wave.open(str(path)) as file:
        return array("h", file.readframes(file.getnframes()))
