"""The dialplan without the application: overflow, exit key, callbacks, refusals, messages."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from tests.integration.asterisk.test_lost_agent import desk
from tests.support.asterisk import AmiRecorder, RealAsterisk, until
from tests.support.sipp import Citizen, SippCall

_NOBODY = "Local/1@queue-exit"


async def test_an_empty_desk_overflows_to_the_general_one(asterisk: RealAsterisk) -> None:
    async with staffed(asterisk, "general") as ami:
        async with SippCall(Citizen("01077770001").wait(1).press("2").wait(10), asterisk.config.sip_port):
            await until(lambda: ami.named("QueueCallerJoin", Queue="desk-general"), "in the general desk")
        assert not ami.named("QueueCallerJoin", Queue="desk-vehicle")


async def test_who_leaves_for_a_callback_comes_back_before_those_who_came_later(
    asterisk: RealAsterisk,
) -> None:
    async with staffed(asterisk, "civil") as ami:
        first = Citizen("01077770002").wait(0.5).press("1").wait(3).press("1").wait(10)
        later = Citizen("01077770003").wait(0.5).press("1").wait(20)
        async with SippCall(first, asterisk.config.sip_port):
            await until(lambda: joins(ami, "01077770002") == ["1"], "first")
            async with SippCall(later, asterisk.config.sip_port):
                await until(lambda: joins(ami, "01077770003") == ["2"], "second")
                await until(lambda: joins(ami, "01077770002") == ["1", "1"], "first again")


async def test_a_callback_waits_for_an_agent_and_then_dials(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "208") as (ami, ari, [phone]), carrier(asterisk):
        await ari.client.originate(
            "callback-1", "Local/civil@callback-queue/n",
            context="callback-hold", extension="01012345678", timeout=600, variables={"CC_PRIORITY": "3"},
        )  # fmt: skip
        await phone.answered()
        await until(
            lambda: ami.named("DialEnd", DialStatus="ANSWER", DestChannel=trunk(ami)), "citizen answers"
        )
        # Everything of a callback has one linkedid, so it is one call.
        assert {e.fields["Linkedid"] for e in ami.named("Newchannel")} == {"callback-1"}


async def test_a_seat_cannot_dial_everything(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "209") as (_, _, [phone]):
        assert await phone.call("119", "password-1") == 403
        assert await phone.call("0012125551234", "password-1") == 484
        assert await phone.call("999", "password-1") == 484


async def test_a_seat_calls_a_citizen(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "210") as (_, _, [phone]), carrier(asterisk):
        assert await phone.call("01012345678", "password-1") == 200


async def test_a_seat_reaches_the_line_of_a_desk(asterisk: RealAsterisk) -> None:
    async with staffed(asterisk, "vehicle"), desk(asterisk, "211") as (ami, _, [phone]):
        dialling = asyncio.create_task(phone.call("*2", "password-1"))
        await until(lambda: ami.named("QueueCallerJoin", Queue="desk-vehicle"), "in the line")
        dialling.cancel()


async def test_a_citizen_is_handed_over_to_another_desk_and_stays_one_call(asterisk: RealAsterisk) -> None:
    async with staffed(asterisk, "complaint"), desk(asterisk, "212") as (ami, _, [phone]):
        citizen = Citizen("01077770006").wait(0.5).press("1").wait(20)
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await until(lambda: ami.named("AgentConnect"), "connected")
            assert await phone.transfer("*3") == 202
            await until(
                lambda: ami.named("QueueCallerJoin", CallerIDNum="01077770006", Queue="desk-complaint"),
                "in the other line",
            )
            assert {e.fields["Linkedid"] for e in ami.named("QueueCallerJoin")} == {
                ami.named("AgentConnect")[0].fields["Linkedid"]
            }
            assert call.running
            assert not ami.named("UserEvent", UserEvent="AgentLost")


async def test_the_whole_stay_is_recorded(asterisk: RealAsterisk) -> None:
    async with staffed(asterisk, "civil") as ami:
        async with SippCall(
            Citizen("01077770005").wait(0.5).press("1").wait(2), asterisk.config.sip_port
        ) as call:
            assert await call.finished()
        await until(lambda: ami.named("Hangup", CallerIDNum="01077770005"), "hung up")
        linkedid = ami.named("Hangup", CallerIDNum="01077770005")[0].fields["Linkedid"]

    def sizes() -> list[int]:
        files = sorted(asterisk.config.recording_dir.rglob(f"{linkedid}*.wav"))
        return [file.stat().st_size for file in files]

    # What is muted in one is muted at the same second in all: 0.1 s of 8 kHz, 16 bit.
    await until(
        lambda: len(sizes()) == 3 and sizes()[0] > 16_000 and max(sizes()) - min(sizes()) < 1_600,
        "three files with sound, equally long",
    )


async def test_a_speaking_citizen_is_on_the_recording(asterisk: RealAsterisk, tmp_path: Path) -> None:
    speech = tmp_path / "speech.ul"
    speech.write_bytes(bytes(0x80 if n % 20 < 10 else 0x00 for n in range(16_000)))  # loud, 400 Hz, 2 s
    citizen = Citizen("01077770006").speak(speech).wait(2.5)
    async with asterisk.ami() as ami:
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            assert await call.finished()
        await until(lambda: ami.named("Hangup", CallerIDNum="01077770006"), "hung up")
        linkedid = ami.named("Hangup", CallerIDNum="01077770006")[0].fields["Linkedid"]
    [file] = asterisk.config.recording_dir.rglob(f"{linkedid}-in.wav")
    await until(lambda: file.stat().st_size > 20_000, "written")
    samples = struct.unpack(f"<{(file.stat().st_size - 44) // 2}h", file.read_bytes()[44:])
    loud = sum(abs(sample) > 10_000 for sample in samples)
    assert loud > 8_000, "more than one second of loud sound"


async def test_two_callers_meet_in_a_conference(asterisk: RealAsterisk) -> None:
    async with staffed(asterisk, "civil") as ami:
        first = Citizen("01077770007").wait(0.5).press("1").wait(10)
        second = Citizen("01077770008").wait(0.5).press("1").wait(10)
        async with SippCall(first, asterisk.config.sip_port), SippCall(second, asterisk.config.sip_port):
            for number in ("01077770007", "01077770008"):
                await until(partial(joins, ami, number), f"{number} in the queue")
                channel = ami.named("QueueCallerJoin", CallerIDNum=number)[0].fields["Channel"]
                where = {"Context": "conference", "Exten": "room201", "Priority": "1"}
                assert (await ami.client.action("Redirect", Channel=channel, **where)).ok
            await until(
                lambda: len(ami.named("ConfbridgeJoin", Conference="room201")) == 2, "both in the room"
            )


def joins(ami: AmiRecorder, number: str) -> list[str]:
    """The places in line this caller has entered at, one for each time."""
    return [event.fields["Position"] for event in ami.named("QueueCallerJoin", CallerIDNum=number)]


def trunk(ami: AmiRecorder) -> str:
    """The name of the channel to the carrier, "" while there is none."""
    names = [event.fields["Channel"] for event in ami.named("Newchannel")]
    return next((name for name in names if name.startswith("PJSIP/trunk-")), "")


@contextlib.asynccontextmanager
async def staffed(asterisk: RealAsterisk, key: str) -> AsyncIterator[AmiRecorder]:
    """One desk has a member, on a break; the application is not there."""
    member = {"Queue": f"desk-{key}", "Interface": _NOBODY}
    async with asterisk.ami() as ami:
        assert (await ami.client.action("QueueAdd", Paused="true", **member)).ok
        try:
            yield ami
        finally:
            await ami.hang_up_everybody()
            await ami.client.action("QueueRemove", **member)


@contextlib.asynccontextmanager
async def carrier(asterisk: RealAsterisk) -> AsyncIterator[None]:
    """A carrier whose citizens answer at once (SIPp's built-in uas)."""
    sipp = await asyncio.create_subprocess_exec(
        "sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", str(asterisk.config.trunk.port), "-nostdin",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL, cwd="/tmp",
    )  # fmt: skip
    try:
        yield
    finally:
        sipp.kill()
        await sipp.wait()
