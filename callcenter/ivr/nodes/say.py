"""say: speak one or more prompts, then go on."""

from __future__ import annotations

from typing import Literal

from callcenter.ivr.node import Exit, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go, stay, wait
from callcenter.ivr.prompts import PromptRef, Spoken
from callcenter.ivr.resumes import CommandFailed, Digits, PlaybackDone, Resume
from callcenter.ivr.values import Name, Value


@node_type
class Say(Node):
    """Speaks. A key cuts it short (``barge_in``) and counts for the menu that follows.

    With ``barge_in`` false it is heard to its end; keys are kept for the next menu all the same.
    ``article`` is the slug of the knowledge article it tells, which counts as told when it begins.
    """

    type: Literal["say"]
    prompt: Spoken
    barge_in: bool = True
    article: str = ""
    next: Name

    def enter(self, visit: Visit) -> Outcome:
        if self.barge_in and visit.session.typed_ahead:
            return go(self.next, what=self.label)
        said = [ref.say(visit.session, barge_in=self.barge_in) for ref in self.prompt]
        said[-1] = said[-1].model_copy(update={"article": visit.text(self.article)})
        return wait(*said)

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case PlaybackDone() | CommandFailed():
                # A sentence that cannot be played must not cost the caller the call.
                return go(self.next, what=self.label)
            case Digits(digits=digits):
                typed = (visit.session.typed_ahead + digits)[-8:]
                if self.barge_in:
                    return go(self.next, what=self.label, typed_ahead=typed)
                return stay(typed_ahead=typed)
        return super().resume(visit, fact)

    def exits(self) -> list[Exit]:
        return [Exit(("next",), self.next)]

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("article",), self.article)]

    def prompt_refs(self) -> list[tuple[Loc, PromptRef]]:
        return [(("prompt",), ref) for ref in self.prompt]
