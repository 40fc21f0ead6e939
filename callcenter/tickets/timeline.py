"""The lines of a ticket's timeline as sentences."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from callcenter.messages import Language, sentence
from callcenter.tickets.catalogue import Catalogue
from callcenter.tickets.models import EntryKind, TicketEntry, TicketStatus


class ShownKind(StrEnum):
    """The kinds of lines as a reader tells them apart."""

    CREATED = "created"
    CHANGED = "changed"
    COMMENT = "comment"
    ASSIGNED = "assigned"
    CLOSE_UNDONE = "close_undone"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    RESOLVED = "resolved"
    REOPENED = "reopened"


STEPS: Mapping[str | None, ShownKind] = {
    TicketStatus.CLOSED: ShownKind.CLOSED,
    TicketStatus.TRANSFERRED: ShownKind.HANDED_OVER,
    TicketStatus.RESOLVED: ShownKind.RESOLVED,
    TicketStatus.REOPENED: ShownKind.REOPENED,
}


def shown_kind(entry: TicketEntry) -> ShownKind:
    """A change that closed, handed over, resolved or reopened is called that."""
    _, after = entry.changes.get("status") or (None, None)
    if entry.kind == EntryKind.CHANGED and after in STEPS:
        return STEPS[after]
    return ShownKind(entry.kind)


def change_lines(
    entry: TicketEntry, catalogue: Catalogue, names: Mapping[int, str], language: Language
) -> list[str]:
    """A line for each change, such as `상태: 접수 → 종결`; the birth of a ticket needs none."""
    if entry.kind == EntryKind.CREATED:
        return []
    nothing = sentence("tickets.nothing", language)

    def shown(name: str, value: Any) -> str:
        if value in (None, ""):
            return nothing
        if name in ("status", "priority"):
            return sentence(f"tickets.{name}_{value}", language)
        if name == "type":
            return catalogue.type_label(value)
        if name == "disposition":
            return catalogue.disposition_label(value)
        return names.get(value, nothing) if name == "assignee_id" else str(value)

    lines = []
    for name, change in sorted(entry.changes.items()):
        if isinstance(change, list) and name != "citizen_id":
            facts = {"before": shown(name, change[0]), "after": shown(name, change[1])}
            lines.append(sentence(f"tickets.line_{name}", language, facts))
        else:
            lines.append(sentence(f"tickets.line_{name}", language))
    return lines
