"""HTTP: find, read (masked), reveal, write and merge citizens."""

from datetime import datetime
from typing import Annotated, Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field, StringConstraints

from callcenter.api_schema import IdPath, Reason, RequestModel, as_json
from callcenter.citizens.history import HistoryEntry
from callcenter.citizens.merge import CitizenMergeService
from callcenter.citizens.models import ADDRESS_LENGTH, MEMO_LENGTH, NAME_LENGTH
from callcenter.citizens.phone import display_phone, mask_phone
from callcenter.citizens.service import MOST_TAGS, CitizenInput, CitizenRecord, CitizenService
from callcenter.personal_data import mask_name
from callcenter.problems import invalid_field
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role

Tag = Annotated[str, StringConstraints(min_length=1, max_length=20)]
WRITERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)


class FindQuery(RequestModel):
    phone: str | None = Field(None, max_length=60)
    q: str | None = Field(None, max_length=64)


class CitizenBody(RequestModel):
    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    phones: list[str] = Field(min_length=1, max_length=10)
    birth_year: int | None = Field(None, ge=1890, le=2100)
    address: str = Field("", max_length=ADDRESS_LENGTH)
    memo: str = Field("", max_length=MEMO_LENGTH)
    tags: list[Tag] = Field(default_factory=list, max_length=MOST_TAGS)
    sms_consent: bool = False

    def given(self) -> CitizenInput:
        return CitizenInput(
            name=self.name,
            phones=tuple(self.phones),
            birth_year=self.birth_year,
            address=self.address,
            memo=self.memo,
            tags=tuple(self.tags),
            sms_consent=self.sms_consent,
        )


class CitizenChangeBody(CitizenBody):
    version: int | None = Field(None, ge=1)


class RevealBody(RequestModel):
    reason: Reason


class MergeBody(RequestModel):
    merged_id: int = Field(ge=1)


class CitizenLine(BaseModel):
    id: int
    name_masked: str
    phones_masked: list[str]
    tags: list[str]


class CitizensAnswer(BaseModel):
    items: list[CitizenLine]


class HistoryLine(BaseModel):
    id: str
    at: datetime
    kind: str
    title: str
    status: str
    owner: str | None


class CitizenAnswer(CitizenLine):
    """Masked: no street, no memo, no birth year before somebody gives a reason."""

    area: str = Field(description="The first two words of the address: city and district.")
    sms_consent: bool
    household: list[CitizenLine]
    history: list[HistoryLine]
    version: int


class RevealedAnswer(BaseModel):
    id: int
    name: str
    phones: list[str]
    birth_year: int | None
    address: str
    memo: str
    tags: list[str]
    sms_consent: bool
    version: int
    until: datetime


class MergeAnswer(BaseModel):
    merge_id: int


def blueprint(service: CitizenService, merging: CitizenMergeService) -> APIBlueprint:
    api = APIBlueprint("citizens", __name__, url_prefix="/api")

    @api.get("/citizens", responses={200: CitizensAnswer})
    @requires()
    def find_citizens(query: FindQuery) -> dict[str, Any]:
        """By `phone` (a household) or by `q` (a piece of the name, or a number)."""
        if not query.phone and not query.q:
            raise invalid_field("q", "citizens.nothing_to_search")
        found = service.by_phone(query.phone) if query.phone else service.search(query.q or "")
        return as_json(CitizensAnswer(items=[_line(record) for record in found]))

    @api.get("/citizens/<int:id>", responses={200: CitizenAnswer})
    @requires()
    def get_citizen(path: IdPath) -> dict[str, Any]:
        """Masked, with household and history."""
        return as_json(_answer(service, service.get(path.id)))

    @api.post("/citizens/<int:id>/reveal", responses={200: RevealedAnswer})
    @requires()
    def reveal_citizen(path: IdPath, body: RevealBody) -> dict[str, Any]:
        """Unmasked for a minute; the reason goes into the audit log."""
        revealed = service.reveal(path.id, body.reason, signed_in().user_id)
        citizen = revealed.record.citizen
        return as_json(
            RevealedAnswer(
                id=citizen.id or 0,
                name=citizen.name,
                phones=[display_phone(phone) for phone in revealed.record.phones],
                birth_year=citizen.birth_year,
                address=citizen.address,
                memo=citizen.memo,
                tags=citizen.tags,
                sms_consent=citizen.sms_consent,
                version=citizen.version,
                until=revealed.until,
            )
        )

    @api.post("/citizens", responses={201: CitizenAnswer})
    @requires(*WRITERS)
    def create_citizen(body: CitizenBody) -> tuple[dict[str, Any], int]:
        record = service.create(body.given(), signed_in().user_id)
        return as_json(_answer(service, record)), 201

    @api.put("/citizens/<int:id>", responses={200: CitizenAnswer})
    @requires(*WRITERS)
    def change_citizen(path: IdPath, body: CitizenChangeBody) -> dict[str, Any]:
        """Replace everything; with `version`, only if nobody else changed it since."""
        record = service.change(path.id, body.given(), signed_in().user_id, body.version)
        return as_json(_answer(service, record))

    @api.post("/citizens/<int:id>/merge", responses={200: MergeAnswer})
    @requires(*WRITERS)
    def merge_citizens(path: IdPath, body: MergeBody) -> dict[str, Any]:
        """Make `merged_id` part of this citizen."""
        return as_json(MergeAnswer(merge_id=merging.merge(path.id, body.merged_id, signed_in().user_id)))

    @api.post("/citizen-merges/<int:id>/undo", responses={204: None})
    @requires(*WRITERS)
    def undo_merge(path: IdPath) -> tuple[str, int]:
        merging.undo(path.id, signed_in().user_id)
        return "", 204

    return api


def _line(record: CitizenRecord) -> CitizenLine:
    return CitizenLine(
        id=record.citizen.id or 0,
        name_masked=mask_name(record.citizen.name),
        phones_masked=[mask_phone(phone) for phone in record.phones],
        tags=record.citizen.tags,
    )


def _answer(service: CitizenService, record: CitizenRecord) -> CitizenAnswer:
    citizen = record.citizen
    return CitizenAnswer(
        **_line(record).model_dump(),
        area=" ".join(citizen.address.split()[:2]),
        sms_consent=citizen.sms_consent,
        household=[_line(other) for other in service.members(record)],
        history=[_history(entry) for entry in service.history(citizen.id or 0)],
        version=citizen.version,
    )


def _history(entry: HistoryEntry) -> HistoryLine:
    return HistoryLine(
        id=entry.id,
        at=entry.at,
        kind=entry.kind,
        title=entry.title,
        status=entry.status,
        owner=entry.owner,
    )
