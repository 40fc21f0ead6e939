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

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriError


@dataclass
class _Lease:
    """One held channel: `released` asks its task to end after the request under way."""

    released: asyncio.Event
    task: asyncio.Task[None]


class LeaseKeeper:
    """Renews the lease of every held channel three times within `seconds`."""

    def __init__(self, ari: AriClient, seconds: int) -> None:
        self._ari = ari
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
        Raises AriError when the limit could not be taken away; the dialplan does it too.
        """
        if await self.forget(channel_id):
            await self._ari.set_variable(channel_id, "TIMEOUT(absolute)", "0")

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
                reply = await self._ari.set_variable(channel_id, "TIMEOUT(absolute)", str(self._seconds))
            except AriError as error:
                self._log.warning("lease.not_renewed", channel=channel_id, reason=str(error))
            else:
                if reply.left:
                    self._held.pop(channel_id, None)
                    return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), self._seconds / 3)
