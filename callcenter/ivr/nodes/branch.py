"""branch: by the value of a variable."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callcenter.ivr.node import Exit, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go
from callcenter.ivr.values import Name, Value


@node_type
class Branch(Node):
    """Goes to the case that equals the variable as text ('' for one that is not set), or ``otherwise``."""

    type: Literal["branch"]
    variable: Name
    cases: dict[str, Name] = Field(min_length=1)
    otherwise: Name

    def enter(self, visit: Visit) -> Outcome:
        value = visit.text(f"${self.variable}")
        return go(self.cases.get(value, self.otherwise), what=self.label)

    def exits(self) -> list[Exit]:
        cases = [Exit(("cases", value), target) for value, target in self.cases.items()]
        return [*cases, Exit(("otherwise",), self.otherwise)]

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("variable",), f"${self.variable}")]
