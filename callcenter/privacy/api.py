"""HTTP: sealed originals, and the two people it takes to open one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import IdPath, PageQuery, PersonRef, Reason, RequestModel, as_json
from callcenter.privacy.models import Part, RequestState, SealedOriginal, UnsealRequest
from callcenter.privacy.unsealing import ASKERS, DECIDERS, AskedBy, UnsealService
from callcenter.security.access import requires, signed_in


class OriginalsQuery(RequestModel):
    """Which sealed originals: a page, of one call or of all."""

    call_id: str = Field(min_length=1, max_length=64)


class RequestsQuery(PageQuery):
    """Which requests: a page, by state and by who asked."""

    waiting: bool | None = Field(
        None, description="Only those that can still be decided, or only the others."
    )
    by: AskedBy = Field(AskedBy.ANYBODY, description="Only the reader's own, or only those of others.")


class ReasonBody(RequestModel):
    """Why an original is to be opened, or why not."""

    reason: Reason


class OriginalAnswer(BaseModel):
    """One sealed original, without its content."""

    id: int
    call_id: str
    part: Part
    size_bytes: int
    sealed_at: datetime
    keep_until: datetime


class OriginalsAnswer(BaseModel):
    """A page of sealed originals."""

    items: list[OriginalAnswer]


class RequestAnswer(BaseModel):
    """One request to open an original, with who asked and who decided."""

    id: int
    original_id: int
    call_id: str
    part: Part
    state: RequestState
    reason: str
    requested_by: PersonRef
    requested_at: datetime
    decided_by: PersonRef | None
    decided_at: datetime | None
    decision_reason: str | None
    expires_at: datetime = Field(description="Until when it can be approved or, once approved, read.")
    read_at: datetime | None


class RequestsAnswer(BaseModel):
    """A page of requests."""

    items: list[RequestAnswer]
    total: int
    page: int
    page_size: int


def blueprint(service: UnsealService) -> APIBlueprint:
    """`/api/sealed`: ask, decide, withdraw, read once."""
    api = APIBlueprint("privacy", __name__, url_prefix="/api/sealed")

    def shown(request: UnsealRequest) -> dict[str, Any]:
        return as_json(_answer(request, service.names(request), service.now))

    @api.get("", responses={200: OriginalsAnswer})
    @requires(*ASKERS)
    def list_originals(query: OriginalsQuery) -> dict[str, Any]:
        """What is sealed of a call; never its content."""
        return as_json(OriginalsAnswer(items=[_original(row) for row in service.originals(query.call_id)]))

    @api.post("/<int:id>/requests", responses={201: RequestAnswer})
    @requires(*ASKERS)
    def ask(path: IdPath, body: ReasonBody) -> tuple[dict[str, Any], int]:
        """Ask to read it, with the reason; somebody else must agree."""
        return shown(service.ask(path.id, body.reason, signed_in())), 201

    @api.get("/requests", responses={200: RequestsAnswer})
    @requires(*ASKERS)
    def list_requests(query: RequestsQuery) -> dict[str, Any]:
        """Requests, newest first."""
        found = service.page(query.page, query.page_size, signed_in(), waiting=query.waiting, by=query.by)
        return as_json(
            RequestsAnswer(
                items=[_answer(row, found.names, service.now) for row in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.post("/requests/<int:id>/approve", responses={200: RequestAnswer})
    @requires(*DECIDERS)
    def approve(path: IdPath, body: ReasonBody) -> dict[str, Any]:
        """Agree, with the reason; 403 for the person who asked."""
        return shown(service.decide(path.id, body.reason, signed_in(), approve=True))

    @api.post("/requests/<int:id>/refuse", responses={200: RequestAnswer})
    @requires(*DECIDERS)
    def refuse(path: IdPath, body: ReasonBody) -> dict[str, Any]:
        return shown(service.decide(path.id, body.reason, signed_in(), approve=False))

    @api.post("/requests/<int:id>/withdraw", responses={200: RequestAnswer})
    @requires(*ASKERS)
    def withdraw(path: IdPath) -> dict[str, Any]:
        """Take one's own request back."""
        return shown(service.withdraw(path.id, signed_in()))

    @api.post("/requests/<int:id>/read", responses={200: None})
    @requires(*ASKERS)
    def read(path: IdPath) -> Response:
        """The original itself, once, for the person who asked."""
        original, content = service.read(path.id, signed_in())
        headers = {"Cache-Control": "no-store", "Content-Length": str(original.size_bytes)}
        return Response(content, mimetype=original.media_type, headers=headers)

    return api


def _original(row: SealedOriginal) -> OriginalAnswer:
    return OriginalAnswer(
        id=row.id or 0,
        call_id=row.call_id,
        part=Part(row.part),
        size_bytes=row.size_bytes,
        sealed_at=row.sealed_at,
        keep_until=row.keep_until,
    )


def _answer(row: UnsealRequest, names: Mapping[int, str], now: datetime) -> RequestAnswer:
    return RequestAnswer(
        id=row.id or 0,
        original_id=row.original_id,
        call_id=row.call_id,
        part=Part(row.part),
        state=row.state(now),
        reason=row.reason,
        requested_by=_person(row.requested_by, names),
        requested_at=row.requested_at,
        decided_by=None if row.decided_by is None else _person(row.decided_by, names),
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        expires_at=row.expires_at,
        read_at=row.read_at,
    )


def _person(user_id: int, names: Mapping[int, str]) -> PersonRef:
    return PersonRef(id=user_id, name=names.get(user_id, ""))
