"""The answers of a plain vosk server as events of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from callcenter.speech.recognition.agreement import ALONE
from callcenter.speech.recognition.contract import Event, Final, Interim, SpeechEnded, SpeechStarted, Word


class VoskDialect:
    """It tells no beginning of speech: the first word of a partial result is one."""

    def __init__(self, rate: int) -> None:
        self._bytes_a_second = rate * 2
        self._sent = 0
        self._pieces = 0
        self._answers = 0
        self._turn = 0
        self._partial = ""

    @property
    def _now(self) -> float:
        return round(self._sent / self._bytes_a_second, 3)

    def sent(self, pcm: bytes) -> None:
        """A piece of sound was sent; the server owes one answer for it."""
        self._sent += len(pcm)
        self._pieces += 1

    def is_last(self, message: dict[str, Any]) -> bool:
        """Whether this was the answer to `eof`: the one after those of all pieces. Call once a message."""
        self._answers += 1
        return self._answers > self._pieces and "text" in message

    def events(self, message: dict[str, Any]) -> Iterator[Event]:
        """The events in one message of the server."""
        if "partial" in message:
            yield from self._interim(str(message["partial"]))
        elif message.get("text"):
            yield from self._interim(str(message["text"]))
            words = _words(message.get("result"))
            certainty = sum(word.confidence for word in words) / len(words) if words else 0.0
            text = str(message["text"])
            self._partial = ""
            yield SpeechEnded(self._turn, self._now)
            yield Final(self._turn, self._now, text, min(ALONE, certainty), words, {"vosk": text})
        elif self._partial:
            # It heard words and took them back: the turn ends with nothing.
            self._partial = ""
            yield SpeechEnded(self._turn, self._now)
            yield Final(self._turn, self._now, "", 0.0)

    def _interim(self, text: str) -> Iterator[Event]:
        if not text or text == self._partial:
            return
        if not self._partial:
            self._turn += 1
            yield SpeechStarted(self._turn, self._now)
        self._partial = text
        yield Interim(self._turn, self._now, text)


def _words(listed: Any) -> tuple[Word, ...]:
    if not isinstance(listed, list):
        return ()
    return tuple(
        Word(str(w["word"]), float(w["start"]), float(w["end"]), min(1.0, float(w.get("conf", 0.0))))
        for w in listed
        if isinstance(w, dict) and {"word", "start", "end"} <= w.keys()
    )
