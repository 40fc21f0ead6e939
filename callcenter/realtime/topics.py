"""The topics a screen can follow, each with the shape of its whole state.

A topic always carries everything a screen shows of it, never a difference: whoever missed
an event is right again with the next one. Times are UTC; numbers are masked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from callcenter.security.models import Role

SeatStateName = Literal["logged_out", "ready", "ringing", "talking", "wrap_up", "paused"]


class Part(BaseModel):
    """A piece of a state: unknown names are refused, nothing is changed after it was made."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class TopicState(Part):
    """Base of every topic's state."""

    server_time: datetime = Field(
        default_factory=lambda: datetime.now(UTC),
        description="The server's clock when this was sent; timers on the screen count against it.",
    )


class PhoneHealth(Part):
    """Whether a seat can be rung at all."""

    registered: bool = Field(description="The browser phone is registered at the exchange.")
    microphone: bool = Field(description="The microphone delivers sound.")


class CitizenBrief(Part):
    """A citizen as the call card shows them."""

    id: int
    name_masked: str
    tags: tuple[str, ...] = ()


class HistoryLine(Part):
    """One line of what happened with the caller before."""

    at: datetime
    kind: str
    title: str
    status: str
    owner: str | None = None
    ticket_id: int | None = Field(None, description="Where the line opens, if it is a ticket.")
    call_id: str | None = Field(None, description="Where the line opens, if it is a call.")


class TicketDraft(Part):
    """The draft written during the call, whole, so that a reloaded page goes on with it."""

    id: int
    number: str
    version: int
    citizen_id: int | None
    type: str
    title: str
    body: str
    fields: dict[str, str]
    priority: Literal["low", "normal", "high", "urgent"]
    disposition: str = Field(description="Code; empty while none is chosen.")


class CallCard(Part):
    """What an agent knows of a call before and while answering it."""

    call_id: str = Field(description="Asterisk's linkedid.")
    direction: Literal["inbound", "outbound", "internal", "callback"]
    desk: str | None
    desk_label: str | None
    ivr_path: tuple[str, ...] = Field(description="What the citizen chose on the way, in order.")
    caller_masked: str
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    wait_seconds: int | None = Field(None, ge=0)
    calls_today: int = Field(0, ge=0, description="Calls of this number today, this one included.")
    citizen: CitizenBrief | None = None
    household: tuple[CitizenBrief, ...] = Field(
        (), description="Those who share this number, when they are several; the agent asks who it is."
    )
    history: tuple[HistoryLine, ...] = ()
    recording: bool = False
    resumes: bool = Field(
        False,
        description="This seat talked in this call and lost its sound; when the call rings again the page "
        "answers by itself (the INVITE's X-Call-Id is `call_id`).",
    )
    ticket_draft: TicketDraft | None = None


class SeatTopic(TopicState):
    """One seat as its own agent sees it."""

    state: SeatStateName
    reason: str | None = None
    since: datetime
    declared: Literal["logged_out", "ready", "paused"] = Field(
        description="What the agent last declared; the seat returns to it."
    )
    wrap_up_ends_at: datetime | None = None
    missed_in_row: int = Field(0, ge=0)
    phone: PhoneHealth
    call: CallCard | None = None


class FloorQueue(Part):
    """One desk's line: now, and its figures of the day. Percentages are 0–100."""

    name: str
    label: str
    waiting: int = Field(ge=0)
    longest_wait_since: datetime | None = None
    service_level_percent: float | None = None
    abandoned: int = Field(0, ge=0)
    abandon_percent: float | None = None
    talking: int = Field(0, ge=0)
    ready: int = Field(0, ge=0)
    offered: int = Field(0, ge=0)
    answered: int = Field(0, ge=0)
    expected_wait_seconds: float | None = None


class FloorSeat(Part):
    """One seat as the supervisor sees it."""

    extension: str
    name: str
    role: Role
    state: SeatStateName
    reason: str | None = None
    since: datetime
    desk_labels: tuple[str, ...] = ()
    call_id: str | None = None
    wrap_up_ends_at: datetime | None = None


class FloorTotals(Part):
    """Figures of the day over all desks. Percentages are 0–100."""

    waiting: int = Field(0, ge=0)
    service_level: float | None = None
    abandon_percent: float | None = None
    calls_in: int = Field(0, ge=0)
    aht_seconds: float | None = None
    talk_seconds: float | None = None
    acw_seconds: float | None = None


class FloorAlert(Part):
    """Something a supervisor should look at now."""

    code: str = Field(description="What and where, once in the list: `nobody_ready:civil`, `phone_lost:201`.")
    text: str
    since: datetime


class FloorRepair(Part):
    """A difference between our picture and the exchange's that reconciliation put right."""

    at: datetime
    text: str


class FloorTopic(TopicState):
    """The whole floor: queues, seats, figures of the day."""

    queues: tuple[FloorQueue, ...] = ()
    seats: tuple[FloorSeat, ...] = ()
    totals: FloorTotals = Field(default_factory=FloorTotals)
    alerts: tuple[FloorAlert, ...] = ()
    repairs: tuple[FloorRepair, ...] = ()


class TranscriptLineView(Part):
    """One utterance of the call, numbers masked."""

    id: str
    speaker: Literal["citizen", "agent", "machine"]
    extension: str | None = Field(None, description="The agent's seat.")
    name: str | None = Field(None, description="Whoever sits there now.")
    at: datetime
    text: str
    masked: bool = Field(description="Personal numbers were taken out of it.")


class TranscriptTopic(TopicState):
    """What has been said in the call of the own seat, while it goes on and through the wrap-up."""

    call_id: str | None
    state: Literal["off", "starting", "listening", "full", "unavailable"] = Field(
        description="off: nothing is being written down; full: every place is taken; unavailable: no "
        "recogniser is there. With the last two the talk is tried again as long as it goes on."
    )
    lines: tuple[TranscriptLineView, ...] = ()


@dataclass(frozen=True)
class TopicKind:
    """A kind of topic, its state and who may follow it.

    `per_seat`: there is one for each extension; a client asks for it by the kind's name and
    always gets that of its own seat.
    """

    name: str
    state: type[TopicState]
    roles: frozenset[Role]
    per_seat: bool = False


TOPICS: Mapping[str, TopicKind] = {
    kind.name: kind
    for kind in (
        TopicKind("seat", SeatTopic, frozenset(Role), per_seat=True),
        TopicKind("transcript", TranscriptTopic, frozenset(Role), per_seat=True),
        TopicKind("floor", FloorTopic, frozenset({Role.SUPERVISOR, Role.QAA, Role.ADMINISTRATOR})),
    )
}

FLOOR = "floor"


def seat_topic(extension: str, kind: str = "seat") -> str:
    """The topic of one seat, such as `seat:201` or `transcript:201`."""
    return f"{kind}:{extension}"


def kind_of(topic: str) -> TopicKind:
    """Raises `KeyError` for a topic of no registered kind."""
    return TOPICS[topic.partition(":")[0]]
