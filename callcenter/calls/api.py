"""HTTP: calls, their marks, their recordings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from flask import Response, send_file
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import PageQuery, Reason, RequestModel, as_json
from callcenter.calls.kpi import wait_seconds
from callcenter.calls.models import Call, Direction, Outcome, QueueVisit
from callcenter.calls.service import EXPORT_ROWS, CallDetail, CallFilter, CallService
from callcenter.calls.sheet import calls_sheet
from callcenter.queues.desks import Desks
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role

WATCHERS = (Role.SUPERVISOR, Role.QAA, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CallsQuery(PageQuery):
    queue: str | None = Field(None, max_length=32)
    outcome: Outcome | None = None
    direction: Direction | None = None
    extension: str | None = Field(None, max_length=16)
    since: datetime | None = None
    until: datetime | None = None
    live: bool = False
    waiting: bool = False
    sort: str = Field("-started_at", pattern=r"^-?[a-z_]{1,20}$")


class CallPath(BaseModel):
    id: str = Field(pattern=r"^[0-9A-Za-z._-]{1,64}$")


class ListenBody(RequestModel):
    reason: Reason


class VisitAnswer(BaseModel):
    queue: str
    desk_label: str
    joined_at: datetime
    ringing_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_up_at: datetime | None
    hold_seconds: float
    wait_seconds: float | None
    extension: str | None
    outcome: str | None


class CallAnswer(BaseModel):
    id: str
    direction: Direction
    caller_masked: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    queue: str | None
    desk_label: str
    extension: str | None
    ivr_path: str
    visits: list[VisitAnswer]


class CallsAnswer(BaseModel):
    items: list[CallAnswer]
    total: int
    page: int
    page_size: int


class LegAnswer(BaseModel):
    extension: str | None
    inbound: bool
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    cause: int | None


class RecordingAnswer(BaseModel):
    seconds: float
    size_bytes: int
    sha256: str
    repaired: bool
    keep_until: datetime


class OfferAnswer(BaseModel):
    extension: str
    started_at: datetime
    ended_at: datetime | None
    result: Literal["answered", "missed", "withdrawn"] | None


class HoldAnswer(BaseModel):
    started_at: datetime
    ended_at: datetime | None


class CallDetailAnswer(CallAnswer):
    legs: list[LegAnswer]
    offers: list[OfferAnswer]
    holds: list[HoldAnswer]
    recording: RecordingAnswer | None


def blueprint(calls: CallService, desks: Desks, mask: Callable[[str], str]) -> APIBlueprint:
    """`/api/calls`. `mask` hides the middle of a number."""
    api = APIBlueprint("calls", __name__, url_prefix="/api")

    @api.get("/calls", responses={200: CallsAnswer})
    @requires(*WATCHERS)
    def list_calls(query: CallsQuery) -> dict[str, Any]:
        """Calls by filter; every number of the board opens this list."""
        found = calls.page(_filter(query), query.page, query.page_size)
        items = [_call(row, found.visits[row.id], desks, mask) for row in found.items]
        answer = CallsAnswer(items=items, total=found.total, page=query.page, page_size=query.page_size)
        return as_json(answer)

    @api.get("/calls.xlsx", responses={200: None})
    @requires(*WATCHERS)
    def export_calls(query: CallsQuery) -> Response:
        """The same calls as a spreadsheet."""
        found = calls.page(_filter(query), 1, EXPORT_ROWS)
        calls.audit.record(
            "calls.export", "calls:-", user_id=signed_in().user_id, details={"rows": found.total}
        )
        sheet = calls_sheet(found.items, found.visits, desks, mask)
        return send_file(sheet, mimetype=XLSX, as_attachment=True, download_name="calls.xlsx")

    @api.get("/calls/<string:id>", responses={200: CallDetailAnswer})
    @requires()
    def one_call(path: CallPath) -> dict[str, Any]:
        return as_json(_detail(calls.detail(path.id), desks, mask))

    @api.post("/calls/<string:id>/recording", responses={200: None})
    @requires(*WATCHERS)
    def listen(path: CallPath, body: ListenBody) -> Response:
        """The recording as a WAV file; who listened and why is written down."""
        file = calls.listen(path.id, signed_in().user_id, body.reason)
        return send_file(file, mimetype="audio/wav", conditional=True)

    return api


def _filter(query: CallsQuery) -> CallFilter:
    return CallFilter(**query.model_dump(exclude={"page", "page_size"}))


def _call(call: Call, visits: list[QueueVisit], desks: Desks, mask: Callable[[str], str]) -> CallAnswer:
    return CallAnswer(
        **call.model_dump(include=CallAnswer.model_fields.keys() & Call.model_fields.keys()),
        caller_masked=mask(call.caller),
        desk_label=desks.label(call.queue),
        visits=[
            VisitAnswer(
                **visit.model_dump(include=VisitAnswer.model_fields.keys() & QueueVisit.model_fields.keys()),
                desk_label=desks.label(visit.queue),
                wait_seconds=wait_seconds(visit),
            )
            for visit in visits
        ],
    )


def _detail(found: CallDetail, desks: Desks, mask: Callable[[str], str]) -> CallDetailAnswer:
    recording = found.recording
    return CallDetailAnswer(
        **_call(found.call, list(found.visits), desks, mask).model_dump(),
        legs=[LegAnswer.model_validate(leg.model_dump()) for leg in found.legs],
        offers=[OfferAnswer.model_validate(offer.model_dump()) for offer in found.offers],
        holds=[HoldAnswer.model_validate(hold.model_dump()) for hold in found.holds],
        recording=RecordingAnswer.model_validate(recording.model_dump()) if recording else None,
    )
