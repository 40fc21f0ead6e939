"""listen: the caller says (or presses) what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from callcenter.ivr.asking import Asking
from callcenter.ivr.commands import Command
from callcenter.ivr.node import Exit, ExitKind, Loc, Visit, node_type
from callcenter.ivr.nodes.menu import Key
from callcenter.ivr.outcome import Outcome, go, wait
from callcenter.ivr.prompts import PromptRef, Spoken
from callcenter.ivr.resumes import Digits, Resume, Timeout
from callcenter.ivr.session import Try
from callcenter.ivr.values import Name, Value

YES, NO = "yes", "no"
YES_KEY, NO_KEY = "1", "2"
YES_OR_NO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ko": {
        YES: ("네", "예", "네 맞아요", "네 맞습니다", "맞아요", "맞습니다", "그래요", "응", "응 맞아"),
        NO: (
            "아니요",
            "아니오",
            "아뇨",
            "아니에요",
            "아닙니다",
            "틀려요",
            "그거 아니에요",
            "아니 그거 말고요",
        ),
    },
    "en": {YES: ("yes", "yes that is right"), NO: ("no", "no that is wrong")},
}
#: Failures of the whole talk after which nobody is asked again.
MOST_FAILURES = 3


class ListenFor(Command):
    """Hear one utterance or take one key; both stop a sound with ``barge_in``.

    ``choices`` are sentences by name; with ``open`` anything else may be said too. ``timeout_s`` runs from
    the end of the sounds to the first speech or key. Answered with exactly one of ``Heard``, ``Digits``
    (one key), ``Timeout`` and ``SpeechUnavailable``.
    """

    kind: ClassVar[str] = "listen_for"

    choices: dict[str, tuple[str, ...]]
    open: bool = False
    timeout_s: float
    barge_in: bool = True


class Heard(Resume):
    """One utterance: its text (``also``: what another recogniser made of it), and the choice nearest to it
    with a confidence of 0 to 1. Empty texts: something was said and not understood."""

    kind: ClassVar[str] = "heard"

    text: str
    also: str = ""
    choice: str = ""
    confidence: float = 0.0


class SpeechUnavailable(Resume):
    """Nobody can listen: no recogniser, no room for one more caller, or it was lost."""

    kind: ClassVar[str] = "speech_unavailable"

    reason: str = ""


class SpokenChoice(BaseModel):
    """``phrases``: many ways people really say it. ``label``: Korean, read back and shown to agents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1, max_length=40)
    phrases: tuple[str, ...] = Field(min_length=1)
    key: Key | None = None
    next: Name
    #: This choice says that what was read back here is not what the caller had said before.
    denies: bool = False


@node_type
class Listen(Asking):
    """Asks an open or closed question.

    A choice heard with ``sure`` is taken; between ``doubt`` and ``sure`` it is read back (``confirm``, where
    ``$listen_what`` is its label) and confirmed by key 1/2 or 네/아니요. A question with a choice that
    ``denies`` is a read-back itself: ``doubt`` is enough there. With ``otherwise`` all that is no sure
    choice goes there, with the text in ``variable`` and ``<variable>_also``. ``attempts`` failures go
    to ``failed`` (the keypad), three in the whole talk to ``person``; where nobody can listen the caller
    goes to ``unavailable`` at once.
    """

    type: Literal["listen"]
    choices: dict[Name, SpokenChoice] = Field(min_length=1)
    otherwise: Name | None = None
    variable: Name = "said"
    confirm: Spoken
    sure: float = Field(default=0.8, ge=0.5, le=1)
    doubt: float = Field(default=0.5, ge=0, le=1)
    unavailable: Name
    person: Name

    def enter(self, visit: Visit) -> Outcome:
        return super().enter(_with(visit, listen_choice=""))

    def ask(self, visit: Visit, *before: Spoken, **changes: object) -> Outcome:
        prompts = [ref for spoken in (*before, self.prompt) for ref in spoken]
        sounds = [ref.say(visit.session, barge_in=self.barge_in) for ref in prompts]
        phrases = {name: choice.phrases for name, choice in self.choices.items()}
        listen = self._listen(phrases, is_open=self.otherwise is not None)
        return wait(*sounds, listen, **{"variables": visit.session.variables, **changes})

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        if isinstance(fact, SpeechUnavailable):
            return go(self.unavailable, what="음성 안내 불가")
        pending = self._read_back_now(visit)
        chosen = self._chosen(visit, fact)
        match fact:
            case Digits(digits=digits) if chosen is not None and pending is None:
                return go(chosen.next, what=f"{digits[0]}. {chosen.label}")
            case _ if chosen is not None:
                return go(chosen.next, what=chosen.label)
            case Heard() | Digits() | Timeout() if pending is not None:
                return self._unconfirmed(visit, fact)
            case Heard():
                return self._heard(visit, fact)
            case Digits(digits=digits) if digits:
                return self._again(visit, self.no_match, "잘못 누름")
        return super().resume(visit, fact)

    def tried(self, visit: Visit, fact: Resume, outcome: Outcome) -> tuple[Try, ...]:
        """An answer that is read back counts when it is confirmed or not, in whatever way: one that this
        question took, and one that an earlier question heard and this one reads back."""
        earlier = self._proved(visit, fact, outcome)
        # Open words count where it comes out whether they were understood.
        if not isinstance(fact, Heard | Digits) or _pending(outcome) or outcome.changes.get("unproved"):
            return earlier
        spoken = isinstance(fact, Heard) or self._read_back_now(visit) is not None
        taken = self._chosen(visit, fact) is not None
        return (*earlier, Try(visit.session.place, "speech" if spoken else "keys", taken=taken))

    @property
    def proves(self) -> bool:
        return any(choice.denies for choice in self.choices.values())

    @property
    def _enough(self) -> float:
        """Where something is read back already, its yes is not read back once more."""
        return self.doubt if self.proves else self.sure

    def _proved(self, visit: Visit, fact: Resume, outcome: Outcome) -> tuple[Try, ...]:
        asked = visit.session.unproved
        if not asked or not self.proves or not outcome.leaves or not isinstance(fact, Heard | Digits):
            return ()
        chosen = self._chosen(visit, fact)
        return (Try(asked, "speech", taken=chosen is not None and not chosen.denies),)

    def _read_back_now(self, visit: Visit) -> SpokenChoice | None:
        return self.choices.get(visit.text("$listen_choice"))

    def _chosen(self, visit: Visit, fact: Resume) -> SpokenChoice | None:
        """The choice the fact decides for: confirmed, surely heard or by its key."""
        pending = self._read_back_now(visit)
        match fact:
            case Heard(choice=choice, confidence=confidence) if pending is not None:
                return pending if choice == YES and confidence >= self.doubt else None
            case Digits(digits=digits) if pending is not None:
                return pending if digits[:1] == YES_KEY else None
            case Heard(choice=choice, confidence=confidence) if confidence >= self._enough:
                return self.choices.get(choice)
            case Digits(digits=digits) if digits:
                return next((one for one in self.choices.values() if one.key == digits[0]), None)
        return None

    def _heard(self, visit: Visit, heard: Heard) -> Outcome:
        choice = self.choices.get(heard.choice)
        if self.otherwise is not None and heard.text:
            said = {self.variable: heard.text, f"{self.variable}_also": heard.also}
            variables = {**visit.session.variables, **said}
            return go(self.otherwise, variables=variables, unproved=visit.session.place)
        if choice is not None and heard.confidence >= self.doubt:
            return self._read_back(visit, heard.choice, choice)
        return self._again(visit, self.no_match, "음성 인식 실패")

    def _read_back(self, visit: Visit, name: str, choice: SpokenChoice) -> Outcome:
        asking = _with(visit, listen_choice=name, listen_what=choice.label)
        sounds = [ref.say(asking.session, barge_in=self.barge_in) for ref in self.confirm]
        answers = YES_OR_NO.get(visit.session.language, YES_OR_NO["ko"])
        return wait(*sounds, self._listen(dict(answers)), variables=asking.session.variables)

    def _unconfirmed(self, visit: Visit, fact: Resume) -> Outcome:
        heard = isinstance(fact, Heard) and fact.confidence >= self.doubt and fact.choice
        pressed = fact.digits[:1] if isinstance(fact, Digits) else ""
        said_no = heard == NO or pressed == NO_KEY
        return self._again(visit, self.no_match, "다시 말씀" if said_no else "확인 실패")

    def _listen(self, choices: dict[str, tuple[str, ...]], *, is_open: bool = False) -> ListenFor:
        return ListenFor(choices=choices, open=is_open, timeout_s=self.timeout, barge_in=self.barge_in)

    def _again(self, visit: Visit, prompt: Spoken, what: str) -> Outcome:
        failures = int(visit.value("$listen_failures") or 0) + 1
        again = _with(visit, listen_choice="", listen_failures=failures)
        if failures >= MOST_FAILURES:
            return go(self.person, what=what, variables=again.session.variables)
        outcome = super()._again(again, prompt, what)
        return (
            outcome if outcome.goto is None else go(self.failed, what=what, variables=again.session.variables)
        )

    def exits(self) -> list[Exit]:
        ways = [Exit(("choices", n, "next"), c.next, ExitKind.CHOICE) for n, c in self.choices.items()]
        ways += [Exit(("otherwise",), self.otherwise)] if self.otherwise else []
        others = {"unavailable": self.unavailable, "person": self.person}
        failures = [Exit((field,), target, ExitKind.FAILED) for field, target in others.items()]
        return [*ways, *failures, *super().exits()]

    def prompt_refs(self) -> list[tuple[Loc, PromptRef]]:
        return [*super().prompt_refs(), *((("confirm",), ref) for ref in self.confirm)]

    def assigns(self) -> list[str]:
        return [self.variable, f"{self.variable}_also", "listen_what"]


def _pending(outcome: Outcome) -> bool:
    """Whether a choice is being read back now."""
    variables = outcome.changes.get("variables")
    return not outcome.leaves and isinstance(variables, Mapping) and bool(variables.get("listen_choice"))


def _with(visit: Visit, **variables: Value) -> Visit:
    """The same visit with some variables set."""
    known = {**visit.session.variables, **variables}
    return Visit(visit.session.model_copy(update={"variables": known}))
