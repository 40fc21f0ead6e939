"""What every node type has in common, and the register of node types."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict

from callcenter.ivr.outcome import Outcome, fall_back, stay
from callcenter.ivr.prompts import PromptRef
from callcenter.ivr.resumes import CommandFailed, Resume
from callcenter.ivr.session import Session, Try
from callcenter.ivr.values import Value, resolve

Loc = tuple[str | int, ...]


class ExitKind(StrEnum):
    """Why a way out is taken; the checker asks for different things of each."""

    NEXT = "next"
    CHOICE = "choice"
    #: Taken when the caller could not be understood, or a command failed.
    FAILED = "failed"
    #: Taken after the caller stood in a queue: a person was within reach.
    AFTER_QUEUE = "after_queue"
    FLOW = "flow"


@dataclass(frozen=True)
class Exit:
    """A way out of a node: the field it is written in (below the node), and the node or flow it names."""

    loc: Loc
    target: str
    kind: ExitKind = ExitKind.NEXT


@dataclass(frozen=True)
class Visit:
    """A session at one of its nodes."""

    session: Session

    def value(self, text: Value) -> Value:
        """A plain value, or that of the variable ``$name``; '' when it is not set."""
        return resolve(text, self.session.variables)

    def text(self, text: str) -> str:
        """The same as text."""
        return str(self.value(text))


class Node(BaseModel):
    """One node of a flow. Subclasses add fields; each is one file in ``callcenter.ivr.nodes``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The word that selects the node type; a Literal in each subclass.
    type: str
    #: Korean words for the agent's call card; each type has a natural default.
    label: str = ""
    #: A remark for those who maintain the flow.
    note: str = ""

    def enter(self, visit: Visit) -> Outcome:
        """What happens when the caller comes here."""
        raise TypeError(f"node type {self.type!r} defines no enter()")

    def resume(self, visit: Visit, fact: Resume) -> Outcome:
        """What a fact means while the caller is here. Unknown facts mean nothing."""
        if isinstance(fact, CommandFailed):
            return fall_back(f"{visit.session.place}: {fact.reason}")
        return stay()

    def tried(self, visit: Visit, fact: Resume, outcome: Outcome) -> tuple[Try, ...]:
        """What came of the caller's answer: ``outcome`` is what ``resume`` made of ``fact``."""
        return ()

    def exits(self) -> list[Exit]:
        """All ways out, for the checker."""
        return []

    def prompt_refs(self) -> list[tuple[Loc, PromptRef]]:
        """All prompts it can speak, for the checker."""
        return []

    def references(self) -> list[tuple[Loc, Value]]:
        """Fields that may hold ``$name`` (desk, number), for the checker. Prompt parameters are known."""
        return []

    def desks(self) -> list[tuple[Loc, str]]:
        """Desks it names, for the checker."""
        return []

    def assigns(self) -> list[str]:
        """Variables it sets, for the checker."""
        return []

    @property
    def asks(self) -> bool:
        """Whether the caller is asked something and may fail to answer."""
        return False

    @property
    def reaches_person(self) -> bool:
        """Whether a person takes over here, now or later."""
        return False

    @property
    def proves(self) -> bool:
        """Whether it comes out here if what the caller said before was understood rightly."""
        return False

    @property
    def is_bounded(self) -> bool:
        """Whether a caller can come through here only a limited number of times."""
        return False


_TYPES: dict[str, type[Node]] = {}

N = TypeVar("N", bound=type[Node])


def node_type(cls: N) -> N:
    """Register a node type under the Literal of its ``type`` field."""
    (word,) = get_args(get_type_hints(cls)["type"])
    if word in _TYPES and _TYPES[word].__qualname__ != cls.__qualname__:
        raise ValueError(f"two node types are called {word!r}")
    _TYPES[word] = cls
    return cls


def node_types() -> dict[str, type[Node]]:
    """All node types by word. Every module of ``callcenter.ivr.nodes`` counts: a new type is one file."""
    from callcenter.ivr import nodes

    for module in pkgutil.iter_modules(nodes.__path__):
        importlib.import_module(f"{nodes.__name__}.{module.name}")
    return dict(sorted(_TYPES.items()))
