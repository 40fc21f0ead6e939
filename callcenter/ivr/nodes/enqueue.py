"""enqueue: into the queue of a desk."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from callcenter.ivr import commands
from callcenter.ivr.node import Exit, ExitKind, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, fall_back, go, hand_over
from callcenter.ivr.resumes import CommandFailed, QueueLeft, Resume
from callcenter.ivr.values import Name, Value


class AfterQueue(BaseModel):
    """Where a caller goes on who comes out of the queue without having talked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout: Name | None = None
    full: Name | None = None
    empty: Name | None = None
    #: The caller pressed the key that leaves the queue.
    key: Name | None = None


@node_type
class Enqueue(Node):
    """Queues the caller. A reason without a node in ``left`` falls back to the dialplan's safety net."""

    type: Literal["enqueue"]
    desk: str = Field(pattern=r"^\$?[a-z][a-z0-9_]{0,47}$")
    priority: int = Field(default=0, ge=0, le=20)
    keep_place: bool = False
    left: AfterQueue = AfterQueue()
    #: Where to go when the caller could not be queued at all.
    failed: Name | None = None

    def enter(self, visit: Visit) -> Outcome:
        desk = visit.text(self.desk)
        command = commands.Enqueue(desk=desk, priority=self.priority, keep_place=self.keep_place)
        variables = {**visit.session.variables, "desk": desk}
        return hand_over(command, what=self.label or "상담원 연결", variables=variables, typed_ahead="")

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case QueueLeft(reason=reason):
                target: str | None = getattr(self.left, reason)
                if target is None:
                    return fall_back(f"{visit.session.place}: left the queue ({reason})")
                known = {"position": fact.position, "waited_s": fact.waited_s}
                opening = fact.opening.variables() if fact.opening else {}
                variables = {**visit.session.variables, **known, **opening}
                return go(target, what=_LEFT[reason], variables=variables)
            case CommandFailed() if self.failed is not None:
                return go(self.failed, what="상담원 연결 실패")
        return super().resume(visit, fact)

    def exits(self) -> list[Exit]:
        left = {reason: getattr(self.left, reason) for reason in AfterQueue.model_fields}
        ways = [Exit(("left", why), to, ExitKind.AFTER_QUEUE) for why, to in left.items() if to]
        failed = [Exit(("failed",), self.failed, ExitKind.FAILED)] if self.failed else []
        return ways + failed

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("desk",), self.desk)]

    def desks(self) -> list[tuple[Loc, str]]:
        return [(("desk",), self.desk)]

    @property
    def reaches_person(self) -> bool:
        return True


_LEFT = {
    "timeout": "대기 시간 초과",
    "full": "대기 인원 초과",
    "empty": "상담원 없음",
    "key": "대기 중 전화 요청",
}
