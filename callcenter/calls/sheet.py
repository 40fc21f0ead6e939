"""Calls as a spreadsheet, one row a call, times as the city's clocks show them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from callcenter.calls.kpi import wait_seconds
from callcenter.calls.models import Call, QueueVisit
from callcenter.messages import sentence
from callcenter.queues.desks import Desks

COLUMNS = ("started", "direction", "caller", "desk", "seat", "wait", "talk", "hold", "outcome", "path")
ZONE = ZoneInfo("Asia/Seoul")


def calls_sheet(
    calls: Sequence[Call], visits: Mapping[str, list[QueueVisit]], desks: Desks, mask: Callable[[str], str]
) -> BytesIO:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sentence("calls.sheet"))
    sheet.append([sentence(f"calls.column_{name}") for name in COLUMNS])
    for call in calls:
        sheet.append(_row(call, visits.get(call.id, []), desks, mask))
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def _row(
    call: Call, visits: Sequence[QueueVisit], desks: Desks, mask: Callable[[str], str]
) -> list[str | float | datetime | None]:
    waits = [wait for visit in visits if (wait := wait_seconds(visit)) is not None]
    talks = [(v.ended_at - v.answered_at).total_seconds() for v in visits if v.answered_at and v.ended_at]
    hold = sum(visit.hold_seconds for visit in visits)
    return [
        call.started_at.astimezone(ZONE).replace(tzinfo=None),
        sentence(f"calls.direction_{call.direction}"),
        mask(call.caller),
        desks.label(call.queue),
        call.extension,
        round(sum(waits), 1) if waits else None,
        round(sum(talks) - hold, 1) if talks else None,
        round(hold, 1) if hold else None,
        sentence(f"calls.outcome_{call.outcome}") if call.outcome else None,
        call.ivr_path,
    ]
