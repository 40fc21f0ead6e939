"""How a talk ends decides what happens to the citizen: a lost browser is not a wanted hang-up.

The phones of these tests send no sound, which is what a browser killed in mid-call does.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from callcenter.asterisk.ami_messages import AmiEvent
from tests.support.asterisk import AmiRecorder, AriRecorder, RealAsterisk, until
from tests.support.sipp import Citizen, SippCall
from tests.support.ws_phone import WsPhone


async def test_a_lost_browser_keeps_the_caller_first_in_line(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "201") as (ami, _, [phone]):
        citizen = Citizen("01055550001").wait(0.5).press("1").wait(30)
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await phone.answered()
            await until(lambda: lost(ami), "loss noticed", asterisk.config.rtp_timeout + 4)
            assert lost(ami)[0].fields["Cause"] == "44"
            await phone.answered(2)
            joins = ami.named("QueueCallerJoin", CallerIDNum="01055550001")
            assert [join.fields["Position"] for join in joins] == ["1", "1"]
            assert call.running


async def test_the_only_agents_browser_may_come_back_within_half_a_minute(asterisk: RealAsterisk) -> None:
    citizen = Citizen("01055550007").wait(0.5).press("1").wait(40)
    async with (
        desk(asterisk, "209") as (ami, _, [phone]),
        SippCall(citizen, asterisk.config.sip_port) as call,
    ):
        await phone.answered()
        await phone.die()
        await until(lambda: lost(ami), "loss noticed", asterisk.config.rtp_timeout + 4)
        await until(lambda: ami.named("UserEvent", UserEvent="NobodyThere"), "the line takes nobody")
        async with WsPhone(asterisk.config.sip_ws_url, "209") as again:
            assert await again.register("password-1") == 200
            await again.answered()
            assert call.running


async def test_a_wanted_hang_up_ends_the_call(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "202") as (ami, _, [phone]):
        citizen = Citizen("01055550002", hang_up=False).wait(0.5).press("1")
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await phone.answered()
            await phone.hang_up()
            assert await call.finished(5), call.errors
            assert not lost(ami)


async def test_a_browser_that_lost_its_network_and_says_so_is_lost(asterisk: RealAsterisk) -> None:
    citizen = Citizen("01055550006").wait(0.5).press("1").wait(30)
    async with (
        desk(asterisk, "208") as (ami, _, [phone]),
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await phone.answered()
        # What JsSIP sends when ICE has failed.
        await phone.hang_up('SIP ;cause=408; text="RTP Timeout"')
        await until(lambda: lost(ami), "loss noticed", 5)
        assert lost(ami)[0].fields["Cause"] == "18"


async def test_a_hang_up_the_application_knows_of_is_wanted_whatever_its_cause(
    asterisk: RealAsterisk,
) -> None:
    async with desk(asterisk, "203") as (ami, _, [phone]):
        citizen = Citizen("01055550003", hang_up=False).wait(0.5).press("1")
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await phone.answered()
            await until(lambda: ami.named("AgentConnect"), "connected")
            caller = ami.named("AgentConnect")[0].fields["Channel"]
            answer = await ami.client.action("Setvar", Channel=caller, Variable="CC_WANTED_HANGUP", Value="1")
            assert answer.ok
            assert await call.finished(asterisk.config.rtp_timeout + 5), call.errors
            assert not lost(ami)


async def test_after_an_attended_transfer_the_second_browser_counts(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "204", "205") as (ami, _, [first, second]):
        citizen = Citizen("01055550004").wait(0.5).press("1").wait(30)
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await transferred(ami, first, second)
            await until(lambda: lost(ami), "loss of the second noticed", asterisk.config.rtp_timeout + 4)
            assert lost(ami)[0].fields["Cause"] == "44"
            assert call.running


async def test_after_an_attended_transfer_the_second_hangs_up(asterisk: RealAsterisk) -> None:
    async with desk(asterisk, "206", "207") as (ami, _, [first, second]):
        citizen = Citizen("01055550005", hang_up=False).wait(0.5).press("1")
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await transferred(ami, first, second)
            await second.hang_up()
            assert await call.finished(5), call.errors
            assert not lost(ami)


async def transferred(ami: AmiRecorder, first: WsPhone, second: WsPhone) -> None:
    """The first answers the citizen, consults the second, and joins them."""
    await first.answered()
    assert await first.call(second.extension, "password-1") == 200
    assert await first.transfer_to_outgoing() == 202
    await until(lambda: ami.named("AttendedTransfer", Result="Success"), "transferred", 5)


@contextlib.asynccontextmanager
async def desk(
    asterisk: RealAsterisk, *extensions: str
) -> AsyncIterator[tuple[AmiRecorder, AriRecorder, list[WsPhone]]]:
    """Registered browser phones; the first one is the only member of the desk `civil`."""
    async with asterisk.ami() as ami, asterisk.ari(listen=False) as ari, contextlib.AsyncExitStack() as stack:
        phones = []
        for extension in extensions:
            await ari.client.put_seat_password(extension, "password-1")
            phone = await stack.enter_async_context(WsPhone(asterisk.config.sip_ws_url, extension))
            assert await phone.register("password-1") == 200
            phones.append(phone)
        member = f"PJSIP/{extensions[0]}"
        await ami.client.action("QueueAdd", Queue="desk-civil", Interface=member)
        try:
            yield ami, ari, phones
        finally:
            await ami.hang_up_everybody()
            await ami.client.action("QueueRemove", Queue="desk-civil", Interface=member)
            for extension in extensions:
                await ari.client.delete_seat_password(extension)


def lost(ami: AmiRecorder) -> list[AmiEvent]:
    """The notices of lost agents so far."""
    return ami.named("UserEvent", UserEvent="AgentLost")
