"""One voice on a channel, brought to us while the channel stays where it is: in our application or in a talk.

A snoop channel hears either what comes from the channel's party or what is played to it, never both, and
sits in a bridge of its own with a WebSocket channel.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from enum import StrEnum

import structlog

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriError
from callcenter.asterisk.media import MediaServer

_OPEN_S = 4.0
SNOOP, MEDIA = "-ear", "-asr"
"""Endings of the ids of its channels; the beginning is the party's channel."""

log = structlog.get_logger("callcenter.asterisk.tap")


def is_of_a_tap(channel: str) -> bool:
    """Whether a channel in our application is no caller but an ear."""
    return channel.endswith((SNOOP, MEDIA))


class Spy(StrEnum):
    """Which voice of a channel is tapped, in ARI's words."""

    IN = "in"
    OUT = "out"


class TapError(Exception):
    """The voice cannot be had; the caller goes on with keys."""


class VoiceTap:
    """Sound of one voice: signed linear, 8 kHz. `take` gets its frames, `ended` is told when it stops."""

    def __init__(
        self,
        ari: AriClient,
        media: MediaServer,
        channel: str,
        take: Callable[[bytes], None],
        ended: Callable[[], None],
        spy: Spy,
    ) -> None:
        # What an application that was killed left behind must not have our names.
        name = f"{channel}-{secrets.token_hex(3)}"
        self.channels = (name + SNOOP, name + MEDIA)
        self._ari = ari
        self._media = media
        self._channel, self._spy = channel, spy
        self._bridge = f"{name}-hearing"
        self._take, self._ended = take, ended
        self._token = ""
        self._started = {name: asyncio.Event() for name in self.channels}

    def started(self, channel: str) -> None:
        """StasisStart of one of its channels: only now it may enter the bridge."""
        self._started[channel].set()

    async def open(self) -> None:
        """Returns when the sound is on its way. Raises TapError; then nothing is left behind."""
        try:
            async with asyncio.timeout(_OPEN_S):
                await self._open()
        except (AriError, OverflowError, TimeoutError) as error:
            await self.close()
            raise TapError(type(error).__name__) from error
        except BaseException:
            await self.close()
            raise

    async def _open(self) -> None:
        snoop, media = self.channels
        self._token = self._media.expect(self._take, self._ended)
        data = f"f(json)v(token={self._token})"
        made = await asyncio.gather(
            self._ari.create_bridge(self._bridge),
            self._ari.snoop(self._channel, snoop, spy=self._spy, args="tap"),
            self._ari.external_media(media, sound="slin", data=data),
        )
        if any(reply.left for reply in made):
            raise TapError("the caller has left")
        for event in self._started.values():
            await event.wait()
        await self._ari.add_to_bridge(self._bridge, snoop, media)

    async def close(self) -> None:
        """End its channels; harmless when the caller has gone and they with the caller."""
        self._media.forget(self._token)
        ends = [self._ari.hangup(channel) for channel in self.channels]
        for result in await asyncio.gather(
            *ends, self._ari.destroy_bridge(self._bridge), return_exceptions=True
        ):
            if isinstance(result, Exception):
                log.warning("tap_not_closed", call=self._channel, error=type(result).__name__)


class Taps:
    """All taps: finds the one an event is about."""

    def __init__(self, ari: AriClient, media: MediaServer) -> None:
        self._ari, self._media = ari, media
        self._taps: dict[str, VoiceTap] = {}

    def started(self, channel: str) -> None:
        """StasisStart of a channel of a tap; one that comes too late belongs to no tap any more."""
        tap = self._taps.get(channel)
        if tap is not None:
            tap.started(channel)

    async def open(
        self, channel: str, take: Callable[[bytes], None], ended: Callable[[], None], spy: Spy = Spy.IN
    ) -> VoiceTap:
        """Tap a channel. Raises TapError."""
        tap = VoiceTap(self._ari, self._media, channel, take, ended, spy)
        self._taps |= dict.fromkeys(tap.channels, tap)
        try:
            await tap.open()
        except BaseException:
            self._forget(tap)
            raise
        return tap

    async def close(self, tap: VoiceTap) -> None:
        """End a tap; its events are no longer ours."""
        try:
            await tap.close()
        finally:
            self._forget(tap)

    def _forget(self, tap: VoiceTap) -> None:
        for name in tap.channels:
            self._taps.pop(name, None)
