"""HTTP: what the person at a seat declares and asks for."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field, RootModel

from callcenter.agents.models import SeatState
from callcenter.agents.phone_access import PhoneAccess
from callcenter.agents.reasons import CHOSEN, message_code
from callcenter.api_schema import Reason, RequestModel, as_json, as_json_list
from callcenter.messages import sentence
from callcenter.problems import Conflict, invalid_field
from callcenter.security.access import requires, signed_in
from callcenter.security.audit import AuditLog

CREDENTIALS_LIFE = timedelta(hours=12)


class SeatDoor(Protocol):
    """The floor, as far as a seat may move it (`callcenter.floor.gate`)."""

    def declare(self, extension: str, state: SeatState, reason: str | None, user_id: int) -> None:
        """Set what the seat falls back to. Raises `Conflict` or a 503 problem when it cannot be done now."""
        ...

    def phone_health(self, extension: str, *, microphone: bool) -> None:
        """What the browser says of its microphone."""
        ...

    def extend_wrap_up(self, extension: str, seconds: int) -> None:
        """Lengthen the wrap-up by `seconds`. Raises `Conflict` beyond the site's limit."""
        ...

    def finish_wrap_up(self, extension: str) -> None:
        """End the wrap-up at once."""
        ...

    def conference(self, extension: str) -> None:
        """Bring citizen, seat and the consulted party together. Raises `Conflict` without two calls."""
        ...


class StateBody(RequestModel):
    """What a person declares; `reason` belongs to a break."""

    state: Literal["ready", "paused", "logged_out"]
    reason: str | None = Field(None, max_length=32)


class ExtendBody(RequestModel):
    """More time for the wrap-up, and why."""

    seconds: int = Field(ge=10, le=600)
    reason: Reason


class HealthBody(RequestModel):
    """How the browser sees its own telephone."""

    registered: bool
    microphone: bool


class PauseReason(BaseModel):
    """A reason people can choose for a break."""

    code: str
    label: str


class PauseReasonsAnswer(RootModel[list[PauseReason]]):
    """In the order of the menu."""


class CredentialsAnswer(BaseModel):
    """What the softphone registers with; the password is shown to nobody."""

    websocket_url: str
    sip_uri: str
    authorization_user: str
    password: str
    display_name: str
    expires_at: datetime


def blueprint(door: SeatDoor, phones: PhoneAccess, audit: AuditLog) -> APIBlueprint:
    """`/api/seat` and `/api/phone`."""
    api = APIBlueprint("seat", __name__, url_prefix="/api")

    @api.put("/seat/state", responses={204: None})
    @requires()
    def declare(body: StateBody) -> tuple[str, int]:
        """Say that one is ready, on a break (with its reason) or leaving."""
        if body.state == "paused" and body.reason not in CHOSEN:
            raise invalid_field("reason", "seat.unknown_reason")
        door.declare(my_seat(), SeatState(body.state), body.reason, signed_in().user_id)
        return "", 204

    @api.get("/seat/pause-reasons", responses={200: PauseReasonsAnswer})
    @requires()
    def pause_reasons() -> list[Any]:
        known = [PauseReason(code=code, label=sentence(message_code(code))) for code in CHOSEN]
        return as_json_list(PauseReasonsAnswer(known))

    @api.post("/seat/wrap-up/extend", responses={204: None})
    @requires()
    def extend_wrap_up(body: ExtendBody) -> tuple[str, int]:
        """Take more time for the wrap-up, with a reason."""
        seat = my_seat()
        door.extend_wrap_up(seat, body.seconds)
        audit.record("wrap_up.extend", f"seat:{seat}", user_id=signed_in().user_id, reason=body.reason)
        return "", 204

    @api.post("/seat/wrap-up/finish", responses={204: None})
    @requires()
    def finish_wrap_up() -> tuple[str, int]:
        door.finish_wrap_up(my_seat())
        return "", 204

    @api.post("/seat/phone-health", responses={204: None})
    @requires()
    def phone_health(body: HealthBody) -> tuple[str, int]:
        """What the browser knows of its telephone; the exchange is asked for registration itself."""
        door.phone_health(my_seat(), microphone=body.microphone)
        return "", 204

    @api.post("/seat/conference", responses={204: None})
    @requires()
    def conference() -> tuple[str, int]:
        """Citizen, seat and the consulted seat talk together."""
        door.conference(my_seat())
        return "", 204

    @api.post("/phone/credentials", responses={200: CredentialsAnswer})
    @requires()
    def credentials() -> dict[str, Any]:
        """A password for the softphone of one's own seat; nobody ever types or sees it."""
        me = signed_in()
        issued = phones.issue(my_seat(), me.name, datetime.now(UTC) + CREDENTIALS_LIFE)
        return as_json(CredentialsAnswer.model_validate(issued, from_attributes=True))

    return api


def my_seat() -> str:
    """The extension of the person asking. Raises `Conflict` for people without a seat."""
    extension = signed_in().extension
    if extension is None:
        raise Conflict("seat.no_seat")
    return extension
