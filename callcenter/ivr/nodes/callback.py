"""callback: book a call back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callcenter.ivr.commands import OfferCallback
from callcenter.ivr.node import Exit, ExitKind, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go, wait
from callcenter.ivr.resumes import CallbackBooked, CommandFailed, Resume
from callcenter.ivr.values import Name, Value


@node_type
class Callback(Node):
    """Books a call back to ``number``; the caller keeps the place in the queue with ``keep_place``."""

    type: Literal["callback"]
    number: str = Field(pattern=r"^\$[a-z][a-z0-9_]*$")
    desk: str = Field(default="$desk", pattern=r"^\$?[a-z][a-z0-9_]{0,47}$")
    keep_place: bool = True
    next: Name
    failed: Name

    def enter(self, visit: Visit) -> Outcome:
        number, desk = visit.text(self.number), visit.text(self.desk)
        if not number:
            return go(self.failed, what="전화번호 없음")
        return wait(OfferCallback(number=number, desk=desk, keep_place=self.keep_place), typed_ahead="")

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case CallbackBooked():
                return go(self.next, what=self.label or "전화 요청 접수")
            case CommandFailed():
                return go(self.failed, what="전화 요청 실패")
        return super().resume(visit, fact)

    def exits(self) -> list[Exit]:
        return [Exit(("next",), self.next), Exit(("failed",), self.failed, ExitKind.FAILED)]

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("number",), self.number), (("desk",), self.desk)]

    def desks(self) -> list[tuple[Loc, str]]:
        return [(("desk",), self.desk)]

    @property
    def reaches_person(self) -> bool:
        return True
