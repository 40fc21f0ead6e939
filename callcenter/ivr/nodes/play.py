"""play: play a sound file as it is (a recorded announcement, a chime), then go on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callcenter.ivr import commands
from callcenter.ivr.node import Exit, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go, wait
from callcenter.ivr.resumes import CommandFailed, Digits, PlaybackDone, Resume
from callcenter.ivr.values import Name


@node_type
class Play(Node):
    """Plays ``sound``, an Asterisk sound name relative to the sounds folder. A key cuts it short."""

    type: Literal["play"]
    sound: str = Field(pattern=r"^[a-z0-9_-]+(/[a-z0-9_-]+)*$", max_length=120)
    barge_in: bool = True
    next: Name

    def enter(self, visit: Visit) -> Outcome:
        return wait(commands.Play(sound=self.sound, barge_in=self.barge_in))

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case PlaybackDone() | CommandFailed():
                return go(self.next, what=self.label)
            case Digits(digits=digits) if self.barge_in:
                return go(self.next, what=self.label, typed_ahead=digits)
        return super().resume(visit, fact)

    def exits(self) -> list[Exit]:
        return [Exit(("next",), self.next)]
