"""dial: ring one extension."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callcenter.ivr import commands
from callcenter.ivr.node import Exit, ExitKind, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, end, go, hand_over
from callcenter.ivr.resumes import CommandFailed, DialDone, Resume
from callcenter.ivr.values import Name, Value


@node_type
class Dial(Node):
    """Rings ``number``, an extension of the number plan or ``$variable``; outside lines are not dialled
    from flows."""

    type: Literal["dial"]
    number: str = Field(pattern=r"^(\$[a-z][a-z0-9_]*|[0-9]{2,5})$")
    timeout: float = Field(default=25, ge=5, le=120)
    #: Where to go when nobody answers, the line is busy, or the call fails.
    failed: Name

    def enter(self, visit: Visit) -> Outcome:
        number = visit.text(self.number)
        command = commands.Dial(number=number, timeout_s=self.timeout)
        return hand_over(command, what=self.label or f"내선 {number} 연결", typed_ahead="")

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case DialDone(outcome="answered"):
                return end()
            case DialDone():
                return go(self.failed, what="응답 없음")
            case CommandFailed():
                return go(self.failed, what="연결 실패")
        return super().resume(visit, fact)

    def exits(self) -> list[Exit]:
        return [Exit(("failed",), self.failed, ExitKind.FAILED)]

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("number",), self.number)]

    @property
    def reaches_person(self) -> bool:
        return True
