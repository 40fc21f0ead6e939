"""What the API shows of calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, Field

from callcenter.api_schema import CitizenRef
from callcenter.calls.around import CallSurroundings, TicketRef
from callcenter.calls.marks import marks
from callcenter.calls.models import Call, Direction, QueueVisit
from callcenter.calls.outcomes import Standing, standing
from callcenter.calls.service import CallDetail, CallPage, citizens_number
from callcenter.calls.story import Story
from callcenter.ivr.path import steps_of
from callcenter.messages import Language
from callcenter.queues.desks import Desks


class PassageAnswer(BaseModel):
    """Where a word of the search was said, personal numbers masked."""

    speaker: Literal["citizen", "agent", "machine"]
    text: str


class CallRow(BaseModel):
    """Seconds are whole; null where there is nothing to measure (yet)."""

    call_id: str
    started_at: datetime
    direction: Direction
    desk_label: str | None = Field(description="The last line it stood in.")
    caller_masked: str
    outcome: Standing
    agent: str | None = Field(description="The person who talked last.")
    wait_seconds: int | None
    talk_seconds: int | None
    recorded: bool
    ticket: TicketRef | None
    passage: PassageAnswer | None = Field(description="In a search by words that were said in it.")


class CallsAnswer(BaseModel):
    """One page of calls."""

    items: list[CallRow]
    total: int
    page: int
    page_size: int
    counted: int | None = Field(
        description="With a figure: the number on the board. It counts visits to a line, and a call "
        "can stand in line twice."
    )


class CallEventAnswer(BaseModel):
    """One moment of a call; `text` is a few words in the reader's language."""

    at: datetime
    kind: str
    text: str


class CallDetailAnswer(CallRow):
    """One call with its moments in order. Seconds are whole."""

    ivr_path: list[str]
    hold_seconds: int | None
    wrap_up_seconds: int | None
    recording_seconds: int | None = Field(description="Length of the recording that can be listened to.")
    recording_deleted_at: datetime | None = Field(
        description="When the recording was deleted because its time was over."
    )
    citizen: CitizenRef | None
    household: list[CitizenRef] = Field(description="All who are known under the number.")
    events: list[CallEventAnswer]


@dataclass(frozen=True, slots=True)
class CallAnswers:
    """`mask` hides the middle of a number, `canonical` gives its one form; `now` is the instant."""

    desks: Desks
    around: CallSurroundings
    mask: Callable[[str], str]
    canonical: Callable[[str], str]
    now: Callable[[], datetime]

    def rows(
        self, found: CallPage, passages: Mapping[str, PassageAnswer] = MappingProxyType({})
    ) -> list[CallRow]:
        """The rows of a page, in its order; `passages` by call."""
        people = self.around.people()
        tickets = self.around.tickets([call.id for call in found.items])
        return [
            self._row(
                call,
                found.visits[call.id],
                people,
                tickets.get(call.id),
                recorded=call.id in found.sealed,
                passage=passages.get(call.id),
            )
            for call in found.items
        ]

    def detail(self, found: CallDetail, language: Language) -> CallDetailAnswer:
        """One call, its moments in the reader's language."""
        call, people = found.call, self.around.people()
        number = self.canonical(citizens_number(call))
        kept = found.recording if found.recording and not found.recording.deleted_at else None
        ticket = self.around.tickets([call.id]).get(call.id)
        row = self._row(call, found.visits, people, ticket, recorded=kept is not None)
        measured = marks(call, found.visits, self.now())
        told = Story(found, self.desks, people, language).events()
        return CallDetailAnswer(
            **row.model_dump(),
            ivr_path=steps_of(call.ivr_path),
            hold_seconds=measured.hold,
            wrap_up_seconds=measured.wrap_up,
            recording_seconds=round(kept.seconds) if kept else None,
            recording_deleted_at=found.recording.deleted_at if found.recording else None,
            citizen=self.around.citizen(call.id, number),
            household=self.around.household(number),
            events=[CallEventAnswer(at=event.at, kind=event.kind, text=event.text) for event in told],
        )

    def _row(
        self,
        call: Call,
        visits: Sequence[QueueVisit],
        people: Mapping[str, str],
        ticket: TicketRef | None,
        *,
        recorded: bool,
        passage: PassageAnswer | None = None,
    ) -> CallRow:
        measured = marks(call, visits, self.now())
        return CallRow(
            call_id=call.id,
            started_at=call.started_at,
            direction=Direction(call.direction),
            desk_label=self.desks.label(call.queue) or None,
            caller_masked=self._other_end(call),
            outcome=standing(call, visits),
            agent=people.get(call.extension, call.extension) if call.extension else None,
            wait_seconds=measured.wait,
            talk_seconds=measured.talk,
            recorded=recorded,
            ticket=ticket,
            passage=passage,
        )

    def _other_end(self, call: Call) -> str:
        if call.direction == Direction.INTERNAL:
            return call.dialled
        return self.mask(self.canonical(citizens_number(call)))
