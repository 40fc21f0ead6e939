"""HTTP: whom a call can be handed over to."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.agents.models import SeatState
from callcenter.api_schema import as_json
from callcenter.floor.standing import FloorStanding, LineStanding
from callcenter.queues.desks import Desks
from callcenter.security.access import requires
from callcenter.security.models import Role, User
from callcenter.security.users import UserService

NOBODY = LineStanding(waiting=0, ready=0)


class FloorView(Protocol):
    """The floor, as far as others may look at it."""

    def standing(self) -> FloorStanding:
        """Raises `Unavailable` when the telephone side does not answer in time."""
        ...


class DirectorySeat(BaseModel):
    """A colleague with a seat, as the seat stands now."""

    user_id: int
    name: str
    extension: str
    role: Role
    state: SeatState
    desk_labels: list[str]


class DirectoryQueue(BaseModel):
    """A desk's line, as it stands now."""

    number: str = Field(description="What a seat dials or hands over to.")
    name: str
    label: str
    waiting: int
    ready: int = Field(description="Seats that would take a call at once.")


class DirectoryAnswer(BaseModel):
    """Whom a call can be handed over to."""

    seats: list[DirectorySeat]
    queues: list[DirectoryQueue]


def blueprint(view: FloorView, users: UserService, desks: Desks, numbers: Mapping[str, str]) -> APIBlueprint:
    """`/api/directory`. `numbers` gives the number of each desk that a seat can dial."""
    api = APIBlueprint("directory", __name__, url_prefix="/api")

    def seat(person: User, extension: str, state: SeatState) -> DirectorySeat:
        return DirectorySeat(
            user_id=person.id or 0,
            name=person.name,
            extension=extension,
            role=Role(person.role),
            state=state,
            desk_labels=[desks.label(desk) for desk in person.serves(desks.names)],
        )

    @api.get("/directory", responses={200: DirectoryAnswer})
    @requires()
    def directory() -> dict[str, Any]:
        """Everybody with a seat and how it stands now; every desk's line with its number."""
        now = view.standing()
        return as_json(
            DirectoryAnswer(
                seats=[
                    seat(person, person.extension, now.seats.get(person.extension, SeatState.LOGGED_OUT))
                    for person in users.everybody()
                    if person.extension
                ],
                queues=[
                    DirectoryQueue(
                        number=numbers[desk.name],
                        name=desk.name,
                        label=desk.label,
                        waiting=now.lines.get(desk.name, NOBODY).waiting,
                        ready=now.lines.get(desk.name, NOBODY).ready,
                    )
                    for desk in desks
                    if desk.name in numbers
                ],
            )
        )

    return api
