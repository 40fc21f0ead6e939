"""What the engine remembers about one caller between two facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from callcenter.ivr.commands import Command
from callcenter.ivr.values import Value

#: A path longer than this is cut at the front; no honest call comes near it.
MAX_PATH = 200


class Status(StrEnum):
    """In whose hands the caller is."""

    RUNNING = "running"
    #: In a queue, or ringing somewhere: comes back only by QueueLeft, DialDone or CommandFailed.
    HANDED_OVER = "handed_over"
    ENDED = "ended"


class Walked(BaseModel):
    """One step of the path: ``node`` is ``flow/node``; ``what`` is Korean for the agent, or empty."""

    model_config = ConfigDict(frozen=True)

    node: str
    what: str = ""


class Session(BaseModel):
    """One caller in the flows. Frozen; ``model_dump_json`` and ``model_validate_json`` are lossless."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    flow: str
    node: str = ""
    status: Status = Status.RUNNING
    #: Grows with every batch of commands. A fact with an older turn is about a sound that no
    #: longer plays or a collection that is over, and is ignored.
    turn: int = 0
    #: Failed tries at the node in hand.
    attempts: int = 0
    #: Times the caller asked to hear the node in hand again.
    repeats: int = 0
    #: How often each ``flow/node`` that counts its visits was entered.
    visits: dict[str, int] = {}
    path: tuple[Walked, ...] = ()
    variables: dict[str, Value] = {}
    tags: tuple[str, ...] = ()
    language: str = "ko"
    #: Keys pressed before the menu that will use them.
    typed_ahead: str = ""
    #: The question (``flow/node``) whose spoken answer has led on and may still turn out to be misheard.
    unproved: str = ""

    @property
    def place(self) -> str:
        """The node in hand as ``flow/node``."""
        return f"{self.flow}/{self.node}"

    def walked(self, what: str = "") -> Session:
        """This session with one more step on its path."""
        path = (*self.path, Walked(node=self.place, what=what))[-MAX_PATH:]
        return self.model_copy(update={"path": path})


@dataclass(frozen=True, slots=True)
class Try:
    """An answer of the caller at a question (``flow/node``), and whether it led on."""

    place: str
    way: Literal["speech", "keys"]
    taken: bool


@dataclass(frozen=True)
class Step:
    """What the engine answers: the new session, and commands to carry out in this order."""

    session: Session
    commands: tuple[Command, ...] = ()
    tries: tuple[Try, ...] = ()
    """The answers that count since this step began: its own, and one that was read back and judged in it."""
