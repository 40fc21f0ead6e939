"""HTTP: find, read (masked), reveal, write and merge citizens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field, RootModel, StringConstraints

from callcenter.api_schema import IdPath, Reason, RequestModel, as_json, as_json_list
from callcenter.citizens.merge import CitizenMergeService
from callcenter.citizens.models import ADDRESS_LENGTH, MEMO_LENGTH, NAME_LENGTH
from callcenter.citizens.phone import display_phone, mask_phone
from callcenter.citizens.service import MOST_TAGS, CitizenInput, CitizenRecord, CitizenService
from callcenter.privacy.names import mask_name
from callcenter.problems import invalid_field
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role

Tag = Annotated[str, StringConstraints(min_length=1, max_length=20)]
WRITERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)


class FindQuery(RequestModel):
    """One of the two is needed."""

    phone: str | None = Field(None, max_length=60)
    q: str | None = Field(None, max_length=64)


class CitizenBody(RequestModel):
    """What is not named stays as it is; of a new citizen it is empty."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    phones: list[str] | None = Field(None, min_length=1, max_length=10)
    birth_year: int | None = Field(None, ge=1890, le=2100)
    address: str | None = Field(None, max_length=ADDRESS_LENGTH)
    memo: str | None = Field(None, max_length=MEMO_LENGTH)
    tags: list[Tag] | None = Field(None, max_length=MOST_TAGS)
    sms_consent: bool | None = None

    def over(self, known: CitizenInput) -> CitizenInput:
        """What is known, with everything that was named put over it."""
        given = self.model_dump(exclude={"call_id", "version"}, exclude_none=True)
        for name in ("phones", "tags"):
            if name in given:
                given[name] = tuple(given[name])
        return replace(known, **given)


class NewCitizenBody(CitizenBody):
    """A new citizen, with numbers or with the call the citizen is in."""

    call_id: str | None = Field(None, max_length=64, description="Binds the number of this call's caller.")


class CitizenChangeBody(CitizenBody):
    """A change to what was seen as `version`."""

    version: int | None = Field(None, ge=1)


class RevealBody(RequestModel):
    """Why the data must be seen."""

    reason: Reason


class MergeBody(RequestModel):
    """Which entry becomes part of the other."""

    merged_id: int = Field(ge=1, le=2**31 - 1)


class CitizenLine(BaseModel):
    """A citizen in a list, masked."""

    id: int
    name_masked: str
    phone_masked: str = Field(description="The main number.")
    phones_masked: list[str]
    district: str = Field(description="The first two words of the address.")
    tags: list[str]


class CitizensAnswer(RootModel[list[CitizenLine]]):
    """Citizens that fit."""


class HistoryAnswer(BaseModel):
    """One line of what happened with a citizen, and where it opens."""

    id: str
    at: datetime
    kind: str
    title: str
    status: str
    owner: str | None
    ticket_id: int | None
    call_id: str | None


class CitizenAnswer(CitizenLine):
    """Name and numbers carry asterisks, address and memo are missing, unless `masked` is false."""

    name: str
    phones: list[str]
    birth_year: int | None
    address: str | None
    memo: str | None
    sms_consent: bool
    masked: bool
    visible_until: datetime | None = Field(description="When the screen masks it again.")
    household: list[CitizenLine]
    history: list[HistoryAnswer]
    version: int


class MergeAnswer(BaseModel):
    """By this id the merge can be taken back."""

    merge_id: int


CallerOf = Callable[[str], str | None]
"""The caller's number of a call (linkedid), None when unknown or withheld."""


def blueprint(
    service: CitizenService, merging: CitizenMergeService, caller_of: CallerOf = lambda _: None
) -> APIBlueprint:
    """`/api/citizens` and `/api/citizen-merges`."""
    api = APIBlueprint("citizens", __name__, url_prefix="/api")

    @api.get("/citizens", responses={200: CitizensAnswer})
    @requires()
    def find_citizens(query: FindQuery) -> list[Any]:
        """By `phone` (a household) or by `q` (a piece of the name, or a number)."""
        if not query.phone and not query.q:
            raise invalid_field("q", "citizens.nothing_to_search")
        found = service.by_phone(query.phone) if query.phone else service.search(query.q or "")
        return as_json_list(CitizensAnswer([line(record) for record in found]))

    @api.get("/citizens/<int:id>", responses={200: CitizenAnswer})
    @requires()
    def get_citizen(path: IdPath) -> dict[str, Any]:
        """Masked, with household and history."""
        return as_json(answer(service, service.get(path.id)))

    @api.post("/citizens/<int:id>/reveal", responses={200: CitizenAnswer})
    @requires()
    def reveal_citizen(path: IdPath, body: RevealBody) -> dict[str, Any]:
        """Unmasked for a minute; the reason goes into the audit log."""
        revealed = service.reveal(path.id, body.reason, signed_in().user_id)
        return as_json(answer(service, revealed.record, revealed.until))

    @api.post("/citizens", responses={201: CitizenAnswer})
    @requires(*WRITERS)
    def create_citizen(body: NewCitizenBody) -> tuple[dict[str, Any], int]:
        """A new citizen, with `phones` or the number of the call `call_id`."""
        caller = caller_of(body.call_id) if body.call_id and not body.phones else None
        if not body.phones and caller is None:
            raise invalid_field("phones", "citizens.phone_missing")
        blank = CitizenInput(name="", phones=(caller,) if caller else ())
        return as_json(answer(service, service.create(body.over(blank), signed_in().user_id))), 201

    @api.put("/citizens/<int:id>", responses={200: CitizenAnswer})
    @requires(*WRITERS)
    def change_citizen(path: IdPath, body: CitizenChangeBody) -> dict[str, Any]:
        """Change what is named; with `version`, only if nobody else changed it since."""
        known = service.get(path.id)
        given = body.over(as_input(known))
        version = body.version or known.citizen.version
        return as_json(answer(service, service.change(path.id, given, signed_in().user_id, version)))

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


def line(record: CitizenRecord) -> CitizenLine:
    """The citizen as a list shows it, masked."""
    masked = [mask_phone(phone) for phone in record.phones]
    return CitizenLine(
        id=record.citizen.id or 0,
        name_masked=mask_name(record.citizen.name),
        phone_masked=masked[0] if masked else "",
        phones_masked=masked,
        district=" ".join(record.citizen.address.split()[:2]),
        tags=record.citizen.tags,
    )


def answer(service: CitizenService, record: CitizenRecord, until: datetime | None = None) -> CitizenAnswer:
    """Masked, or with `until` everything."""
    citizen, masked = record.citizen, until is None
    brief = line(record)
    return CitizenAnswer(
        **brief.model_dump(),
        name=brief.name_masked if masked else citizen.name,
        phones=brief.phones_masked if masked else [display_phone(phone) for phone in record.phones],
        birth_year=citizen.birth_year,
        address=None if masked else citizen.address,
        memo=None if masked else citizen.memo,
        sms_consent=citizen.sms_consent,
        masked=masked,
        visible_until=until,
        household=[line(other) for other in service.members(record)],
        history=[HistoryAnswer(**vars(entry)) for entry in service.history(citizen.id or 0)],
        version=citizen.version,
    )


def as_input(record: CitizenRecord) -> CitizenInput:
    """What is known, in the form it is changed in."""
    citizen = record.citizen
    return CitizenInput(
        name=citizen.name,
        phones=record.phones,
        birth_year=citizen.birth_year,
        address=citizen.address,
        memo=citizen.memo,
        tags=tuple(citizen.tags),
        sms_consent=citizen.sms_consent,
    )
