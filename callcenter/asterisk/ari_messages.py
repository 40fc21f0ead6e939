"""What goes over ARI, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from callcenter.asterisk.errors import AsteriskError


class AriError(AsteriskError):
    """Base of the errors of an ARI request."""


class AriUnreachableError(AriError):
    """No answer; whether Asterisk carried the request out is not known."""


class AriRefusedError(AriError):
    """Asterisk refused the request: `status` is the HTTP status, the text is Asterisk's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"Asterisk refused the request ({status}): {message}")
        self.status = status


@dataclass(frozen=True)
class AriEvent:
    """One event: `type` such as StasisStart, `channel_id` it is about ("" for none), the whole `data`.

    `at` is Asterisk's own time stamp, aware UTC, milliseconds.
    """

    type: str
    channel_id: str
    data: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class AriReply:
    """The answer to a request. `left`: the channel (or playback, bridge) is not there any more,
    or not in our application, which is normal in telephony and no error. `body`: the JSON, if any.
    """

    left: bool = False
    body: Any = None


def to_event(data: Mapping[str, Any]) -> AriEvent:
    """The typed form of one JSON message of the event socket."""
    return AriEvent(str(data.get("type", "")), _channel_of(data), data, _time_of(data))


def _channel_of(data: Mapping[str, Any]) -> str:
    """Whose event it is, so that everything about one channel stays in order."""
    for key in ("channel", "caller", "peer"):
        channel = data.get(key)
        if isinstance(channel, dict):
            return str(channel.get("id", ""))
    for key in ("playback", "recording"):
        target = data.get(key)
        if isinstance(target, dict):
            kind, _, name = str(target.get("target_uri", "")).partition(":")
            return name if kind == "channel" else ""
    return ""


def _time_of(data: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(data["timestamp"])).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)
