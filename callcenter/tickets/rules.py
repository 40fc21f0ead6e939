"""What a ticket must hold, and from which status it can go where."""

from collections.abc import Mapping
from datetime import date

from callcenter.personal_data import resident_number_remarks
from callcenter.problems import Conflict, Invalid, Remark
from callcenter.tickets.catalogue import Catalogue, FormField, TicketType
from callcenter.tickets.models import TicketStatus

S = TicketStatus
WAYS: Mapping[TicketStatus, frozenset[TicketStatus]] = {
    S.DRAFT: frozenset({S.OPEN, S.TRANSFERRED, S.RESOLVED, S.CLOSED}),
    S.OPEN: frozenset({S.TRANSFERRED, S.RESOLVED, S.CLOSED}),
    S.TRANSFERRED: frozenset({S.OPEN, S.RESOLVED, S.CLOSED}),
    S.RESOLVED: frozenset({S.CLOSED, S.REOPENED}),
    S.CLOSED: frozenset({S.REOPENED}),
    S.REOPENED: frozenset({S.TRANSFERRED, S.RESOLVED, S.CLOSED}),
}


def check_step(before: TicketStatus, after: TicketStatus) -> None:
    """Raises `Conflict` when a ticket cannot go from one status to the other."""
    if after != before and after not in WAYS[before]:
        raise Conflict("tickets.wrong_step")


def check_content(
    catalogue: Catalogue,
    *,
    type_code: str,
    title: str,
    body: str,
    fields: Mapping[str, str],
    disposition: str | None,
    draft: bool,
) -> TicketType:
    """The ticket's type. Raises `Invalid` with a remark for each wrong field.

    A draft may miss what is required, but holds nothing wrong.
    """
    kind = catalogue.types.get(type_code)
    if kind is None:
        raise Invalid("invalid_input", {"type": Remark("tickets.unknown_type")})
    remarks = resident_number_remarks(
        {"title": title, "body": body} | {f"fields.{name}": value for name, value in fields.items()}
    )
    if not draft and not title:
        remarks["title"] = Remark("validation.missing")
    if disposition is not None and disposition not in catalogue.dispositions:
        remarks["disposition"] = Remark("tickets.unknown_disposition")
    form = {field.name: field for field in kind.fields}
    for name in fields.keys() - form.keys():
        remarks[f"fields.{name}"] = Remark("validation.extra_forbidden")
    for name, field in form.items():
        remark = _field_remark(field, fields.get(name, ""), draft=draft)
        if remark is not None:
            remarks[f"fields.{name}"] = remark
    if remarks:
        raise Invalid("invalid_input", remarks)
    return kind


def _field_remark(field: FormField, value: str, *, draft: bool) -> Remark | None:
    if not value:
        return Remark("validation.missing") if field.required and not draft else None
    if len(value) > field.longest:
        return Remark("validation.string_too_long", {"max_length": field.longest})
    if field.options is not None and value not in field.options:
        return Remark("validation.enum")
    if field.kind == "date" and not _is_date(value):
        return Remark("validation.date_parsing")
    return None


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
