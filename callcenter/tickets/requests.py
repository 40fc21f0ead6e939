"""Bodies and queries of the ticket API."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.api_schema import PageQuery, RequestModel
from callcenter.tickets.catalogue import LONG_TEXT_LENGTH, Priority
from callcenter.tickets.content import TicketInput
from callcenter.tickets.listing import TicketFilter
from callcenter.tickets.models import BODY_LENGTH, COMMENT_LENGTH, TITLE_LENGTH, TicketStatus

FieldName = Annotated[str, StringConstraints(max_length=32)]
FieldValue = Annotated[str, StringConstraints(max_length=LONG_TEXT_LENGTH)]
Fields = Annotated[dict[FieldName, FieldValue], Field(max_length=50)]
Code = Annotated[str, StringConstraints(max_length=32)]
Choice = Annotated[Code | None, AfterValidator(lambda code: code or None)]
"""A code from a list; a form that has nothing chosen yet sends an empty text."""


class TicketBody(RequestModel):
    """A new ticket, or with `draft` something kept for oneself."""

    call_id: str | None = Field(None, max_length=64)
    citizen_id: int | None = Field(None, ge=1, le=2**31 - 1)
    type: Code
    title: str = Field("", max_length=TITLE_LENGTH)
    body: str = Field("", max_length=BODY_LENGTH)
    fields: Fields = Field(default_factory=dict)
    priority: Priority | None = Field(None, description="Null takes the type's own.")
    disposition: Choice = None
    draft: bool = False

    def given(self) -> TicketInput:
        """The same in the words of `TicketService`."""
        values = self.model_dump(exclude={"draft"})
        return TicketInput(**values, status=TicketStatus.DRAFT if self.draft else TicketStatus.OPEN)


class TicketChangeBody(RequestModel):
    """Only what is named is changed; null clears what can be empty."""

    version: int = Field(ge=1)
    citizen_id: int | None = Field(None, ge=1, le=2**31 - 1)
    type: Code = "-"
    title: str = Field("", max_length=TITLE_LENGTH)
    body: str = Field("", max_length=BODY_LENGTH)
    fields: Fields = Field(default_factory=dict)
    priority: Priority = Priority.NORMAL
    disposition: Choice = None
    status: TicketStatus = TicketStatus.OPEN
    draft: bool = False

    def changes(self) -> dict[str, Any]:
        """What to change, by the names of `TicketInput`."""
        given = self.model_dump(exclude_unset=True, exclude={"version", "draft"})
        return {"status": TicketStatus.DRAFT} | given if self.draft else given

    @property
    def sends(self) -> bool:
        """`draft: false` makes a draft a ticket."""
        return "draft" in self.model_fields_set and not self.draft


class FilterQuery(RequestModel):
    """Which tickets, in which order."""

    q: str = Field("", max_length=200)
    desk: str = Field("", max_length=32)
    status: str = Field("", max_length=100)
    assignee: str = Field("", max_length=12)
    type: str = Field("", max_length=32)
    sort: str = Field("-created_at", max_length=20)

    def filter(self) -> TicketFilter:
        """The same in the words of `TicketListing`."""
        return TicketFilter(**self.model_dump(include=set(FilterQuery.model_fields)))


class ListQuery(FilterQuery, PageQuery):
    """Which tickets, and which page of them."""


class CommentBody(RequestModel):
    """A remark for the timeline."""

    text: str = Field(min_length=1, max_length=COMMENT_LENGTH)


class AssignBody(RequestModel):
    """Whose ticket it is to be; null for nobody's."""

    user_id: int | None = Field(ge=1, le=2**31 - 1)
