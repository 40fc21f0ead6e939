"""Tickets as an Excel file; no personal data, but who took it and how much is in the audit log."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from callcenter.messages import Language, sentence
from callcenter.problems import invalid_field
from callcenter.security.audit import AuditLog
from callcenter.security.sessions import Identity
from callcenter.tickets.catalogue import Catalogue
from callcenter.tickets.listing import TicketFilter, TicketListing, TicketPage
from callcenter.tickets.models import Ticket

MOST_ROWS = 10_000
COLUMNS = (
    *("number", "created_at", "type", "title", "desk"),
    *("priority", "status", "assignee", "due_at", "disposition"),
)
WIDTHS = (17, 17, 24, 48, 14, 10, 12, 12, 17, 20)


class TicketExport:
    """`desk_labels`: names of the desks by code; times are shown in `time_zone`."""

    def __init__(
        self,
        listing: TicketListing,
        catalogue: Catalogue,
        audit: AuditLog,
        desk_labels: Mapping[str, str],
        time_zone: str = "Asia/Seoul",
    ) -> None:
        self._listing = listing
        self._catalogue = catalogue
        self._audit = audit
        self._desks = desk_labels
        self._zone = ZoneInfo(time_zone)

    def workbook(self, wanted: TicketFilter, by: Identity, language: Language = "ko") -> bytes:
        """The .xlsx file of everything that matches; raises `Invalid` beyond 10,000 rows."""
        found = self._listing.page(wanted, by, 1, MOST_ROWS)
        if found.total > MOST_ROWS:
            raise invalid_field("q", "tickets.export_too_many", most=MOST_ROWS)
        self._audit.record(
            "ticket.export", "ticket:*", user_id=by.user_id, details={"rows": len(found.items)}
        )
        book = Workbook(write_only=True)
        sheet = book.create_sheet(sentence("tickets.sheet", language))
        for index, width in enumerate(WIDTHS):
            sheet.column_dimensions["ABCDEFGHIJ"[index]].width = width
        sheet.freeze_panes = "A2"
        sheet.append([sentence(f"tickets.column_{name}", language) for name in COLUMNS])
        for ticket in found.items:
            row = [WriteOnlyCell(sheet, value=value) for value in self._row(ticket, found, language)]
            for cell in row:
                # A title beginning with "=" is a text and not a formula.
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
            sheet.append(row)
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    def _row(self, ticket: Ticket, found: TicketPage, language: Language) -> list[str | datetime | None]:
        return [
            ticket.number,
            self._local(ticket.created_at),
            self._catalogue.type_label(ticket.type),
            ticket.title,
            self._desks.get(ticket.desk, ticket.desk),
            sentence(f"tickets.priority_{ticket.priority}", language),
            sentence(f"tickets.status_{ticket.status}", language),
            found.names.get(ticket.assignee_id or 0, ""),
            self._local(ticket.due_at),
            self._catalogue.disposition_label(ticket.disposition),
        ]

    def _local(self, instant: datetime | None) -> datetime | None:
        # Excel knows no time zones: the city's wall clock without one.
        return instant and instant.astimezone(self._zone).replace(tzinfo=None, microsecond=0)
