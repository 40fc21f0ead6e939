"""Queries and bodies of the knowledge API."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from callcenter.api_schema import PageQuery, Reason, RequestModel
from callcenter.knowledge.models import (
    PHRASING_LENGTH,
    QUERY_LENGTH,
    REASON_LENGTH,
    SLUG_LENGTH,
    TEXT_LENGTH,
    How,
    ProposalStatus,
    QuestionResult,
)
from callcenter.knowledge.proposals import NewProposal

Slug = Annotated[str, Field(max_length=SLUG_LENGTH, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
CallId = Annotated[str, Field(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
Phrasing = Annotated[str, StringConstraints(min_length=2, max_length=PHRASING_LENGTH)]
ProposedText = Annotated[str, StringConstraints(min_length=2, max_length=TEXT_LENGTH)]


class SlugPath(BaseModel):
    """The article in the address."""

    slug: Slug


class SearchQuery(RequestModel):
    """What is searched for, or which list is wanted."""

    q: str = Field("", max_length=200, description="A question or initial consonants; empty lists articles.")
    desk: str = Field("", max_length=32, description="Only this desk's, when nothing is searched for.")
    limit: int | None = Field(None, ge=1, le=50, description="Five of a search; a list is given whole.")


class SuggestBody(RequestModel):
    """In a body and not in an address: what an agent writes can hold personal data."""

    text: str = Field(max_length=4_000)
    desk: str | None = Field(None, max_length=32)
    limit: int = Field(5, ge=1, le=20)


class UsedBody(RequestModel):
    """How and in which call an article was given to a citizen."""

    call_id: CallId | None = None
    how: Literal[How.READ, How.SMS, How.ATTACHED]
    place: int | None = Field(
        None, ge=1, le=50, description="Where it stood among those found; null when nothing was searched for."
    )


class QuestionBody(RequestModel):
    """A question no article answered."""

    query: str = Field(min_length=2, max_length=QUERY_LENGTH)
    call_id: CallId | None = None


class QuestionsQuery(PageQuery):
    """Which tasks are wanted."""

    status: Literal["open", "closed", "all"] = "open"
    desk: str = Field("", max_length=32)
    owner: Literal["me", "nobody", "all"] = "all"


class MoveBody(RequestModel):
    """The desk a question belongs to."""

    desk: str = Field(min_length=1, max_length=32)


class ProposalBody(RequestModel):
    """A correction: either a phrasing or a text."""

    slug: Slug | None = Field(None, description="Null wishes for a new article.")
    phrasing: Phrasing | None = None
    text: ProposedText | None = None
    reason: Reason

    def given(self) -> NewProposal:
        """The same for the service."""
        return NewProposal(self.slug, self.phrasing, self.text, self.reason)


class QuestionCloseBody(RequestModel):
    """How a question is closed."""

    result: QuestionResult
    note: str = Field("", max_length=REASON_LENGTH)
    proposal: ProposalBody | None = Field(None, description="Needed when the result is a proposal.")


class ProposalsQuery(PageQuery):
    """Which proposals are wanted."""

    status: ProposalStatus | Literal["all"] = ProposalStatus.OPEN


class RejectBody(RequestModel):
    """Why a proposal is not taken."""

    reason: Reason


class FiguresQuery(RequestModel):
    """The days the figures are about."""

    since: date | None = Field(None, alias="from", description="A local day; twelve weeks ago without one.")
    until: date | None = Field(None, alias="to", description="A local day, which is included; today without.")
