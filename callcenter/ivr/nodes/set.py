"""set: language, variables and tags."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callcenter.ivr.commands import SetLanguage
from callcenter.ivr.node import Exit, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go
from callcenter.ivr.values import Name, Value


@node_type
class Set(Node):
    """Sets what is given, then goes on. Tags are added for the call card and for reports."""

    type: Literal["set"]
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    variables: dict[Name, Value] = Field(default_factory=dict)
    tags: tuple[Name, ...] = ()
    next: Name

    def enter(self, visit: Visit) -> Outcome:
        session = visit.session
        changes: dict[str, object] = {
            "variables": {**session.variables, **{k: visit.value(v) for k, v in self.variables.items()}},
            "tags": tuple(dict.fromkeys((*session.tags, *self.tags))),
        }
        if self.language is None:
            return go(self.next, what=self.label, **changes)
        command = SetLanguage(language=self.language)
        return go(self.next, command, what=self.label, language=self.language, **changes)

    def exits(self) -> list[Exit]:
        return [Exit(("next",), self.next)]

    def assigns(self) -> list[str]:
        return list(self.variables)
