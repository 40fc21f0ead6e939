"""What the engine asks the telephone side to do.

The carrier's contract: commands of a step run in order and each sound ends before the next
command begins, except that a ``Collect`` with ``barge_in`` listens from the first sound of its
step on. A sound with ``barge_in`` is stopped by the carrier at the first key. A step whose last
command is a sound is answered with ``PlaybackDone``; a step that ends in ``Collect`` with exactly
one of ``Digits`` and ``Timeout``. Facts carry the ``turn`` of the step they answer. A later
node type may define its own command in its own file.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from callcenter.ivr.values import Value


class Command(BaseModel):
    """Base of all commands; ``kind`` is the word used in tests and log lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str] = ""


class Say(Command):
    """Speak prompt ``prompt`` of ``language`` with its parameters filled in."""

    kind: ClassVar[str] = "say"

    prompt: str
    language: str
    params: dict[str, Value] = {}
    barge_in: bool = True
    article: str = ""
    """Slug of the knowledge article this tells."""


class Play(Command):
    """Play the sound file ``sound`` (Asterisk sound name, without extension)."""

    kind: ClassVar[str] = "play"

    sound: str
    barge_in: bool = True


class Collect(Command):
    """Collect up to ``max_digits`` keys.

    ``timeout_s`` runs from the end of the sounds to the first key, ``digit_timeout_s`` between keys.
    ``terminator`` ends the input and is not part of the digits. With ``barge_in`` false, keys pressed
    before the sounds end are dropped.
    """

    kind: ClassVar[str] = "collect"

    max_digits: int
    timeout_s: float
    digit_timeout_s: float = 3.0
    terminator: str = ""
    barge_in: bool = True


class SetLanguage(Command):
    """Set the channel's language, so that the queue's own announcements follow it."""

    kind: ClassVar[str] = "set_language"

    language: str


class Enqueue(Command):
    """Put the caller in the queue of ``desk``.

    A higher ``priority`` is served first. With ``keep_place`` the caller keeps the time at which he
    or she first joined the queue.
    """

    kind: ClassVar[str] = "enqueue"

    desk: str
    priority: int = 0
    keep_place: bool = False


class Dial(Command):
    """Ring ``number`` (an extension of the number plan) for ``timeout_s`` seconds."""

    kind: ClassVar[str] = "dial"

    number: str
    timeout_s: float


class RecordVoicemail(Command):
    """Beep, then record for ``desk`` until ``terminator``, ``silence_s`` of silence, or ``max_s``."""

    kind: ClassVar[str] = "record_voicemail"

    desk: str
    max_s: float
    silence_s: float
    terminator: str = "#"


class OfferCallback(Command):
    """Book a call back to ``number`` by ``desk``; ``keep_place`` as in ``Enqueue``."""

    kind: ClassVar[str] = "offer_callback"

    number: str
    desk: str
    keep_place: bool = False


class HangUp(Command):
    """End the call; nothing comes after it."""

    kind: ClassVar[str] = "hang_up"


class Fallback(Command):
    """The flow cannot go on: leave the caller to the dialplan's safety net, which reaches a person."""

    kind: ClassVar[str] = "fallback"

    reason: str
