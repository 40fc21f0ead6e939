"""HTTP: calls, what happened in them, their recordings."""

from collections.abc import Collection, Mapping
from datetime import tzinfo
from typing import Any, Protocol

from flask import Response, send_file
from flask_openapi3.blueprint import APIBlueprint
from sqlalchemy import Select

from callcenter.api_schema import as_json
from callcenter.calls.answers import CallAnswers, CallDetailAnswer, CallsAnswer, PassageAnswer
from callcenter.calls.finding import CallFilter
from callcenter.calls.requests import (
    CallPath,
    CallsFilterQuery,
    CallsQuery,
    ListenBody,
    call_filter,
    spoken_words,
)
from callcenter.calls.service import EXPORT_ROWS, CallDetail, CallPage, CallService
from callcenter.calls.sheet import calls_sheet
from callcenter.messages.reader import reader_language
from callcenter.problems import Conflict, Forbidden
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role
from callcenter.security.sessions import Identity

WATCHERS = (Role.SUPERVISOR, Role.QAA, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FoundPassage(Protocol):
    """A few words of a talk, personal numbers masked."""

    @property
    def speaker(self) -> str:
        """citizen, agent or machine"""

    @property
    def text(self) -> str:
        """Around the word."""


class TalkSearch(Protocol):
    """Finds calls by what was said in them (`callcenter.transcripts.search`)."""

    def calls_with(self, words: str) -> Select[Any] | None:
        """Ids of the calls in which every word was said; None for no word."""

    def passages(self, call_ids: Collection[str], words: str) -> Mapping[str, FoundPassage]:
        """Where it was said in each of them."""


def blueprint(calls: CallService, answers: CallAnswers, zone: tzinfo, talks: TalkSearch) -> APIBlueprint:
    """`/api/calls`. `zone` is the city's: a day is a day on its calendar."""
    api = APIBlueprint("calls", __name__, url_prefix="/api")

    def asked(query: CallsFilterQuery) -> CallFilter:
        return call_filter(query, _seat(query.seat, signed_in()), zone, extensions_of, talks.calls_with)

    def extensions_of(words: str) -> list[str]:
        return [extension for extension, name in answers.around.people().items() if words in name]

    def passages(found: CallPage, words: str) -> dict[str, PassageAnswer]:
        """What was said, which is a look at transcripts: it is written down, the words are not."""
        said = talks.passages([call.id for call in found.items], words) if words else {}
        if said:
            calls.audit.record(
                "transcript.search", "calls:-", user_id=signed_in().user_id, details={"shown": len(said)}
            )
        return {
            call_id: PassageAnswer.model_validate({"speaker": passage.speaker, "text": passage.text})
            for call_id, passage in said.items()
        }

    @api.get("/calls", responses={200: CallsAnswer})
    @requires()
    def list_calls(query: CallsQuery) -> dict[str, Any]:
        """Calls by filter; every number of the board opens this list. Agents see those of their own seat.

        Words are looked for in names of agents and in what was said."""
        found = calls.page(asked(query), query.page, query.page_size)
        return as_json(
            CallsAnswer(
                items=answers.rows(found, passages(found, spoken_words(query))),
                total=found.total,
                page=query.page,
                page_size=query.page_size,
                counted=found.counted,
            )
        )

    @api.get("/calls.xlsx")
    @requires()
    def export_calls(query: CallsFilterQuery) -> Response:
        """The same calls as a spreadsheet."""
        found = calls.page(asked(query), 1, EXPORT_ROWS)
        calls.audit.record(
            "calls.export", "calls:-", user_id=signed_in().user_id, details={"rows": len(found.items)}
        )
        sheet = calls_sheet(answers.rows(found), zone, reader_language())
        return send_file(sheet, mimetype=XLSX, as_attachment=True, download_name="calls.xlsx")

    @api.get("/calls/<string:id>", responses={200: CallDetailAnswer})
    @requires()
    def one_call(path: CallPath) -> dict[str, Any]:
        """What happened in it; agents open the calls of their own seat and of the desks they serve."""
        found = calls.detail(path.id)
        check_may_open(found, signed_in())
        return as_json(answers.detail(found, reader_language()))

    @api.post("/calls/<string:id>/recording")
    @requires(*WATCHERS)
    def listen(path: CallPath, body: ListenBody) -> Response:
        """The recording as a WAV file; who listened and why is written down."""
        file = calls.listen(path.id, signed_in().user_id, body.reason)
        return send_file(file, mimetype="audio/wav", conditional=True)

    return api


def _seat(wanted: str | None, by: Identity) -> str | None:
    """The extension meant. Raises `Forbidden` when an agent asks for another's calls."""
    mine = by.role not in WATCHERS or wanted == "me"
    if not mine:
        return wanted
    if wanted not in (None, "me", by.extension):
        raise Forbidden("calls.only_own")
    if by.extension is None:
        raise Conflict("seat.no_seat")
    return by.extension


def check_may_open(found: CallDetail, by: Identity) -> None:
    """Raises `Forbidden` for an agent who neither talked in it nor serves its desk.

    A call that never stood in a line is nobody's, so that whoever takes its message can open it.
    """
    if by.role in WATCHERS or (not found.visits and found.call.extension is None) or not by.desks:
        return
    seats = {leg.extension for leg in found.legs} | {found.call.extension}
    lines = {visit.queue for visit in found.visits}
    if by.extension not in seats and not lines & set(by.desks):
        raise Forbidden("calls.not_yours")
