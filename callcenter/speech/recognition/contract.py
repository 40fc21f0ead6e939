"""What the house asks of a recogniser, whatever is behind it.

One session hears one caller. Times (`at`, `start`, `end`) are seconds of sound since the session began, so
that a test's clock is the sound it feeds. A turn is one stretch of speech; its events come in this order:

    SpeechStarted  Interim*  SpeechEnded  Final

`Final` takes as long as the engines take; a caller who goes on talking may start the next turn before it.
A turn in which nothing was understood ends with a `Final` whose text is empty. `Lost` is the last event
of a session whose recogniser has died or cannot keep up: the caller goes on with the keypad.
Nobody acts on an `Interim`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its times and the engine's own certainty, 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A turn begins: somebody speaks."""

    turn: int
    at: float


@dataclass(frozen=True, slots=True)
class Interim:
    """What is understood so far; may change entirely."""

    turn: int
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The turn is over; its `Final` follows."""

    turn: int
    at: float


@dataclass(frozen=True, slots=True)
class Final:
    """What was understood. `heard` is the text of each engine by its name ("vosk", "whisper").

    `confidence` (0 to 1) is the agreement of the engines; one engine alone is never sure.
    `words` may be empty, where no engine gives times.
    """

    turn: int
    at: float
    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    heard: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lost:
    """The recogniser is gone; `reason` is for the log."""

    reason: str


Event = SpeechStarted | Interim | SpeechEnded | Final | Lost
Emit = Callable[[Event], None]

RATES = (8_000, 16_000)


@dataclass(frozen=True)
class Listening:
    """What a session listens for: `rate` in Hz (signed 16-bit little-endian mono), and the sentences of
    the present dialogue state. No phrases: anything may be said."""

    rate: int = 8_000
    phrases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rate not in RATES:
            raise ValueError(f"sound at {self.rate} Hz cannot be recognised; 8000 or 16000 Hz is wanted")


class RecognizerError(Exception):
    """Base of what keeps a recogniser from listening; the message is a sentence for the operator."""


class RecognizerMissingError(RecognizerError):
    """A package or a model is not there."""


class RecognizerBusyError(RecognizerError):
    """No room for one more caller."""


class Session(Protocol):
    """One caller being heard. All methods belong to the event loop that opened it."""

    def feed(self, pcm: bytes) -> None:
        """Sound as it comes, any length, whole samples. Never blocks; too much at once ends in `Lost`."""

    def prompt_playing(self, playing: bool) -> None:
        """Whether we are speaking ourselves now: then only a caller louder than our echo is heard."""

    async def caught_up(self) -> None:
        """Returns when all sound so far has been taken in: for those who feed faster than people speak."""

    async def finish(self) -> None:
        """No more sound. Returns when the last `Final` has been emitted."""

    async def close(self) -> None:
        """Let go at once; nothing is emitted any more. Harmless after `finish`."""


class Recognizer(Protocol):
    """Opens sessions. `engines` names what is behind it, best last."""

    @property
    def engines(self) -> tuple[str, ...]:
        """Names of the engines, best last."""

    async def open(self, listening: Listening, emit: Emit) -> Session:
        """Begin to listen; `emit` is called on this event loop.

        Raises RecognizerBusyError when there is no room, RecognizerError when nobody is there.
        """

    async def close(self) -> None:
        """End all sessions and free the models."""
