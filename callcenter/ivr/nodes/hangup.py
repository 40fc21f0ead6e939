"""hangup: say goodbye and end the call."""

from __future__ import annotations

from typing import Literal

from callcenter.ivr.commands import Command, HangUp
from callcenter.ivr.node import Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, end
from callcenter.ivr.prompts import PromptRef, Spoken


@node_type
class Hangup(Node):
    """Speaks ``prompt`` where given, then ends the call."""

    type: Literal["hangup"]
    prompt: Spoken | None = None

    def enter(self, visit: Visit) -> Outcome:
        sounds: list[Command] = [ref.say(visit.session, barge_in=False) for ref in self.prompt or ()]
        return end(*sounds, HangUp(), what=self.label)

    def prompt_refs(self) -> list[tuple[Loc, PromptRef]]:
        return [(("prompt",), ref) for ref in self.prompt or ()]
