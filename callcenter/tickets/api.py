"""HTTP: the forms, writing and changing tickets, lists, Excel."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from callcenter.api_schema import IdPath, as_json, as_json_list
from callcenter.messages.reader import reader_language
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role
from callcenter.tickets.answers import (
    Answers,
    DispositionAnswer,
    DispositionsAnswer,
    TicketDetailAnswer,
    TicketsAnswer,
    TicketTypesAnswer,
)
from callcenter.tickets.export import TicketExport
from callcenter.tickets.listing import TicketListing
from callcenter.tickets.requests import (
    AssignBody,
    CommentBody,
    FilterQuery,
    ListQuery,
    TicketBody,
    TicketChangeBody,
)
from callcenter.tickets.service import TicketService

WRITERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def blueprint(
    service: TicketService, listing: TicketListing, export: TicketExport, desk_labels: Mapping[str, str]
) -> APIBlueprint:
    """`/api/tickets`, the forms and the results. `desk_labels` gives what employees see of each desk."""
    api = APIBlueprint("tickets", __name__, url_prefix="/api")
    answers = Answers(service.catalogue, desk_labels)

    def shown(ticket_id: int) -> dict[str, Any]:
        return as_json(answers.detail(listing.detail(ticket_id, signed_in()), reader_language()))

    @api.get("/ticket-types", responses={200: TicketTypesAnswer})
    @requires()
    def ticket_types() -> list[Any]:
        """The forms, as data."""
        return as_json_list(
            TicketTypesAnswer([answers.type(kind) for kind in service.catalogue.types.values()])
        )

    @api.get("/dispositions", responses={200: DispositionsAnswer})
    @requires()
    def dispositions() -> list[Any]:
        """Results of a call."""
        known = service.catalogue.dispositions.values()
        return as_json_list(
            DispositionsAnswer([DispositionAnswer(code=entry.code, label=entry.label) for entry in known])
        )

    @api.get("/tickets", responses={200: TicketsAnswer})
    @requires()
    def list_tickets(query: ListQuery) -> dict[str, Any]:
        """One page of what matches; `q` finds any piece of number, title, text, form and comments."""
        found = listing.page(query.filter(), signed_in(), query.page, query.page_size)
        return as_json(
            TicketsAnswer(
                items=[answers.ticket(ticket, found.names) for ticket in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.get("/tickets.xlsx")
    @requires()
    def export_tickets(query: FilterQuery) -> Response:
        """The same as an Excel file."""
        content = export.workbook(query.filter(), signed_in(), reader_language())
        return Response(
            content, mimetype=XLSX, headers={"Content-Disposition": 'attachment; filename="tickets.xlsx"'}
        )

    @api.post("/tickets", responses={201: TicketDetailAnswer})
    @requires(*WRITERS)
    def create_ticket(body: TicketBody) -> tuple[dict[str, Any], int]:
        """Write a ticket, or with `draft` keep it for oneself."""
        ticket = service.create(body.given(), signed_in())
        return shown(ticket.id or 0), 201

    @api.get("/tickets/<int:id>", responses={200: TicketDetailAnswer})
    @requires()
    def get_ticket(path: IdPath) -> dict[str, Any]:
        """With its timeline."""
        return shown(path.id)

    @api.patch("/tickets/<int:id>", responses={200: TicketDetailAnswer})
    @requires(*WRITERS)
    def change_ticket(path: IdPath, body: TicketChangeBody) -> dict[str, Any]:
        """Change what is given, of the version that was seen; 409 when it was changed since."""
        service.change(path.id, body.version, body.changes(), signed_in(), send=body.sends)
        return shown(path.id)

    @api.post("/tickets/<int:id>/comments", responses={201: TicketDetailAnswer})
    @requires()
    def comment_ticket(path: IdPath, body: CommentBody) -> tuple[dict[str, Any], int]:
        service.comment(path.id, body.text, signed_in())
        return shown(path.id), 201

    @api.post("/tickets/<int:id>/assign", responses={200: TicketDetailAnswer})
    @requires(*WRITERS)
    def assign_ticket(path: IdPath, body: AssignBody) -> dict[str, Any]:
        """Give it to a colleague, or with null to nobody."""
        service.assign(path.id, body.user_id, signed_in())
        return shown(path.id)

    @api.post("/tickets/<int:id>/undo-close", responses={200: TicketDetailAnswer})
    @requires(*WRITERS)
    def undo_close(path: IdPath) -> dict[str, Any]:
        """Take a close back, within a minute."""
        service.undo_close(path.id, signed_in())
        return shown(path.id)

    return api
