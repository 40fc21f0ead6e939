"""Queries and bodies of the call API."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import Select

from callcenter.api_schema import PageQuery, Reason, RequestModel
from callcenter.calls.figures import Figure
from callcenter.calls.finding import CallFilter
from callcenter.calls.models import Direction
from callcenter.calls.outcomes import Standing

ISO_DAY = 10
ONE_DAY = timedelta(days=1)


def _moment(text: str) -> str:
    """A local day (`2026-11-25`) or an instant with its zone (`2026-11-25T05:02:37Z`)."""
    try:
        if len(text) == ISO_DAY:
            date.fromisoformat(text)
        elif datetime.fromisoformat(text).tzinfo is None:
            raise ValueError("an instant needs its zone")
    except ValueError:
        raise PydanticCustomError("datetime_parsing", "neither a day nor an instant") from None
    return text


Moment = Annotated[str, Field(max_length=40), AfterValidator(_moment)]


class CallsFilterQuery(RequestModel):
    """Which calls; what is not named does not matter."""

    queue: str | None = Field(None, max_length=32, description="Stood in this line.")
    outcome: Standing | None = None
    figure: Figure | None = Field(
        None, description="The calls behind this number of the board; from and to are then about joining."
    )
    direction: Direction | None = None
    seat: str | None = Field(None, pattern=r"^(me|\d{2,6})$", description="An extension, or `me`.")
    since: Moment | None = Field(None, alias="from", description="A local day, or an instant.")
    until: Moment | None = Field(
        None, alias="to", description="A local day, which is included, or an instant."
    )
    q: str = Field(
        "", max_length=64, description="Digits of the number, the name of the agent, or words of the talk."
    )
    sort: str = Field("-started_at", max_length=20)


class CallsQuery(CallsFilterQuery, PageQuery):
    """Which calls, and which page of them."""


class CallPath(BaseModel):
    """A linkedid in the address."""

    id: str = Field(pattern=r"^[0-9A-Za-z._-]{1,64}$")


class ListenBody(RequestModel):
    """Why a recording is listened to."""

    reason: Reason


def call_filter(
    query: CallsFilterQuery,
    seat: str | None,
    zone: tzinfo,
    extensions_of: Callable[[str], list[str]],
    said: Callable[[str], Select[Any] | None],
) -> CallFilter:
    """`zone` is the city's; `extensions_of` gives the seats of the people with such a name, `said` the calls
    with such words."""
    digits = "".join(character for character in query.q if character.isdigit())
    words = spoken_words(query)
    return CallFilter(
        queue=query.queue,
        outcome=query.outcome,
        figure=query.figure,
        direction=query.direction,
        seat=seat,
        since=_begin(query.since, zone),
        until=_end(query.until, zone),
        # The country's zero is not part of the canonical form.
        caller=digits.removeprefix("0") if digits and not words else None,
        talked_with=extensions_of(words) if words else None,
        said=said(words) if words else None,
        sort=query.sort,
    )


def spoken_words(query: CallsFilterQuery) -> str:
    """What is looked for in talks and names: everything but a mere number."""
    return query.q.strip() if any(character.isalpha() for character in query.q) else ""


def _begin(moment: str | None, zone: tzinfo) -> datetime | None:
    if moment is None or len(moment) > ISO_DAY:
        return datetime.fromisoformat(moment) if moment else None
    return datetime.combine(date.fromisoformat(moment), time(), zone)


def _end(moment: str | None, zone: tzinfo) -> datetime | None:
    if moment is None or len(moment) > ISO_DAY:
        return datetime.fromisoformat(moment) if moment else None
    return datetime.combine(date.fromisoformat(moment) + ONE_DAY, time(), zone)
