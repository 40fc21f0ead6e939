"""What the masking set is made of: dialogues of turns, turns of pieces whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Part = Literal["train", "validation", "test"]


class Truth(StrEnum):
    """What must become of a piece of text."""

    PLAIN = "plain"
    """No number: must stay."""
    LOOK_ALIKE = "look_alike"
    """A number that is nobody's secret: must stay."""
    SECRET = "secret"  # noqa: S105 - no password, a truth
    """Digits of somebody's number: must go."""
    EITHER = "either"
    """A pause inside a number, or an agent who repeats only its prefix: both are right."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`number` tells the numbers of a dialogue apart, `kind` what sort it is; both empty for plain text."""

    text: str
    truth: Truth = Truth.PLAIN
    kind: str = ""
    number: int = -1


@dataclass(frozen=True, slots=True)
class Turn:
    speaker: Literal["citizen", "agent"]
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`template` is what it was made from; the parts of the set share no template."""

    template: str
    part: Part
    written: bool
    """Typed by somebody (a note, a ticket) rather than heard."""
    turns: tuple[Turn, ...]
