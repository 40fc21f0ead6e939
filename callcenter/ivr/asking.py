"""What menu and gather share: ask, listen, ask again, give up towards a person."""

from __future__ import annotations

from pydantic import Field

from callcenter.ivr.commands import Collect, Command
from callcenter.ivr.node import Exit, ExitKind, Loc, Node, Visit
from callcenter.ivr.outcome import Outcome, go
from callcenter.ivr.prompts import PromptRef, Spoken
from callcenter.ivr.resumes import CommandFailed, Digits, Resume, Timeout
from callcenter.ivr.session import Try
from callcenter.ivr.values import Name


class Asking(Node):
    """A question with a limited number of tries.

    ``attempts`` failed tries (nothing pressed, or nothing that fits) lead to ``failed``; so does the
    visit after ``max_visits``. A sound that cannot be played leads there too.
    """

    prompt: Spoken
    #: Spoken before the question is asked again after silence, and after an answer that does not fit.
    no_input: Spoken
    no_match: Spoken
    #: Seconds from the end of the question to the first key.
    timeout: float = Field(ge=2, le=30)
    attempts: int = Field(default=2, ge=1, le=5)
    #: Where the caller goes who cannot be understood: a person, in the end.
    failed: Name
    barge_in: bool = True
    #: A question that stands in a loop must say how often a caller may come through.
    max_visits: int | None = Field(default=None, ge=1, le=10)

    def collect(self) -> Collect:
        """The collection that waits for the answer."""
        raise TypeError(f"node type {self.type!r} defines no collect()")

    def answer(self, visit: Visit, digits: str) -> Outcome | None:
        """What the keys mean, or None where they fit nothing."""
        raise TypeError(f"node type {self.type!r} defines no answer()")

    def enter(self, visit: Visit) -> Outcome:
        visits = self._count(visit)
        if self.max_visits is not None and visits[visit.session.place] > self.max_visits:
            return go(self.failed, what="입력 횟수 초과")
        return self.ask(visit, visits=visits, typed_ahead="")

    def ask(self, visit: Visit, *before: Spoken, **changes: object) -> Outcome:
        """Ask the question, after the prompts of ``before``."""
        prompts = [ref for spoken in (*before, self.prompt) for ref in spoken]
        sounds: list[Command] = [ref.say(visit.session, barge_in=self.barge_in) for ref in prompts]
        return Outcome(commands=(*sounds, self.collect()), changes=changes)

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        match fact:
            case Digits(digits=digits) if digits:
                answered = self.answer(visit, digits)
                return answered or self._again(visit, self.no_match, "잘못 누름")
            case Digits() | Timeout(digits=""):
                return self._again(visit, self.no_input, "입력 없음")
            case Timeout(digits=digits):
                answered = self.answer(visit, digits)
                return answered or self._again(visit, self.no_match, "입력 미완료")
            case CommandFailed():
                return go(self.failed, what="안내 장애")
        return super().resume(visit, fact)

    def tried(self, visit: Visit, fact: Resume, outcome: Outcome) -> tuple[Try, ...]:
        if not isinstance(fact, Digits) or not fact.digits:
            return ()
        # Not by where the caller goes: a choice may lead to the same person as a failure does.
        taken = self.answer(visit, fact.digits) is not None
        return (Try(visit.session.place, "keys", taken=taken),)

    def _again(self, visit: Visit, prompt: Spoken, what: str) -> Outcome:
        attempts = visit.session.attempts + 1
        if attempts >= self.attempts:
            return go(self.failed, what=what)
        path = visit.session.walked(what).path
        return self.ask(visit, prompt, attempts=attempts, path=path)

    def _count(self, visit: Visit) -> dict[str, int]:
        place = visit.session.place
        visits = visit.session.visits
        return {**visits, place: visits.get(place, 0) + 1}

    def exits(self) -> list[Exit]:
        return [Exit(("failed",), self.failed, ExitKind.FAILED)]

    def prompt_refs(self) -> list[tuple[Loc, PromptRef]]:
        fields = {"prompt": self.prompt, "no_input": self.no_input, "no_match": self.no_match}
        return [((name,), ref) for name, spoken in fields.items() for ref in spoken]

    @property
    def asks(self) -> bool:
        return True

    @property
    def is_bounded(self) -> bool:
        return self.max_visits is not None
