"""What the bodies and queries of the HTTP API have in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

PAGE_SIZE = 50
LONGEST_PAGE = 200

Reason = Annotated[str, StringConstraints(min_length=4, max_length=300)]
"""Why somebody wants to see or do something; a word at least, so that the audit log means something."""


class RequestModel(BaseModel):
    """Input: spaces around texts are dropped, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PageQuery(RequestModel):
    page: int = Field(1, ge=1, le=100_000, description="Counts from 1.")
    page_size: int = Field(PAGE_SIZE, ge=1, le=LONGEST_PAGE, description="Rows on a page.")


class IdPath(BaseModel):
    """The number in the address."""

    id: int = Field(ge=1, le=2**31 - 1)


class PersonRef(BaseModel):
    """A colleague as others see them."""

    id: int
    name: str


def as_json(model: BaseModel) -> dict[str, Any]:
    """The JSON object of a response; instants are ISO 8601 in UTC."""
    return model.model_dump(mode="json")


def as_json_list(model: RootModel[Any]) -> list[Any]:
    """The JSON list of a response."""
    items: list[Any] = model.model_dump(mode="json")
    return items
