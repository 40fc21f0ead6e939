"""Calls as a spreadsheet, one row a call, times as the city's clocks show them."""

from collections.abc import Sequence
from datetime import tzinfo
from io import BytesIO

from openpyxl import Workbook

from callcenter.calls.answers import CallRow
from callcenter.messages import Language, sentence

COLUMNS = ("started", "direction", "caller", "desk", "agent", "wait", "talk", "outcome", "ticket")


def calls_sheet(rows: Sequence[CallRow], zone: tzinfo, language: Language) -> BytesIO:
    """The calls as an Excel workbook, one a row, numbers masked; positioned at its beginning."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sentence("calls.sheet", language))
    sheet.append([sentence(f"calls.column_{name}", language) for name in COLUMNS])
    for row in rows:
        sheet.append(
            [
                row.started_at.astimezone(zone).replace(tzinfo=None),
                sentence(f"calls.direction_{row.direction}", language),
                row.caller_masked,
                row.desk_label,
                row.agent,
                row.wait_seconds,
                row.talk_seconds,
                sentence(f"calls.outcome_{row.outcome}", language),
                row.ticket.number if row.ticket else None,
            ]
        )
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content
