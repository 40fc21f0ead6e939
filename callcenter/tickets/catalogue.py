"""The kinds of tickets and their forms: data that a city edits, not code."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 2000
FieldKind = Literal["text", "textarea", "select", "date"]


class Priority(StrEnum):
    """How urgent a matter is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Entry(BaseModel):
    """A part of the catalogue; an unknown name is a spelling mistake and is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FormField(Entry):
    """One field of a form; `options` belong to a select."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    label: str
    kind: FieldKind
    required: bool = False
    options: tuple[str, ...] | None = None
    max_length: int = Field(0, ge=0, le=LONG_TEXT_LENGTH, description="Characters; 0 means the kind's own.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == "select") != bool(self.options):
            raise ValueError(f"{self.name}: options belong to a select, and a select needs them")
        return self

    @property
    def longest(self) -> int:
        return self.max_length or (LONG_TEXT_LENGTH if self.kind == "textarea" else TEXT_LENGTH)


class TicketType(Entry):
    """A kind of matter: whose it is, how long it may take, what is asked."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    label: str
    desk: str
    priority: Priority
    due_working_minutes: int = Field(ge=1, le=100_000)
    fields: tuple[FormField, ...]


class Disposition(Entry):
    """A result of a call."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    label: str


class Catalogue:
    """Ticket types and dispositions by their codes, in the order of their files."""

    def __init__(self, types: Sequence[TicketType], dispositions: Sequence[Disposition]) -> None:
        self.types: Mapping[str, TicketType] = {entry.code: entry for entry in types}
        self.dispositions: Mapping[str, Disposition] = {entry.code: entry for entry in dispositions}
        if len(self.types) != len(types) or len(self.dispositions) != len(dispositions):
            raise ValueError("a code appears twice")

    @cached_property
    def desks(self) -> frozenset[str]:
        """Every desk that some form belongs to."""
        return frozenset(entry.desk for entry in self.types.values())

    @cached_property
    def field_names(self) -> frozenset[str]:
        """Names of all fields of all forms."""
        return frozenset(field.name for entry in self.types.values() for field in entry.fields)

    def type_label(self, code: str) -> str:
        """The label; a type that is offered no more keeps its code."""
        return self.types[code].label if code in self.types else code

    def disposition_label(self, code: str | None) -> str:
        """The label; a result that is offered no more keeps its code, none is ""."""
        known = self.dispositions.get(code or "")
        return known.label if known is not None else code or ""


def load_catalogue(types: Path | None = None, dispositions: Path | None = None) -> Catalogue:
    """From YAML files, by default our own; raises `pydantic.ValidationError` naming each mistake."""
    folder = files(__package__)
    type_text = (types or folder.joinpath("types.yaml")).read_text(encoding="utf-8")
    result_text = (dispositions or folder.joinpath("dispositions.yaml")).read_text(encoding="utf-8")
    return Catalogue(
        TypeAdapter(list[TicketType]).validate_python(yaml.safe_load(type_text)),
        TypeAdapter(list[Disposition]).validate_python(yaml.safe_load(result_text)),
    )
