"""What the ticket API shows of types, tickets and timelines."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, RootModel

from callcenter.api_schema import CitizenRef, PersonRef
from callcenter.citizens.models import Citizen
from callcenter.messages import Language
from callcenter.privacy.names import mask_name
from callcenter.tickets.catalogue import Catalogue, FieldKind, Priority, TicketType
from callcenter.tickets.listing import TicketDetail
from callcenter.tickets.models import Ticket, TicketEntry, TicketStatus
from callcenter.tickets.service import UNDO_TIME
from callcenter.tickets.timeline import ShownKind, change_lines, shown_kind


class OptionAnswer(BaseModel):
    """One choice of a select."""

    value: str
    label: str


class FormFieldAnswer(BaseModel):
    """One field of a form; `max_length` in characters."""

    name: str
    label: str
    kind: FieldKind
    required: bool
    options: list[OptionAnswer] | None
    max_length: int


class TicketTypeAnswer(BaseModel):
    """A form, as data."""

    code: str
    label: str
    desk: str
    desk_label: str
    priority: Priority
    due_working_minutes: int
    fields: list[FormFieldAnswer]


class TicketTypesAnswer(RootModel[list[TicketTypeAnswer]]):
    """Every form, in the order it is offered."""


class DispositionAnswer(BaseModel):
    """A result of a call."""

    code: str
    label: str


class DispositionsAnswer(RootModel[list[DispositionAnswer]]):
    """In the order they are offered."""


class TicketAnswer(BaseModel):
    """A ticket in a list; `version` goes back with a change."""

    id: int
    number: str
    version: int
    call_id: str | None
    citizen_id: int | None
    type: str
    type_label: str
    desk: str
    desk_label: str
    title: str
    priority: Priority
    disposition: str
    disposition_label: str
    status: TicketStatus
    assignee: PersonRef | None
    created_by: PersonRef | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    undo_close_until: datetime | None


class TimelineAnswer(BaseModel):
    """`text`: the comment, or a sentence for each change in the reader's language."""

    id: int
    at: datetime
    kind: ShownKind
    who: str | None
    text: str


class TicketDetailAnswer(TicketAnswer):
    """A ticket with everything written in it."""

    body: str
    fields: dict[str, str]
    citizen: CitizenRef | None
    timeline: list[TimelineAnswer]


class TicketsAnswer(BaseModel):
    """One page of tickets."""

    items: list[TicketAnswer]
    total: int
    page: int
    page_size: int


class Answers:
    """Builds answers; knows the labels."""

    def __init__(self, catalogue: Catalogue, desk_labels: Mapping[str, str]) -> None:
        self._catalogue = catalogue
        self._desks = desk_labels

    def type(self, kind: TicketType) -> TicketTypeAnswer:
        """A form with the label of its desk."""
        return TicketTypeAnswer(
            code=kind.code,
            label=kind.label,
            desk=kind.desk,
            desk_label=self._desks.get(kind.desk, kind.desk),
            priority=kind.priority,
            due_working_minutes=kind.due_working_minutes,
            fields=[
                FormFieldAnswer(
                    name=field.name,
                    label=field.label,
                    kind=field.kind,
                    required=field.required,
                    options=[OptionAnswer(value=one, label=one) for one in field.options or ()] or None,
                    max_length=field.longest,
                )
                for field in kind.fields
            ],
        )

    def ticket(self, ticket: Ticket, names: Mapping[int, str]) -> TicketAnswer:
        """`names` gives the people's names by id."""
        closed = ticket.closed_at if ticket.status == TicketStatus.CLOSED else None
        return TicketAnswer(
            id=ticket.id or 0,
            number=ticket.number,
            version=ticket.version,
            call_id=ticket.call_id,
            citizen_id=ticket.citizen_id,
            type=ticket.type,
            type_label=self._catalogue.type_label(ticket.type),
            desk=ticket.desk,
            desk_label=self._desks.get(ticket.desk, ticket.desk),
            title=ticket.title,
            priority=Priority(ticket.priority),
            disposition=ticket.disposition or "",
            disposition_label=self._catalogue.disposition_label(ticket.disposition),
            status=TicketStatus(ticket.status),
            assignee=_person(ticket.assignee_id, names),
            created_by=_person(ticket.created_by, names),
            created_at=ticket.created_at,
            updated_at=ticket.updated_at,
            due_at=ticket.due_at,
            closed_at=closed,
            undo_close_until=closed + UNDO_TIME if closed else None,
        )

    def detail(self, detail: TicketDetail, language: Language) -> TicketDetailAnswer:
        """With its timeline in the reader's language."""
        ticket = self.ticket(detail.ticket, detail.names)
        return TicketDetailAnswer(
            **ticket.model_dump(),
            body=detail.ticket.body,
            fields=detail.ticket.fields,
            citizen=_citizen(detail.citizen),
            timeline=[self._entry(entry, detail.names, language) for entry in detail.timeline],
        )

    def _entry(self, entry: TicketEntry, names: Mapping[int, str], language: Language) -> TimelineAnswer:
        lines = change_lines(entry, self._catalogue, names, language)
        return TimelineAnswer(
            id=entry.id or 0,
            at=entry.at,
            kind=shown_kind(entry),
            who=names.get(entry.user_id or 0),
            text="\n".join([entry.text] if entry.text else lines),
        )


def _citizen(citizen: Citizen | None) -> CitizenRef | None:
    if citizen is None:
        return None
    return CitizenRef(id=citizen.id or 0, name_masked=mask_name(citizen.name))


def _person(user_id: int | None, names: Mapping[int, str]) -> PersonRef | None:
    return None if user_id is None else PersonRef(id=user_id, name=names.get(user_id, ""))
