"""HTTP: how speech does at each question, and listening again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import RequestModel, as_json
from callcenter.menus.figures import WINDOW, MenuFigures
from callcenter.menus.judge import Tries
from callcenter.menus.models import MenuSwitch
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


class OffAnswer(BaseModel):
    """Why a question no longer listens: how the two ways stood when keys did better by more than chance."""

    since: datetime
    speech: TriesAnswer
    keys: TriesAnswer = Field(description="Of this question, or of all menus where few used keys here.")


class MenuAnswer(BaseModel):
    """One question, over the last fourteen days."""

    place: str = Field(description="As `flow/node`.")
    flow: str = Field(description="The flow's title; empty for a flow that is gone.")
    words: str = Field(description="What the caller is asked; empty for a question that is gone.")
    speech: TriesAnswer
    keys: TriesAnswer
    off: OffAnswer | None = Field(description="Null while it listens.")


class MenusAnswer(BaseModel):
    """All questions that were asked; `days` is how far back they are counted."""

    days: int
    items: list[MenuAnswer]


Wording = Callable[[str], tuple[str, str]]
"""The flow's title and the words of the question at a place (`flow/node`)."""


def blueprint(figures: MenuFigures, wording: Wording) -> APIBlueprint:
    """`/api/menus`."""
    api = APIBlueprint("menus", __name__, url_prefix="/api/menus")

    @api.get("", responses={200: MenusAnswer})
    @requires(*WATCHERS)
    def list_menus() -> dict[str, Any]:
        """How often callers were understood, by speech and by keys, at each question."""
        off = {switch.place: switch for switch in figures.off}
        table = figures.table()
        places = sorted({*table, *off})
        items = []
        for place in places:
            flow, words = wording(place)
            tries = table.get(place, {})
            items.append(
                MenuAnswer(
                    place=place,
                    flow=flow,
                    words=words,
                    speech=_tries(tries.get("speech", Tries())),
                    keys=_tries(tries.get("keys", Tries())),
                    off=_off(off[place]) if place in off else None,
                )
            )
        return as_json(MenusAnswer(days=WINDOW.days, items=items))

    @api.post("/listen", responses={204: None})
    @requires(Role.ADMINISTRATOR)
    def listen_again(body: PlaceBody) -> tuple[str, int]:
        """Let a question listen again; its speech is counted anew."""
        figures.switch_on(body.place, signed_in())
        return "", 204

    return api


def _off(switch: MenuSwitch) -> OffAnswer:
    return OffAnswer(
        since=switch.off_at,
        speech=TriesAnswer(tries=switch.speech_tries, taken=switch.speech_taken),
        keys=TriesAnswer(tries=switch.keys_tries, taken=switch.keys_taken),
    )


def _tries(tries: Tries) -> TriesAnswer:
    return TriesAnswer(tries=tries.tries, taken=tries.taken)
