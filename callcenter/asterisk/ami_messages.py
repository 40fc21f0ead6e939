"""What goes over AMI, typed; and what may not go over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from panoramisk.message import Message

from callcenter.asterisk.errors import AsteriskError

FieldValue = str | int | Sequence[str]


class AmiError(AsteriskError):
    """Base of the errors of an AMI action."""


class AmiDisconnectedError(AmiError):
    """There is no link, or it broke before the answer; nothing is sent again by itself."""


class AmiTimeoutError(AmiError):
    """No answer in time. Whether Asterisk carried the action out is not known."""


class AmiBusyError(AmiError):
    """Too many actions wait for their answer already."""


class AmiListError(AmiError):
    """A list action was answered with an error; its text is Asterisk's."""


class AmiFieldError(AmiError, ValueError):
    """A field that cannot be sent: a line end in it would inject headers or whole actions."""


@dataclass(frozen=True)
class AmiEvent:
    """One event: `name` such as QueueCallerJoin, `fields` as Asterisk spells them, `at` aware UTC.

    `at` is Asterisk's own time stamp (manager.conf timestampevents), microseconds; where it is
    missing, the time of arrival. A field that comes several times holds its values line by line.
    """

    name: str
    fields: Mapping[str, str]
    at: datetime


@dataclass(frozen=True)
class AmiResponse:
    """The answer to one action: `ok` unless Asterisk answered Error; `message` is its sentence."""

    ok: bool
    message: str
    fields: Mapping[str, str]


def checked_fields(fields: Mapping[str, FieldValue]) -> dict[str, str | list[str]]:
    """Fields as they go out. Raises AmiFieldError for CR, LF or NUL, in a name or a value."""
    result: dict[str, str | list[str]] = {}
    for name, value in fields.items():
        items = [str(value)] if isinstance(value, str | int) else [str(item) for item in value]
        for text in (name, *items):
            if any(char in text for char in "\r\n\0"):
                raise AmiFieldError(f"The AMI field {name!r:.40} holds a line end and was not sent.")
        if not name or ":" in name:
            raise AmiFieldError(f"{name!r:.40} is not a name of an AMI field.")
        result[name] = items[0] if isinstance(value, str | int) else items
    return result


def to_event(message: Message) -> AmiEvent:
    """The typed form of a panoramisk message that has an Event field."""
    fields = _plain(message)
    return AmiEvent(fields.get("Event", ""), MappingProxyType(fields), _time_of(fields))


def to_response(message: Message) -> AmiResponse:
    """The typed form of a panoramisk message that has a Response field."""
    fields = _plain(message)
    return AmiResponse(bool(message.success), fields.get("Message", ""), MappingProxyType(fields))


def _plain(message: Message) -> dict[str, str]:
    return {
        key: "\n".join(value) if isinstance(value, list) else str(value)
        for key, value in message.items()
        if key != "content"
    }


def _time_of(fields: Mapping[str, str]) -> datetime:
    try:
        return datetime.fromtimestamp(float(fields["Timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError):
        return datetime.now(UTC)
