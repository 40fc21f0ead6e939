"""The lease of a caller in our application: renewed while we live, run out when we do not.

A channel in Stasis stays there for ever when its application dies. The dialplan therefore sets an
absolute timeout before Stasis; this renews it. When it runs out, Asterisk goes on in the dialplan
(extension T), which is the safety net. A frozen application is noticed just like a dead one.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

import structlog

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiError


@dataclass
class _Lease:
    """One held channel: `released` asks its task to end after the request under way."""

    released: asyncio.Event
    task: asyncio.Task[None]


class LeaseKeeper:
    """Renews the lease of every held channel three times within `seconds`.

    Over AMI: ARI carries out what it is asked on a channel one after the other, so that a
    renewal would wait behind a long announcement and come too late.
    """

    def __init__(self, ami: AmiClient, seconds: int) -> None:
        self._ami = ami
        self._seconds = seconds
        self._held: dict[str, _Lease] = {}
        self._log = structlog.get_logger("callcenter.asterisk.lease")

    def hold(self, channel_id: str) -> None:
        """Keep this channel from now on; it must be in our application."""
        if channel_id not in self._held:
            released = asyncio.Event()
            task = asyncio.create_task(self._renew(channel_id, released), name=f"lease-{channel_id}")
            self._held[channel_id] = _Lease(released, task)

    async def drop(self, channel_id: str) -> None:
        """Stop renewing and take the limit away; call it before the channel leaves us for a queue.

        Returns when no renewal is under way any more, so that none can hit a caller in talk.
        Raises AmiError when the limit could not be taken away; the dialplan does it too.
        """
        if await self.forget(channel_id):
            await self._limit(channel_id, 0)

    async def forget(self, channel_id: str) -> bool:
        """Stop renewing a channel that has ended or left; False when it was not held."""
        lease = self._held.pop(channel_id, None)
        if lease is None:
            return False
        lease.released.set()
        await lease.task
        return True

    async def close(self) -> None:
        """Stop renewing all; the dialplan takes over those that stay with us."""
        for channel_id in list(self._held):
            await self.forget(channel_id)

    async def _renew(self, channel_id: str, released: asyncio.Event) -> None:
        while not released.is_set():
            try:
                there = await self._limit(channel_id, self._seconds)
            except AmiError as error:
                self._log.warning("lease.not_renewed", channel=channel_id, reason=str(error))
            else:
                if not there:
                    self._held.pop(channel_id, None)
                    return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), self._seconds / 3)

    async def _limit(self, channel_id: str, seconds: int) -> bool:
        """False when the channel is not there any more."""
        answer = await self._ami.action(
            "Setvar", Channel=channel_id, Variable="TIMEOUT(absolute)", Value=str(seconds)
        )
        return answer.ok
