"""A caller's way: application, desk; and the same without the application."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriEvent
from tests.support.asterisk import AmiRecorder, RealAsterisk, until
from tests.support.other_process import stasis_app
from tests.support.sipp import Citizen, SippCall


@pytest.fixture(autouse=True)
async def _members(asterisk: RealAsterisk) -> AsyncIterator[None]:
    """Somebody is staffed at every desk, or callers overflow at once; on a break, so nobody rings."""
    async with asterisk.ami() as ami:
        for queue in asterisk.config.queues:
            await ami.client.action(
                "QueueAdd",
                Queue=queue.name_in_asterisk,
                Interface="Local/1@queue-exit",
                Paused="true",
            )
        yield
        await ami.hang_up_everybody()
        for queue in asterisk.config.queues:
            await ami.client.action(
                "QueueRemove", Queue=queue.name_in_asterisk, Interface="Local/1@queue-exit"
            )


async def test_a_key_sends_the_caller_to_the_desk(asterisk: RealAsterisk) -> None:
    async with asterisk.ami() as ami, stasis_app(asterisk) as app:
        citizen = Citizen("01012340001").wait(0.5).press("1").wait(2)
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            assert (await app.line("start")).split()[2:] == ["hotline"]
            await joined(ami, "desk-civil", "01012340001")
            assert await call.finished(), call.errors
            await until(lambda: ami.named("QueueCallerAbandon", Queue="desk-civil"), "abandoned")


async def test_without_the_application_the_keypad_works(asterisk: RealAsterisk) -> None:
    async with asterisk.ami() as ami:
        citizen = Citizen("01012340002").wait(1).press("2").wait(2)
        async with SippCall(citizen, asterisk.config.sip_port) as call:
            await joined(ami, "desk-vehicle", "01012340002")
            assert await call.finished(), call.errors


async def test_without_the_application_and_without_a_key_the_general_desk_answers(
    asterisk: RealAsterisk,
) -> None:
    async with asterisk.ami() as ami, SippCall(Citizen("01012340003").wait(20), asterisk.config.sip_port):
        await joined(ami, "desk-general", "01012340003")


@pytest.mark.parametrize("death", ["kill", "freeze"])
async def test_the_application_dies_in_the_conversation(asterisk: RealAsterisk, death: str) -> None:
    async with asterisk.ami() as ami, stasis_app(asterisk) as app:
        citizen = Citizen("01012340004").wait(5).press("3").wait(20)
        async with SippCall(citizen, asterisk.config.sip_port):
            await app.line("start")
            getattr(app, death)()
            lease = asterisk.config.lease
            await until(
                lambda: ami.named("UserEvent", UserEvent="CallcenterSafetyNet"), "safety net", lease + 2
            )
            await joined(ami, "desk-complaint", "01012340004")


async def test_the_lease_is_renewed_for_as_long_as_the_conversation_takes(asterisk: RealAsterisk) -> None:
    async with asterisk.ami() as ami, stasis_app(asterisk) as app:
        citizen = Citizen("01012340005").wait(asterisk.config.lease * 2).press("4").wait(3)
        async with SippCall(citizen, asterisk.config.sip_port):
            await app.line("start")
            await joined(ami, "desk-general", "01012340005", asterisk.config.lease * 2 + 5)
            assert not ami.named("UserEvent", UserEvent="CallcenterSafetyNet")


async def test_a_caller_in_a_bridge_of_ours_is_freed_too(asterisk: RealAsterisk) -> None:
    async def put_into_bridge(ari: AriClient, event: AriEvent) -> None:
        if event.type == "StasisStart":
            await ari.create_bridge("test-bridge")
            await ari.add_to_bridge("test-bridge", event.channel_id)

    citizen = Citizen("01012340007").wait(20)
    async with (
        asterisk.ami() as ami,
        asterisk.ari(put_into_bridge) as ari,
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await until(lambda: ari.typed("ChannelEnteredBridge"), "in the bridge")
        await until(lambda: ami.named("UserEvent", UserEvent="CallcenterSafetyNet"), "safety net")
        await ari.client.destroy_bridge("test-bridge")


async def test_asterisk_itself_never_frees_a_caller_of_a_dead_application(asterisk: RealAsterisk) -> None:
    handled: list[AriEvent] = []

    async def take_the_limit_away(ari: AriClient, event: AriEvent) -> None:
        if event.type == "StasisStart":
            await ari.set_variable(event.channel_id, "TIMEOUT(absolute)", "0")
            handled.append(event)

    async with asterisk.ami() as ami, SippCall(Citizen("01012340008").wait(30), asterisk.config.sip_port):
        async with asterisk.ari(take_the_limit_away) as ari:
            await until(lambda: ari.typed("StasisStart"), "in the application")
            await until(lambda: ari.typed("StasisStart")[0] in handled, "without a limit")
        limit = asterisk.config.lease * 2
        with pytest.raises(AssertionError):
            await until(lambda: ami.named("UserEvent", UserEvent="CallcenterSafetyNet"), "never", limit)


async def test_a_number_that_is_not_ours_is_told_so(asterisk: RealAsterisk) -> None:
    citizen = Citizen("01012340006", hang_up=False)
    async with SippCall(citizen, asterisk.config.sip_port, dialled="0299999999") as call:
        assert await call.finished(10), call.errors


async def joined(ami: AmiRecorder, queue: str, number: str, limit: float = 20) -> None:
    """Wait until this caller waits in this queue."""
    await until(
        lambda: ami.named("QueueCallerJoin", Queue=queue, CallerIDNum=number), f"{number} in {queue}", limit
    )
