"""redirect: go on in another flow; there is no way back."""

from __future__ import annotations

from typing import Literal

from callcenter.ivr.node import Exit, ExitKind, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go_flow
from callcenter.ivr.values import Name


@node_type
class Redirect(Node):
    """Goes to the first node of ``flow``. Variables, tags and language are kept."""

    type: Literal["redirect"]
    flow: Name

    def enter(self, visit: Visit) -> Outcome:
        return go_flow(self.flow)

    def exits(self) -> list[Exit]:
        return [Exit(("flow",), self.flow, ExitKind.FLOW)]
