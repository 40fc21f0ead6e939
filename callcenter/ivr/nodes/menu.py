"""menu: one key chooses where to go."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from callcenter.ivr.asking import Asking
from callcenter.ivr.commands import Collect
from callcenter.ivr.node import Exit, ExitKind, Visit, node_type
from callcenter.ivr.outcome import Outcome, go
from callcenter.ivr.resumes import Digits, Resume
from callcenter.ivr.session import Try
from callcenter.ivr.values import Name


def _as_text(value: Any) -> Any:
    """YAML reads an unquoted key 1 as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Key = Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=r"^[0-9*#]$")]


class Choice(BaseModel):
    """One key of a menu; ``label`` is Korean for the agent's call card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1, max_length=40)
    next: Name


@node_type
class Menu(Asking):
    """Asks for one key. ``repeat`` is the key that has the menu read again, ``max_repeats`` times at most."""

    type: Literal["menu"]
    choices: dict[Key, Choice] = Field(min_length=1)
    repeat: Key | None = None
    max_repeats: int = Field(default=3, ge=1, le=5)

    @model_validator(mode="after")
    def _repeat_is_free(self) -> Menu:
        if self.repeat is not None and self.repeat in self.choices:
            raise ValueError(f"key {self.repeat} is both a choice and the repeat key")
        return self

    def collect(self) -> Collect:
        return Collect(max_digits=1, timeout_s=self.timeout, barge_in=self.barge_in)

    def enter(self, visit: Visit) -> Outcome:
        """A key pressed ahead of the menu chooses at once; one that fits nothing is forgotten."""
        typed = visit.session.typed_ahead
        choice = self.choices.get(typed[:1]) if self.barge_in else None
        if choice is None:
            return super().enter(visit)
        return go(choice.next, what=_what(typed[0], choice), typed_ahead=typed[1:])

    def answer(self, visit: Visit, digits: str) -> Outcome | None:
        key = digits[0]
        choice = self.choices.get(key)
        if choice is not None:
            return go(choice.next, what=_what(key, choice), typed_ahead=digits[1:])
        if key != self.repeat:
            return None
        repeats = visit.session.repeats + 1
        if repeats > self.max_repeats:
            return go(self.failed, what="다시 듣기 횟수 초과")
        path = visit.session.walked("다시 듣기").path
        return self.ask(visit, repeats=repeats, path=path)

    def tried(self, visit: Visit, fact: Resume, outcome: Outcome) -> tuple[Try, ...]:
        """To have the menu read again is no answer."""
        tried = super().tried(visit, fact, outcome)
        return () if isinstance(fact, Digits) and fact.digits[:1] == self.repeat else tried

    def exits(self) -> list[Exit]:
        ways = [Exit(("choices", k, "next"), c.next, ExitKind.CHOICE) for k, c in self.choices.items()]
        return [*ways, *super().exits()]


def _what(key: str, choice: Choice) -> str:
    return f"{key}. {choice.label}"
