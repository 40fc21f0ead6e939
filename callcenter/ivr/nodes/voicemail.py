"""voicemail: record a voice message for a desk."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callcenter.ivr.commands import Command, RecordVoicemail
from callcenter.ivr.node import Exit, ExitKind, Loc, Node, Visit, node_type
from callcenter.ivr.outcome import Outcome, go, wait
from callcenter.ivr.prompts import PromptRef, Spoken
from callcenter.ivr.resumes import CommandFailed, Resume, VoicemailDone
from callcenter.ivr.values import Name, Value


@node_type
class Voicemail(Node):
    """Speaks ``prompt``, beeps and records. A message shorter than ``min_s`` seconds goes to ``empty``."""

    type: Literal["voicemail"]
    prompt: Spoken
    desk: str = Field(default="$desk", pattern=r"^\$?[a-z][a-z0-9_]{0,47}$")
    max_s: float = Field(default=120, ge=10, le=600)
    silence_s: float = Field(default=5, ge=2, le=30)
    min_s: float = Field(default=1, ge=0, le=10)
    next: Name
    empty: Name
    failed: Name

    def enter(self, visit: Visit) -> Outcome:
        sounds: list[Command] = [ref.say(visit.session, barge_in=False) for ref in self.prompt]
        desk = visit.text(self.desk)
        record = RecordVoicemail(desk=desk, max_s=self.max_s, silence_s=self.silence_s)
        return wait(*sounds, record, typed_ahead="")

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case VoicemailDone(seconds=seconds) if seconds < self.min_s:
                return go(self.empty, what="음성 메시지 없음")
            case VoicemailDone():
                return go(self.next, what=self.label or "음성 메시지 남김")
            case CommandFailed():
                return go(self.failed, what="음성 메시지 실패")
        return super().resume(visit, fact)

    def exits(self) -> list[Exit]:
        fallbacks = [Exit(("empty",), self.empty), Exit(("failed",), self.failed, ExitKind.FAILED)]
        return [Exit(("next",), self.next), *fallbacks]

    def prompt_refs(self) -> list[tuple[Loc, PromptRef]]:
        return [(("prompt",), ref) for ref in self.prompt]

    def references(self) -> list[tuple[Loc, Value]]:
        return [(("desk",), self.desk)]

    def desks(self) -> list[tuple[Loc, str]]:
        return [(("desk",), self.desk)]

    @property
    def reaches_person(self) -> bool:
        return True
