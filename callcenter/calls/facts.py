"""What happened on the telephone exchange, in the words of this project.

The exchange's adapter turns its events into these facts; nothing else of the exchange
reaches the features. Every fact has the instant the *exchange* gave it, so that a late
reader (a busy database, a reconnect) never moves a mark. `linkedid` names the call and
`uniqueid` the leg, as Asterisk does.
"""

from dataclasses import dataclass
from datetime import datetime

WANTED_CAUSES = frozenset({0, 16, 31})
"""Hang-up causes (Q.850) that somebody wanted; the dialplan reads them in the same way."""


CONFERENCE = "conference"
"""The bridge of a leg that joined others in a room where all hear all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened, at the exchange's instant `at`."""

    at: datetime
    linkedid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFact(Fact):
    """Something that happened to one leg."""

    uniqueid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStarted(LegFact):
    """A leg exists. `extension` is the seat's, or None for the telephone network.

    `inbound` is seen from the exchange: True when the party called us.
    """

    channel: str
    extension: str | None
    inbound: bool
    caller: str
    dialled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered(LegFact):
    """The leg is up: somebody talks, or listens to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegJoined(LegFact):
    """The leg shares a bridge with others; `linkedid` is the one it carries from now on."""

    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded(LegFact):
    """The leg is gone. `cause` is the Q.850 hang-up cause (16 normal, 44 media lost)."""

    cause: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStarted(LegFact):
    """The leg put the other side on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(LegFact):
    """The leg came back from hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrProgressed(Fact):
    """How far the citizen has come in the IVR; `path` is ready to be read by an agent."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrEnded(Fact):
    """The IVR let go of the caller with an outcome of its own (see `calls.models.Outcome`)."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFact(Fact):
    """Something that happened in the line of a desk; `queue` is the desk's name."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJoined(QueueFact):
    """The caller stands in line; `position` counts from 1."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLeft(QueueFact):
    """Out of the line, for whatever reason; an answer or an abandon says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAbandoned(QueueFact):
    """The caller hung up while waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOffered(QueueFact):
    """The seat is being rung for this caller."""

    extension: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMissed(QueueFact):
    """The seat was rung and did not answer in time."""

    extension: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAnswered(QueueFact):
    """The seat answered a caller of the queue."""

    extension: str
    uniqueid: str
    """The seat's leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(Fact):
    """The call is being recorded into the WAV file at `path`."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRegistered(Fact):
    """A seat's softphone is reachable, or not any more. `linkedid` is empty."""

    extension: str
    registered: bool
