"""Asks the exchange what it has now, in the shape that reconciliation compares."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.config.model import desk_key
from callcenter.asterisk.translate import UP, Translator
from callcenter.calls import facts as f
from callcenter.floor.reconcile import Seen, SeenLeg


async def survey(ami: AmiClient, translator: Translator) -> Seen:
    """Legs, waiting callers and members of one moment. Raises `AmiError`."""
    channels = await ami.list_action("CoreShowChannels", "CoreShowChannelsComplete")
    queues = await ami.list_action("QueueStatus", "QueueStatusComplete")
    now = datetime.now(UTC)
    linkedids = {event.fields.get("Uniqueid", ""): event.fields.get("Linkedid", "") for event in channels}
    return Seen(
        at=now,
        legs=_legs(channels, translator, now),
        waiting=_waiting(queues, linkedids, now),
        members=_members(queues),
    )


async def seats_reachable(ami: AmiClient, translator: Translator) -> list[f.Fact]:
    """For every seat, whether its softphone is registered. Raises `AmiError`."""
    events = await ami.list_action("DeviceStateList", "DeviceStateListComplete")
    now = datetime.now(UTC)
    return [fact for event in events for fact in translator.facts("DeviceStateChange", now, event.fields)]


def _legs(channels: Iterable[AmiEvent], translator: Translator, now: datetime) -> dict[str, SeenLeg]:
    legs = {}
    for event in channels:
        born = now - _duration(event.fields.get("Duration", ""))
        for started in translator.leg_started(born, event.fields):
            if isinstance(started, f.LegStarted):
                legs[started.uniqueid] = SeenLeg(started, up=event.fields.get("ChannelState") == UP)
    return legs


def _waiting(
    queues: Iterable[AmiEvent], linkedids: Mapping[str, str], now: datetime
) -> dict[tuple[str, str], datetime]:
    entries = [event.fields for event in queues if event.name == "QueueEntry"]
    return {
        (linkedids[entry["Uniqueid"]], desk_key(entry["Queue"])): now - timedelta(seconds=int(entry["Wait"]))
        for entry in entries
        if entry.get("Uniqueid") in linkedids
    }


def _members(queues: Iterable[AmiEvent]) -> dict[str, dict[str, str | None]]:
    members: dict[str, dict[str, str | None]] = {}
    for event in queues:
        if event.name == "QueueMember":
            extension = event.fields.get("StateInterface", "").removeprefix("PJSIP/")
            paused = event.fields.get("Paused") == "1"
            reason = event.fields.get("PausedReason", "") if paused else None
            members.setdefault(extension, {})[desk_key(event.fields["Queue"])] = reason
    return members


def _duration(text: str) -> timedelta:
    """`HH:MM:SS` as CoreShowChannels says it."""
    parts = [int(part) for part in text.split(":")] if text else [0]
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + part
    return timedelta(seconds=seconds)
