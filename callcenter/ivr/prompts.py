"""How a flow names what is spoken."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from callcenter.ivr.commands import Say
from callcenter.ivr.session import Session
from callcenter.ivr.values import Value, resolve

PromptId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class PromptRef(BaseModel):
    """A prompt of ``ivr_flows/prompts``: its id, parameters (plain or ``$variable``) and, where it is
    not the caller's, its language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PromptId
    params: dict[str, Value] = {}
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")

    def say(self, session: Session, *, barge_in: bool) -> Say:
        """The command that speaks it to this caller, with its parameters filled in."""
        params = {name: resolve(value, session.variables) for name, value in self.params.items()}
        language = self.language or session.language
        return Say(prompt=self.id, language=language, params=params, barge_in=barge_in)


def _expand(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    return [{"id": item} if isinstance(item, str) else item for item in items]


#: In YAML: an id, a mapping, or a list of those; in Python always a tuple of PromptRef.
Spoken = Annotated[
    tuple[PromptRef, ...],
    BeforeValidator(_expand, json_schema_input_type=PromptId | PromptRef | list[PromptId | PromptRef]),
    Field(min_length=1),
]
