"""HTTP: how speech does at each question, and listening again."""

from datetime import datetime
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import RequestModel, as_json
from callcenter.menus.figures import MenuFigures
from callcenter.menus.judge import Tries
from callcenter.security.access import requires, signed_in
from callcenter.security.models import Role

WATCHERS = (Role.SUPERVISOR, Role.QAA, Role.ADMINISTRATOR)


class PlaceBody(RequestModel):
    """A question of the voice menu."""

    place: str = Field(min_length=3, max_length=130, description="As `flow/node`.")


class TriesAnswer(BaseModel):
    """Answers of callers in one way."""

    tries: int
    taken: int = Field(description="Those that led on.")


class MenuAnswer(BaseModel):
    """One question, over the last fourteen days."""

    place: str
    speech: TriesAnswer
    keys: TriesAnswer
    off_since: datetime | None = Field(description="Since when it no longer listens, because keys do better.")


class MenusAnswer(BaseModel):
    """All questions that were asked."""

    items: list[MenuAnswer]


def blueprint(figures: MenuFigures) -> APIBlueprint:
    """`/api/menus`."""
    api = APIBlueprint("menus", __name__, url_prefix="/api/menus")

    @api.get("", responses={200: MenusAnswer})
    @requires(*WATCHERS)
    def list_menus() -> dict[str, Any]:
        """How often callers were understood, by speech and by keys, at each question."""
        off = {switch.place: switch.off_at for switch in figures.off}
        table = figures.table()
        places = sorted({*table, *off})
        items = [
            MenuAnswer(
                place=place,
                speech=_tries(table.get(place, {}).get("speech", Tries())),
                keys=_tries(table.get(place, {}).get("keys", Tries())),
                off_since=off.get(place),
            )
            for place in places
        ]
        return as_json(MenusAnswer(items=items))

    @api.post("/listen", responses={204: None})
    @requires(Role.ADMINISTRATOR)
    def listen_again(body: PlaceBody) -> tuple[str, int]:
        """Let a question listen again; its speech is counted anew."""
        figures.switch_on(body.place, signed_in())
        return "", 204

    return api


def _tries(tries: Tries) -> TriesAnswer:
    return TriesAnswer(tries=tries.tries, taken=tries.taken)
