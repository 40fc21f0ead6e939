"""AMI events to the facts of `callcenter.calls.facts`; the only place that knows their spelling.

Plumbing (snoops, media sockets, the second half of a Local channel) is left out: what comes
through are the citizen's legs, the seats' legs and the waiting half of a callback.
Source of the event names and fields: Asterisk 22 AMI documentation.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from callcenter.asterisk.config.model import desk_key
from callcenter.calls import facts as f

RING = "4"
"""Channel state of a leg whose party called us (Asterisk `AST_STATE_RING`)."""
UP = "6"
TRUNK = "trunk"
CALLBACK_CONTEXT = "callback-queue"
UNREACHABLE = {"UNAVAILABLE", "INVALID", "UNKNOWN"}

Fields = Mapping[str, str]


class Translator:
    """Remembers the linkedid of each leg, so that a merge of two calls is noticed on any event."""

    def __init__(self, seats: frozenset[str], canonical: Callable[[str], str]) -> None:
        """`canonical` gives the one form of a number from the network; it must not fail."""
        self._seats = seats
        self._canonical = canonical
        self._linkedids: dict[str, str] = {}
        self._handlers: dict[str, Callable[[datetime, Fields], list[f.Fact]]] = {
            "Newchannel": self._leg_started,
            "Newstate": self._state,
            "Hangup": self._leg_ended,
            "Hold": lambda at, e: [f.HoldStarted(at=at, **_leg(e))],
            "Unhold": lambda at, e: [f.HoldEnded(at=at, **_leg(e))],
            "QueueCallerJoin": self._queue_joined,
            "QueueCallerLeave": lambda at, e: [f.QueueLeft(at=at, **_visit(e))],
            "QueueCallerAbandon": lambda at, e: [f.QueueAbandoned(at=at, **_visit(e))],
            "AgentCalled": lambda at, e: [f.AgentOffered(at=at, extension=_seat(e), **_visit(e))],
            "AgentRingNoAnswer": lambda at, e: [f.AgentMissed(at=at, extension=_seat(e), **_visit(e))],
            "AgentConnect": self._agent_answered,
            "DeviceStateChange": self._device,
            "UserEvent": self._user_event,
        }

    def facts(self, name: str, at: datetime, event: Fields) -> list[f.Fact]:
        """Facts told by one AMI event, in order; most events tell none."""
        handler = self._handlers.get(name)
        return [*self._merged(at, event), *(handler(at, event) if handler else [])]

    def leg_started(self, at: datetime, event: Fields) -> list[f.Fact]:
        """The same for a channel found in `CoreShowChannels`, whose birth was not heard."""
        return self._leg_started(at, event)

    def _leg_started(self, at: datetime, event: Fields) -> list[f.Fact]:
        channel = event.get("Channel", "")
        endpoint = endpoint_of(channel)
        extension = endpoint if endpoint in self._seats else None
        if extension is None and endpoint != TRUNK and not _is_callback(channel):
            return []
        self._linkedids[event["Uniqueid"]] = event["Linkedid"]
        return [
            f.LegStarted(
                at=at,
                channel=channel,
                extension=extension,
                inbound=_called_us(event),
                caller=self._caller(event, extension),
                dialled=event.get("Exten", ""),
                **_leg(event),
            )
        ]

    def _caller(self, event: Fields, extension: str | None) -> str:
        number = event.get("CallerIDNum", "").replace("<unknown>", "")
        return self._canonical(number) if extension is None else number

    def _merged(self, at: datetime, event: Fields) -> list[f.Fact]:
        uniqueid, linkedid = event.get("Uniqueid", ""), event.get("Linkedid", "")
        known = self._linkedids.get(uniqueid)
        if known is None or not linkedid or known == linkedid:
            return []
        self._linkedids[uniqueid] = linkedid
        return [f.LegJoined(at=at, **_leg(event), bridge=event.get("BridgeUniqueid", ""))]

    def _state(self, at: datetime, event: Fields) -> list[f.Fact]:
        return [f.LegAnswered(at=at, **_leg(event))] if event.get("ChannelState") == UP else []

    def _leg_ended(self, at: datetime, event: Fields) -> list[f.Fact]:
        if self._linkedids.pop(event["Uniqueid"], None) is None:
            return []
        return [f.LegEnded(at=at, cause=int(event.get("Cause") or 0), **_leg(event))]

    def _queue_joined(self, at: datetime, event: Fields) -> list[f.Fact]:
        return [f.QueueJoined(at=at, position=int(event.get("Position") or 1), **_visit(event))]

    def _agent_answered(self, at: datetime, event: Fields) -> list[f.Fact]:
        leg = event.get("DestUniqueid", "")
        return [f.AgentAnswered(at=at, extension=_seat(event), uniqueid=leg, **_visit(event))]

    def _device(self, at: datetime, event: Fields) -> list[f.Fact]:
        technology, _, extension = event.get("Device", "").partition("/")
        if technology != "PJSIP" or extension not in self._seats:
            return []
        registered = event.get("State", "") not in UNREACHABLE
        return [f.SeatRegistered(at=at, linkedid="", extension=extension, registered=registered)]

    def _user_event(self, at: datetime, event: Fields) -> list[f.Fact]:
        if event.get("UserEvent") != "Recording":
            return []
        return [f.RecordingStarted(at=at, linkedid=event["Linkedid"], path=event["Path"])]


def _called_us(event: Fields) -> bool:
    """Of a leg that is up already (found, not born before our eyes) the first of its call called us."""
    state = event.get("ChannelState")
    return state == RING or (state == UP and event["Uniqueid"] == event["Linkedid"])


def _leg(event: Fields) -> dict[str, str]:
    return {"linkedid": event["Linkedid"], "uniqueid": event["Uniqueid"]}


def _visit(event: Fields) -> dict[str, str]:
    return {"linkedid": event["Linkedid"], "queue": desk_key(event["Queue"])}


def _seat(event: Fields) -> str:
    return event.get("Interface", "").removeprefix("PJSIP/")


def endpoint_of(channel: str) -> str:
    """`PJSIP/201-0000000a` is a leg of endpoint `201`."""
    technology, _, rest = channel.partition("/")
    return rest.rpartition("-")[0] if technology == "PJSIP" else ""


def _is_callback(channel: str) -> bool:
    return channel.startswith("Local/") and f"@{CALLBACK_CONTEXT}" in channel and channel.endswith(";2")
