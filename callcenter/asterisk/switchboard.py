"""What the floor asks of the exchange, carried out over AMI."""

import asyncio
from collections.abc import Iterable

from callcenter.agents.seat import Membership
from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiError, AmiResponse
from callcenter.asterisk.ami_messages import FieldValue as Value
from callcenter.asterisk.config.model import queue_name
from callcenter.asterisk.recordings import SETTLE_SECONDS
from callcenter.floor.switchboard import SwitchboardError

ALREADY = ("Already there", "Not there")
CALLBACK_TIMEOUT_MS = 3_600_000
SEAT_TIMEOUT_MS = 30_000


class AmiSwitchboard:
    """`callcenter.floor.switchboard.Switchboard` on a real exchange. Belongs to one loop."""

    def __init__(self, ami: AmiClient, desks: Iterable[str]) -> None:
        self._ami = ami
        self._desks = tuple(desks)
        self._present: dict[str, frozenset[str]] = {}

    def forget(self) -> None:
        """After a reconnect nothing is known of who is a member where."""
        self._present.clear()

    async def set_membership(self, extension: str, queues: tuple[str, ...], membership: Membership) -> None:
        interface = f"PJSIP/{extension}"
        wanted = frozenset(queues) if membership.present else frozenset()
        if membership.pause is not None:
            # First of all keep calls away from where the seat is a member already.
            await self._pause(interface, membership)
        if self._present.get(extension) != wanted:
            await self._join(interface, wanted, paused=membership.pause is not None)
            self._present[extension] = wanted
            await self._pause(interface, membership)
        elif membership.pause is None:
            await self._pause(interface, membership)

    async def conference(self, room: str, talking: tuple[str, str], joining: list[str]) -> None:
        """The two who talk are moved at once: one alone would end the other's call."""
        first, second = talking
        name = _room(room)
        await self._do(
            "Redirect",
            Channel=first,
            Context="conference",
            Exten=name,
            Priority=1,
            ExtraChannel=second,
            ExtraContext="conference",
            ExtraExten=name,
            ExtraPriority=1,
        )
        for channel in joining:
            await self._do("Redirect", Channel=channel, Context="conference", Exten=name, Priority=1)

    async def call_back(self, call_id: str, number: str, queue: str, position: int) -> None:
        """Two halves of a Local channel: one waits in the line, the other calls the citizen afterwards."""
        await self._do(
            "Originate",
            Channel=f"Local/{queue}@callback-queue/n",
            ChannelId=call_id,
            OtherChannelId=f"{call_id}-line",
            Context="callback-hold",
            Exten=number,
            Priority=1,
            Timeout=CALLBACK_TIMEOUT_MS,
            CallerID=f"<{number}>",
            Variable=[f"__CC_POSITION={position}"],
            Async="true",
        )

    async def call_from_seat(self, call_id: str, extension: str, number: str) -> None:
        await self._do(
            "Originate",
            Channel=f"PJSIP/{extension}",
            ChannelId=call_id,
            Context="seats",
            Exten=number,
            Priority=1,
            Timeout=SEAT_TIMEOUT_MS,
            CallerID=f"<{number}>",
            Async="true",
        )

    async def record_anew(self, channel: str, path: str) -> None:
        """Stop recording the channel and go on in the same files; see `callcenter.asterisk.recordings`."""
        base = path.removesuffix(".wav")
        await self._do("StopMixMonitor", tolerated=("No such channel",), Channel=channel)
        await asyncio.sleep(SETTLE_SECONDS)
        options = f"ar({base}-in.wav)t({base}-out.wav)"
        await self._do(
            "MixMonitor", tolerated=("No such channel",), Channel=channel, File=path, options=options
        )

    async def hang_up(self, channel: str) -> None:
        await self._do("Hangup", tolerated=("No such channel",), Channel=channel, Cause=16)

    async def _join(self, interface: str, wanted: frozenset[str], *, paused: bool) -> None:
        for desk in self._desks:
            name = queue_name(desk)
            if desk in wanted:
                await self._do(
                    "QueueAdd",
                    tolerated=ALREADY,
                    Queue=name,
                    Interface=interface,
                    StateInterface=interface,
                    Paused=str(paused).lower(),
                )
            else:
                await self._do("QueueRemove", tolerated=ALREADY, Queue=name, Interface=interface)

    async def _pause(self, interface: str, membership: Membership) -> None:
        if membership.present:
            paused = membership.pause is not None
            await self._do(
                "QueuePause",
                tolerated=("Interface not found",),
                Interface=interface,
                Paused=str(paused).lower(),
                Reason=membership.pause or "",
            )

    async def _do(self, name: str, *, tolerated: tuple[str, ...] = (), **fields: Value) -> AmiResponse:
        try:
            answer = await self._ami.action(name, **fields)
        except AmiError as error:
            raise SwitchboardError(str(error)) from error
        if not answer.ok and not any(text in answer.message for text in tolerated):
            raise SwitchboardError(f"{name}: {answer.message}")
        return answer


def _room(linkedid: str) -> str:
    """A conference room is named after the call; its name may hold digits and small letters only."""
    return "".join(character for character in linkedid if character.isalnum()).lower()
