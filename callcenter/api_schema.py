"""What the bodies and queries of the HTTP API have in common."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

PAGE_SIZE = 50
LONGEST_PAGE = 200
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Reason = Annotated[str, StringConstraints(min_length=2, max_length=300)]
"""Why somebody wants to see or do something; a word at least, so that the audit log means something."""


class RequestModel(BaseModel):
    """Input: spaces around texts are dropped, unknown names are refused, and so are characters
    that no database stores (NUL) or no text holds (halves of surrogate pairs).
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if any(_UNSTORABLE.search(text) for text in _texts(value)):
            raise PydanticCustomError("unstorable_text", "holds characters that cannot be stored")
        return value


class PageQuery(RequestModel):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=100_000, description="Counts from 1.")
    page_size: int = Field(PAGE_SIZE, ge=1, le=LONGEST_PAGE, description="Rows on a page.")


class IdPath(BaseModel):
    """The number in the address."""

    id: int = Field(ge=1, le=2**31 - 1)


class PersonRef(BaseModel):
    """A colleague as others see them."""

    id: int
    name: str


class CitizenRef(BaseModel):
    """Whom a call or a ticket is about, masked."""

    id: int
    name_masked: str


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(name)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def as_json(model: BaseModel) -> dict[str, Any]:
    """The JSON object of a response; instants are ISO 8601 in UTC."""
    return model.model_dump(mode="json")


def as_json_list(model: RootModel[Any]) -> list[Any]:
    """The JSON list of a response."""
    items: list[Any] = model.model_dump(mode="json")
    return items
