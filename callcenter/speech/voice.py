"""What every synthesiser must do."""

from __future__ import annotations

from typing import Protocol

from callcenter.speech.wave import Wave

#: Longest text given to a synthesiser in one piece, in characters.
MAX_TEXT = 1_000


class VoiceError(RuntimeError):
    """The synthesiser gave no sound; the message says why, in English and Korean."""


class Voice(Protocol):
    """One voice of one language.

    ``speak`` blocks (it is called in a thread), takes words without digits (see
    ``korean_text.spoken``) of at most ``MAX_TEXT`` characters and gives their sound at any sampling
    rate. It raises VoiceError, never anything else, within a bounded time.
    """

    @property
    def fingerprint(self) -> str:
        """Engine, version, voice and settings: two voices that sound different differ here.

        Raises VoiceError where the engine is absent.
        """
        ...

    def speak(self, text: str) -> Wave:
        """The sound of `text`."""
        ...


def refuse_unspeakable(text: str) -> None:
    """Raise VoiceError for an empty or over-long text."""
    if not text.strip():
        raise VoiceError("There is no text to speak. / 읽을 문장이 없습니다.")
    if len(text) > MAX_TEXT:
        raise VoiceError(f"The text is longer than {MAX_TEXT} characters. / 문장이 {MAX_TEXT}자를 넘습니다.")
