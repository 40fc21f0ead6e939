"""What a node decides: wait for a fact, go on to another node, or end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.ivr.commands import Command, Fallback
from callcenter.ivr.session import Status


@dataclass(frozen=True)
class Outcome:
    """``changes`` are fields of the session to replace; ``what`` goes on the caller's path."""

    commands: tuple[Command, ...] = ()
    goto: str | None = None
    flow: str | None = None
    status: Status | None = None
    what: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def leaves(self) -> bool:
        """Whether the caller leaves the node."""
        return self.goto is not None or self.flow is not None or self.status is not None

    @property
    def moves(self) -> bool:
        """Whether anything happens at all, beyond a change of the session."""
        return self.leaves or bool(self.commands)


def wait(*commands: Command, **changes: object) -> Outcome:
    """Carry out the commands and wait for the fact that answers them."""
    return Outcome(commands=commands, changes=changes)


def stay(**changes: object) -> Outcome:
    """The fact means nothing here (or only changes the session): go on waiting."""
    return Outcome(changes=changes)


def go(target: str, *commands: Command, what: str = "", **changes: object) -> Outcome:
    """Go on to node ``target`` of the same flow."""
    return Outcome(commands=commands, goto=target, what=what, changes=changes)


def go_flow(flow: str, **changes: object) -> Outcome:
    """Go on to the first node of another flow."""
    return Outcome(flow=flow, changes=changes)


def hand_over(*commands: Command, what: str = "", **changes: object) -> Outcome:
    """Give the caller to a queue or a telephone."""
    return Outcome(commands=commands, status=Status.HANDED_OVER, what=what, changes=changes)


def end(*commands: Command, what: str = "") -> Outcome:
    """Finish the session; `commands` usually end with a hang-up."""
    return Outcome(commands=commands, status=Status.ENDED, what=what)


def fall_back(reason: str) -> Outcome:
    """The flow cannot go on; the dialplan's safety net takes the caller to a person."""
    return Outcome(
        commands=(Fallback(reason=reason),), status=Status.HANDED_OVER, what="상담원 연결(자동 전환)"
    )
