"""What an engine gives to a turn: a decoder for one utterance after another."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from callcenter.speech.recognition.contract import Listening, Word
from callcenter.speech.recognition.sound import Samples


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What one engine made of one utterance; word times count from the utterance's beginning."""

    text: str
    confidence: float
    words: tuple[Word, ...] = ()


class Decoder(Protocol):
    """One caller's. Sound is 16 kHz; calls come one after the other, from any thread."""

    def begin(self) -> None:
        """A new utterance."""

    def accept(self, samples: Samples) -> str | None:
        """The next sound of it; the text so far where it has changed."""

    def paused(self) -> None:
        """The utterance may be over: what takes long may begin."""

    def resumed(self) -> None:
        """It was not."""

    def end(self) -> Future[Hypothesis]:
        """It is over."""

    def drop(self) -> None:
        """Forget the utterance; nobody waits for it."""


class Engine(Protocol):
    """A loaded model, shared by all callers of a process."""

    @property
    def name(self) -> str:
        """What logs and `Final.heard` call it."""

    def decoder(self, listening: Listening) -> Decoder:
        """A decoder for one caller."""

    def close(self) -> None:
        """Free the model."""
