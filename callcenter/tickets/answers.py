"""What the ticket API shows of types, tickets and timelines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, RootModel

from callcenter.api_schema import PersonRef
from callcenter.tickets.catalogue import Catalogue, TicketType
from callcenter.tickets.listing import TicketDetail
from callcenter.tickets.models import Ticket, TicketEntry, TicketStatus
from callcenter.tickets.service import UNDO_TIME


class FormFieldAnswer(BaseModel):
    name: str
    label: str
    kind: str
    required: bool
    options: list[str] | None
    max_length: int


class TicketTypeAnswer(BaseModel):
    code: str
    label: str
    desk: str
    desk_label: str
    priority: str
    due_working_minutes: int
    fields: list[FormFieldAnswer]


class TicketTypesAnswer(RootModel[list[TicketTypeAnswer]]):
    pass


class DispositionAnswer(BaseModel):
    code: str
    label: str


class DispositionsAnswer(RootModel[list[DispositionAnswer]]):
    pass


class TicketAnswer(BaseModel):
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
    priority: str
    disposition: str | None
    disposition_label: str | None
    status: str
    assignee: PersonRef | None
    created_by: PersonRef | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime
    closed_at: datetime | None
    undo_close_until: datetime | None


class TimelineAnswer(BaseModel):
    """`changes`: field to `[before, after]`, or `true` for long texts; people by name."""

    id: int
    at: datetime
    kind: str
    by: PersonRef | None
    text: str
    changes: dict[str, Any]


class TicketDetailAnswer(TicketAnswer):
    body: str
    fields: dict[str, str]
    timeline: list[TimelineAnswer]


class TicketsAnswer(BaseModel):
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
                    options=list(field.options) if field.options else None,
                    max_length=field.longest,
                )
                for field in kind.fields
            ],
        )

    def ticket(self, ticket: Ticket, names: Mapping[int, str]) -> TicketAnswer:
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
            priority=ticket.priority,
            disposition=ticket.disposition,
            disposition_label=self._catalogue.disposition_label(ticket.disposition) or None,
            status=ticket.status,
            assignee=_person(ticket.assignee_id, names),
            created_by=_person(ticket.created_by, names),
            created_at=ticket.created_at,
            updated_at=ticket.updated_at,
            due_at=ticket.due_at,
            closed_at=closed,
            undo_close_until=closed + UNDO_TIME if closed else None,
        )

    def detail(self, detail: TicketDetail) -> TicketDetailAnswer:
        ticket = self.ticket(detail.ticket, detail.names)
        return TicketDetailAnswer(
            **ticket.model_dump(),
            body=detail.ticket.body,
            fields=detail.ticket.fields,
            timeline=[_entry(entry, detail.names) for entry in detail.timeline],
        )


def _entry(entry: TicketEntry, names: Mapping[int, str]) -> TimelineAnswer:
    changes = dict(entry.changes)
    if "assignee_id" in changes:
        changes["assignee"] = [names.get(person or 0) for person in changes.pop("assignee_id")]
    return TimelineAnswer(
        id=entry.id or 0,
        at=entry.at,
        kind=entry.kind,
        by=_person(entry.user_id, names),
        text=entry.text,
        changes=changes,
    )


def _person(user_id: int | None, names: Mapping[int, str]) -> PersonRef | None:
    return None if user_id is None else PersonRef(id=user_id, name=names.get(user_id, ""))
