"""What a ticket must hold, and from which status it can go where."""

from collections.abc import Mapping
from datetime import date

from callcenter.privacy.remarks import resident_number_remarks
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
) -> TicketType | None:
    """The ticket's type, None for a draft that has none yet.

    Raises `Invalid` with a remark for each wrong field. A draft may miss what is required.
    """
    kind = catalogue.types.get(type_code)
    if kind is None and not (draft and not type_code):
        raise Invalid("invalid_input", {"type": Remark("tickets.unknown_type")})
    remarks = resident_number_remarks(
        {"title": title, "body": body} | {f"fields.{name}": value for name, value in fields.items()}
    )
    if not draft and not title:
        remarks["title"] = Remark("validation.missing")
    if disposition is not None and disposition not in catalogue.dispositions:
        remarks["disposition"] = Remark("tickets.unknown_disposition")
    form = {field.name: field for field in kind.fields} if kind is not None else {}
    for name in fields.keys() - catalogue.field_names:
        remarks[f"fields.{name}"] = Remark("validation.extra_forbidden")
    for name, field in form.items():
        remark = _field_remark(field, fields.get(name, ""), draft=draft)
        if remark is not None:
            remarks[f"fields.{name}"] = remark
    if remarks:
        raise Invalid("invalid_input", remarks)
    return kind


def own_fields(kind: TicketType | None, fields: Mapping[str, str]) -> dict[str, str]:
    """Without what was written into the form of another type before this one was chosen."""
    if kind is None:
        return dict(fields)
    form = {field.name for field in kind.fields}
    return {name: value for name, value in fields.items() if name in form}


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
