"""What a phone is told and what it reports: one JSON object a line (contract of the phone process).

Commands go to its standard input; the first must be `dial`, the end of the input hangs up.
Reports come from its standard output; the last is always `ended` or `failed`.
Levels are dBFS of the decoded 8 kHz telephone sound (0 is a full-scale square wave), durations as named.
"""

from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Digits = Annotated[str, Field(pattern=r"^[0-9*#A-D]{1,32}$")]
DigitsWay = Literal["rfc4733", "in_band"]
EndCause = Literal["far_end", "told", "time_over"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dial(_Line):
    """Call `number` at `host`:`port` (SIP over UDP, PCMU, no registration) as `caller`.

    `ring_seconds` bounds the time until the answer, `talk_seconds` the talk. `play` is spoken after
    the answer, `record` receives what is heard; both are WAV, 8 kHz, 16 bit, mono. `bind` is our own
    address, by default the one the route to `host` has; ports are free ones.
    """

    do: Literal["dial"] = "dial"
    host: IPv4Address
    port: int = Field(5060, ge=1, le=65535)
    number: str = Field(pattern=r"^\+?[0-9*#]{1,20}$")
    caller: str = Field(pattern=r"^\+?[0-9]{1,20}$")
    bind: IPv4Address | None = None
    ring_seconds: float = Field(20.0, gt=0, le=300)
    talk_seconds: float = Field(120.0, gt=0, le=3600)
    play: Path | None = None
    record: Path | None = None


class Press(_Line):
    """Press keys, over what is being spoken: RFC 4733 if the far end took it, else tones in the voice."""

    do: Literal["press"] = "press"
    digits: Digits


class Play(_Line):
    """Speak a WAV file (8 kHz, 16 bit, mono) after whatever is still being spoken."""

    do: Literal["play"] = "play"
    file: Path


class HangUp(_Line):
    """End the call; before the answer it is cancelled."""

    do: Literal["hang_up"] = "hang_up"


Command = Annotated[Dial | Press | Play | HangUp, Field(discriminator="do")]


class Dialling(_Line):
    """The INVITE is on its way."""

    report: Literal["dialling"] = "dialling"


class Ringing(_Line):
    """The far end rings, `after_ms` after the INVITE."""

    report: Literal["ringing"] = "ringing"
    after_ms: int


class Answered(_Line):
    """Answered `setup_ms` after the INVITE; `digits` says how keys will be sent."""

    report: Literal["answered"] = "answered"
    setup_ms: int
    digits: DigitsWay


class Hearing(_Line):
    """The first real sound, `first_sound_ms` after the answer, at `level_dbfs`."""

    report: Literal["hearing"] = "hearing"
    first_sound_ms: int
    level_dbfs: float


class Heard(_Line):
    """What the last second of the talk brought: packets, sound in ms, and the level of that sound."""

    report: Literal["heard"] = "heard"
    second: int
    packets: int
    sound_ms: int
    level_dbfs: float | None


class DigitsSent(_Line):
    """These keys have been sent completely."""

    report: Literal["digits_sent"] = "digits_sent"
    digits: str
    way: DigitsWay


class Played(_Line):
    """This file has been spoken to its end."""

    report: Literal["played"] = "played"
    file: Path


class Refused(_Line):
    """A command could not be obeyed; the call goes on. `code` and `facts` as in `failed`."""

    report: Literal["refused"] = "refused"
    code: str
    facts: dict[str, str | int] = Field(default_factory=dict)


class Ended(_Line):
    """The end of an answered call.

    `lost`: packets missing by their RTP sequence numbers (RFC 3550 A.3); `sound_ms`: real sound heard.
    """

    report: Literal["ended"] = "ended"
    cause: EndCause
    seconds: float
    received: int
    lost: int
    sound_ms: int
    level_dbfs: float | None


class Failed(_Line):
    """There was no talk. `code` and `facts` make a sentence of `callcenter.messages`; `status` is SIP's."""

    report: Literal["failed"] = "failed"
    code: str
    facts: dict[str, str | int] = Field(default_factory=dict)
    status: int | None = None


Report = Annotated[
    Dialling | Ringing | Answered | Hearing | Heard | DigitsSent | Played | Refused | Ended | Failed,
    Field(discriminator="report"),
]

read_command: TypeAdapter[Command] = TypeAdapter(Command)
read_report: TypeAdapter[Report] = TypeAdapter(Report)
