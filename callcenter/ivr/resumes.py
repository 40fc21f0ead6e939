"""Facts that resume a suspended flow. Named in the past: each has already happened.

A later node type may define its own fact in its own file (a recognised utterance, search results).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from callcenter.ivr.values import Value


class Resume(BaseModel):
    """Base of all facts. ``turn`` is that of the step it answers; None means the present one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str] = ""

    turn: int | None = None


class Opening(BaseModel):
    """Whether the house is open. ``label`` is the holiday's name; ``next_opening`` is ISO 8601 or ''."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Literal["open", "lunch", "closed", "holiday"] = "open"
    label: str = ""
    next_opening: str = ""

    def variables(self) -> dict[str, Value]:
        """The built-in variables that flows read."""
        return {
            "opening": self.state,
            "opening_label": self.label,
            "next_opening": self.next_opening,
        }


class Started(Resume):
    """A caller enters the flow.

    ``caller`` is a number that can be called back, digits only in national form ("01012345678"), or
    '' where it is withheld or foreign. ``variables`` are what the flow lists under ``inputs``.
    """

    kind: ClassVar[str] = "started"

    opening: Opening = Opening()
    caller: str = ""
    called: str = ""
    variables: dict[str, Value] = {}


class PlaybackDone(Resume):
    """The announcement was heard to its end."""

    kind: ClassVar[str] = "playback_done"


class Digits(Resume):
    """Keys: those of a collection that is complete, or, while a sound plays, one pressed key."""

    kind: ClassVar[str] = "digits"

    digits: str


class Timeout(Resume):
    """A collection ended without enough keys; ``digits`` are those that came."""

    kind: ClassVar[str] = "timeout"

    digits: str = ""


class QueueLeft(Resume):
    """The caller is out of the queue without having talked: time-out, full, no agent, or a key.

    ``opening`` is the state now: the house may have closed while the caller waited.
    """

    kind: ClassVar[str] = "queue_left"

    reason: Literal["timeout", "full", "empty", "key"]
    position: int = 0
    waited_s: int = 0
    opening: Opening | None = None


class DialDone(Resume):
    """How ringing a telephone ended; "answered" means that the talk is over."""

    kind: ClassVar[str] = "dial_done"

    outcome: Literal["answered", "busy", "no_answer", "failed"]


class VoicemailDone(Resume):
    """A message was recorded; ``seconds`` without the silence at its end."""

    kind: ClassVar[str] = "voicemail_done"

    seconds: float


class CallbackBooked(Resume):
    """The wish to be called is kept."""

    kind: ClassVar[str] = "callback_booked"


class CommandFailed(Resume):
    """A command could not be carried out. ``reason`` is for the log, never spoken."""

    kind: ClassVar[str] = "command_failed"

    reason: str = ""


class CallerHungUp(Resume):
    """The caller is gone; the session ends wherever it is."""

    kind: ClassVar[str] = "caller_hung_up"
