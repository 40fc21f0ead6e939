"""hours: branch by opening hours."""

from __future__ import annotations

from typing import Literal

from callcenter.ivr.node import Exit, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go
from callcenter.ivr.values import Name

_WHAT = {"lunch": "점심시간", "closed": "업무시간 외", "holiday": "휴무일"}


@node_type
class Hours(Node):
    """Goes on by the opening state that came with ``Started``; an unknown state counts as open, because
    a caller who reaches nobody is worse than one who reaches the queue."""

    type: Literal["hours"]
    open: Name
    lunch: Name
    closed: Name
    holiday: Name

    def enter(self, visit: Visit) -> Outcome:
        state = visit.text("$opening")
        targets = {"lunch": self.lunch, "closed": self.closed, "holiday": self.holiday}
        return go(targets.get(state, self.open), what=self.label or _WHAT.get(state, ""))

    def exits(self) -> list[Exit]:
        return [Exit((state,), getattr(self, state)) for state in ("open", "lunch", "closed", "holiday")]
