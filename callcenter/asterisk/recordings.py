"""Keeps every agent of a call in its recording, also the second and the third.

MixMonitor hears the agent through a translator that lives as long as anything listens on the
citizen's channel. Debian's build of Asterisk (22.10.1, its Opus patch to `main/translate.c`) throws
away every frame whose RTP sequence number is behind the last one; a browser begins at a random
number. So the next agent's voice was missing in about every third recording. When another seat takes
over, the recording is stopped, the translator given time to go, and the recording begun anew in the
same files; that costs the recording `SETTLE_SECONDS`.
"""

from dataclasses import dataclass

from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.translate import endpoint_of

SETTLE_SECONDS = 0.1
"""Five frames of sound: with the first of them Asterisk lets go of what nobody needs any more."""


@dataclass(slots=True)
class Recorded:
    """A citizen's channel that is being recorded."""

    channel: str
    path: str
    voice: str = ""
    """The seat's channel that it heard last."""


class TakeOvers:
    """Finds in AMI's events the moment when another seat begins to talk with a recorded citizen.

    Remembers only what it heard itself: a recording that began before the application did is left
    as it is.
    """

    def __init__(self, seats: frozenset[str]) -> None:
        self._seats = seats
        self._recorded: dict[str, Recorded] = {}
        """By linkedid."""

    def heard(self, event: AmiEvent) -> Recorded | None:
        """The recording to begin anew because of this event, if any."""
        fields = event.fields
        match event.name:
            case "UserEvent" if fields.get("UserEvent") == "Recording":
                self._recorded[fields["Linkedid"]] = Recorded(fields["Channel"], fields["Path"])
            case "Hangup":
                self._ended(fields.get("Linkedid", ""), fields.get("Channel", ""))
            case "BridgeEnter":
                return self._speaks(fields.get("Linkedid", ""), fields.get("Channel", ""))
            case "AttendedTransfer":
                target = fields.get("TransferTargetChannel", "")
                return self._speaks(fields.get("OrigTransfererLinkedid", ""), target)
        return None

    def _ended(self, linkedid: str, channel: str) -> None:
        recorded = self._recorded.get(linkedid)
        if recorded is not None and recorded.channel == channel:
            del self._recorded[linkedid]

    def _speaks(self, linkedid: str, channel: str) -> Recorded | None:
        recorded = self._recorded.get(linkedid)
        if recorded is None or endpoint_of(channel) not in self._seats or recorded.voice == channel:
            return None
        first, recorded.voice = not recorded.voice, channel
        return None if first else recorded
