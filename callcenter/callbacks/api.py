"""HTTP: the list of unanswered calls and what one does with each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from flask import Response, send_file
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import IdPath, PageQuery, PersonRef, Reason, RequestModel, as_json
from callcenter.callbacks.models import NOTE_LENGTH, CloseResult, WorkItem, WorkKind
from callcenter.callbacks.service import CallbackService, WorkFilter
from callcenter.citizens.phone import mask_phone
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role

WORKERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)


class WorkQuery(PageQuery):
    """Which items of work; `owner` open means nobody's."""

    owner: Literal["me", "open", "all"] = "all"
    status: Literal["open", "closed", "all"] = "open"
    kind: WorkKind | None = None
    desk: str = Field("", max_length=32)
    sort: str = Field("at", max_length=20)


class CloseBody(RequestModel):
    """How the matter ended."""

    result: CloseResult
    note: str = Field("", max_length=NOTE_LENGTH)


class ListenBody(RequestModel):
    """Why a voice message is listened to."""

    reason: Reason


class WorkAnswer(BaseModel):
    """One item, the number masked."""

    id: int
    kind: WorkKind
    call_id: str
    caller_masked: str
    callable: bool = Field(description="False when the caller's number was withheld.")
    at: datetime = Field(description="When the citizen's wait began.")
    desk: str
    desk_label: str
    owner: PersonRef | None
    due_at: datetime
    attempts: int
    status: Literal["open", "claimed", "calling", "closed"]
    voicemail_seconds: float | None
    result: CloseResult | None
    note: str
    closed_at: datetime | None
    closed_by: PersonRef | None


class WorkPageAnswer(BaseModel):
    """One page of items."""

    items: list[WorkAnswer]
    total: int
    page: int
    page_size: int


def blueprint(service: CallbackService, desk_labels: Mapping[str, str]) -> APIBlueprint:
    """`/api/callbacks`. `desk_labels` gives what employees see of each desk."""
    api = APIBlueprint("callbacks", __name__, url_prefix="/api/callbacks")

    def shown(item: WorkItem) -> dict[str, Any]:
        return as_json(_answer(item, service.names(item), desk_labels))

    @api.get("", responses={200: WorkPageAnswer})
    @requires()
    def list_callbacks(query: WorkQuery) -> dict[str, Any]:
        """Open items by arrival, unless asked otherwise."""
        wanted = WorkFilter(query.owner, query.status, query.kind, query.desk, query.sort)
        found = service.page(wanted, signed_in(), query.page, query.page_size)
        return as_json(
            WorkPageAnswer(
                items=[_answer(item, found.names, desk_labels) for item in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.post("/<int:id>/claim", responses={200: WorkAnswer})
    @requires(*WORKERS)
    def claim_callback(path: IdPath) -> dict[str, Any]:
        """Take it; 409 with the owner's name when somebody else has it."""
        return shown(service.claim(path.id, signed_in()))

    @api.post("/<int:id>/release", responses={200: WorkAnswer})
    @requires(*WORKERS)
    def release_callback(path: IdPath) -> dict[str, Any]:
        return shown(service.release(path.id, signed_in()))

    @api.post("/<int:id>/close", responses={200: WorkAnswer})
    @requires(*WORKERS)
    def close_callback(path: IdPath, body: CloseBody) -> dict[str, Any]:
        return shown(service.close(path.id, body.result, body.note, signed_in()))

    @api.post("/<int:id>/reopen", responses={200: WorkAnswer})
    @requires(*WORKERS)
    def reopen_callback(path: IdPath) -> dict[str, Any]:
        """Take a close back."""
        return shown(service.reopen(path.id, signed_in()))

    @api.post("/<int:id>/call", responses={202: WorkAnswer})
    @requires(*WORKERS)
    def call_callback(path: IdPath) -> tuple[dict[str, Any], int]:
        """Ring my seat, then the citizen."""
        return shown(service.call(path.id, signed_in())), 202

    @api.post("/<int:id>/voice")
    @requires()
    def hear_voice_message(path: IdPath, body: ListenBody) -> Response:
        """The message the citizen left, as a WAV file; who listened and why is written down."""
        file = service.listen(path.id, body.reason, signed_in())
        return send_file(file, mimetype="audio/wav", conditional=True)

    return api


def _answer(item: WorkItem, names: Mapping[int, str], desk_labels: Mapping[str, str]) -> WorkAnswer:
    return WorkAnswer(
        id=item.id or 0,
        kind=WorkKind(item.kind),
        call_id=item.call_id,
        caller_masked=mask_phone(item.caller),
        callable=bool(item.caller),
        at=item.arrived_at,
        desk=item.desk,
        desk_label=desk_labels.get(item.desk, item.desk),
        owner=_person(item.owner_id, names),
        due_at=item.due_at,
        attempts=item.attempts,
        status=_status(item),
        voicemail_seconds=item.voicemail_seconds,
        result=CloseResult(item.result) if item.result else None,
        note=item.note,
        closed_at=item.closed_at,
        closed_by=_person(item.closed_by, names),
    )


def _status(item: WorkItem) -> Literal["open", "claimed", "calling", "closed"]:
    if item.closed_at is not None:
        return "closed"
    if item.attempt_started_at is not None:
        return "calling"
    return "claimed" if item.owner_id is not None else "open"


def _person(user_id: int | None, names: Mapping[int, str]) -> PersonRef | None:
    return None if user_id is None else PersonRef(id=user_id, name=names.get(user_id, ""))
