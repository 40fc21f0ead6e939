"""A minimal conversation in a process of its own, made to be killed: `python -m tests.support.stasis_app`.

Reads one JSON line from standard input: base_url, user, password, app, lease,
ami_port, ami_user, ami_secret. Writes `connected`,
then one line `start <channel> <arguments>` for each caller. A digit 1-4 sends the caller to a desk.
"""

from __future__ import annotations

import asyncio
import json
import sys

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.lease import LeaseKeeper

_DESKS = {"1": "civil", "2": "vehicle", "3": "complaint", "4": "general"}


class Conversation:
    """Plays, waits for a key, and sends the caller on."""

    def __init__(self, told: dict[str, str]) -> None:
        self.ari = AriClient(
            told["base_url"], told["user"], told["password"], told["app"], self.take, self.state
        )
        self.ami = AmiClient(
            "127.0.0.1",
            int(told["ami_port"]),
            told["ami_user"],
            told["ami_secret"],
            lambda _event: None,
            self.state,
        )
        self.lease = LeaseKeeper(self.ami, int(told["lease"]))

    def state(self, _connected: bool) -> None:
        """Say that we are there, on both links."""
        if self.ari.connected and self.ami.connected:
            print("connected", flush=True)

    async def take(self, event: AriEvent) -> None:
        """One event of one caller."""
        channel = event.channel_id
        if event.type == "StasisStart":
            self.lease.hold(channel)
            print("start", channel, *event.data["args"], flush=True)
            await self.ari.play(channel, f"menu-{channel}", "sound:cc/safety_menu")
        elif event.type == "ChannelDtmfReceived" and event.data["digit"] in _DESKS:
            await self.lease.drop(channel)
            await self.ari.set_variable(channel, "CC_PRIORITY", "5")
            await self.ari.continue_in_dialplan(channel, f"queue-{_DESKS[event.data['digit']]}")
        elif event.type == "StasisEnd":
            await self.lease.forget(channel)


async def main() -> None:
    """Run until killed."""
    told = json.loads(sys.stdin.readline())
    conversation = Conversation(told)
    await conversation.ami.start()
    await conversation.ari.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
