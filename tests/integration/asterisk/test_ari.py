"""ARI against the real thing: every request an IVR makes, and channels that have left."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from websockets.asyncio.server import ServerConnection, serve

from tests.support.asterisk import AriRecorder, RealAsterisk, until
from tests.support.sipp import Citizen, SippCall


async def test_what_has_left_is_no_error(asterisk: RealAsterisk) -> None:
    async with asterisk.ari() as ari:
        client = ari.client
        assert (await client.channel("nobody")).left
        assert (await client.answer("nobody")).left
        assert (await client.hangup("nobody")).left
        assert (await client.play("nobody", "p1", "sound:beep")).left
        assert (await client.stop_playback("nothing")).left
        assert (await client.continue_in_dialplan("nobody", "desk")).left
        assert (await client.set_variable("nobody", "A", "1")).left
        assert await client.get_variable("nobody", "A") is None
        assert (await client.stop_recording("nothing")).left
        assert (await client.destroy_bridge("nothing")).left


async def test_a_conversation(asterisk: RealAsterisk) -> None:
    async with (
        asterisk.ari() as ari,
        SippCall(Citizen().wait(0.5).press("7").wait(20), asterisk.config.sip_port),
    ):
        caller = await started(ari)
        client = ari.client
        await client.set_variable(caller, "TIMEOUT(absolute)", "0")
        assert await client.get_variable(caller, "CHANNEL(language)") == "ko"
        assert "/" in (await client.get_variable(caller, "CC_RECORDING") or "")
        assert await client.get_variable(caller, "CC_NO_SUCH") is None
        await client.set_variable(caller, "CC_WORD", "민원 & 100% + ;,=")
        assert await client.get_variable(caller, "CC_WORD") == "민원 & 100% + ;,="
        await until(lambda: [e.data["digit"] for e in ari.typed("ChannelDtmfReceived")] == ["7"], "digit")

        await client.play(caller, "p-1", "sound:cc/safety-menu", "sound:digits/20")
        await until(lambda: done(ari, "p-1"), "played")
        await client.start_music(caller)
        await client.stop_music(caller)
        await client.play(caller, "p-2", *["sound:cc/safety-menu"] * 30)
        assert not (await client.stop_playback("p-2")).left
        await until(lambda: done(ari, "p-2"), "stopped")

        await client.record(caller, "message-1", max_seconds=1, beep=False)
        await until(lambda: ari.typed("RecordingFinished"), "recorded")
        assert {e.channel_id for e in ari.events if e.type.startswith("Playback")} == {caller}
        await client.hangup(caller)
        await until(lambda: ari.typed("StasisEnd"), "ended")


async def test_a_citizens_voice_reaches_us_over_a_websocket(asterisk: RealAsterisk) -> None:
    sounds: list[bytes] = []
    texts: list[str] = []

    async def media(socket: ServerConnection) -> None:
        async for message in socket:
            if isinstance(message, bytes):
                sounds.append(message)
            else:
                texts.append(message)

    port = urlsplit(asterisk.config.asr_url).port
    async with (
        serve(media, "127.0.0.1", port, subprotocols=["media"]),  # type: ignore[list-item]
        asterisk.ari() as ari,
        SippCall(Citizen().wait(0.5).press("123").wait(20), asterisk.config.sip_port),
    ):
        caller = await started(ari)
        client = ari.client
        await client.set_variable(caller, "TIMEOUT(absolute)", "0")
        await client.snoop(caller, "snoop-1", spy="out")
        await client.external_media("media-1")
        await client.create_bridge("bridge-1")
        assert not (await client.create_bridge("bridge-1")).left
        for channel in ("snoop-1", "media-1"):
            await started(ari, channel)
            assert not (await client.add_to_bridge("bridge-1", channel)).left
        await client.play(caller, "p-3", *["sound:cc/safety-menu"] * 5)
        await until(lambda: any(any(sound) for sound in sounds), "sound that is not silence")
        assert json.loads(texts[0])["event"] == "MEDIA_START"
        assert "bridge-1" in [bridge["id"] for bridge in await client.bridges()]
        await client.hangup(caller)
        await client.hangup("media-1")
        await client.destroy_bridge("bridge-1")


async def test_events_of_channels_that_are_not_ours(asterisk: RealAsterisk) -> None:
    async with (
        asterisk.ari(subscribe_all=True) as ari,
        SippCall(Citizen().wait(1), asterisk.config.sip_port),
    ):
        caller = await started(ari)
        await ari.client.continue_in_dialplan(caller, "unknown-number")
        await until(lambda: [e for e in ari.typed("ChannelDestroyed") if e.channel_id == caller], "destroyed")


async def started(ari: AriRecorder, channel: str = "") -> str:
    """Wait for the StasisStart (of this channel); its id."""

    def found() -> list[str]:
        ids = [event.channel_id for event in ari.typed("StasisStart")]
        return [name for name in ids if channel in ("", name)]

    await until(found, f"StasisStart {channel}")
    return found()[0]


def done(ari: AriRecorder, playback: str) -> bool:
    """Whether this playback has ended."""
    return playback in [event.data["playback"]["id"] for event in ari.typed("PlaybackFinished")]
