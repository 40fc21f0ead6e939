"""The transcript of one call while it goes on. The words as they were heard stay in memory only."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from callcenter.privacy.masker import Masker
from callcenter.privacy.utterance import MaskedUtterance, Utterance, Word
from callcenter.transcripts.models import TEXT_LENGTH, Speaker, TranscriptLine
from callcenter.transcripts.written import written

MOST_LINES = 1500
"""Of one call; about two hours of talk. What comes then is not written down."""


@dataclass(frozen=True, slots=True)
class Said:
    """One finished utterance as it was heard. `extension` is the agent's seat."""

    speaker: Speaker
    text: str
    began_at: datetime
    ended_at: datetime
    extension: str | None = None


class LiveTranscript:
    """Used by one thread at a time. `public` as in `callcenter.privacy.masker.Masker`."""

    def __init__(self, call_id: str, public: Collection[str] = ()) -> None:
        self.call_id = call_id
        self._masker = Masker(public)
        self._said: dict[str, Said] = {}
        self._lines: dict[str, TranscriptLine] = {}
        self._began_at: datetime | None = None

    @property
    def lines(self) -> list[TranscriptLine]:
        """In the order people began to speak."""
        return sorted(self._lines.values(), key=lambda line: (line.began_at, line.id))

    @property
    def masked(self) -> bool:
        """Something was taken out of what was heard here, so that there is an original to seal."""
        return any(self._lines[name].masked for name in self._said)

    def restore(self, lines: Iterable[TranscriptLine]) -> bool:
        """Stored lines, of before a restart of the application; whether there is a new one among them.

        What they said of numbers is gone: nothing of them is masked further, or sealed.
        """
        count = len(self._lines)
        for line in lines:
            self._lines.setdefault(line.id, line)
        return len(self._lines) > count

    def add(self, said: Said) -> list[TranscriptLine]:
        """The rows to store: the new line, and earlier ones of which more is masked now."""
        text = " ".join(said.text.split())[:TEXT_LENGTH]
        if not text or len(self._lines) >= MOST_LINES:
            return []
        self._began_at = self._began_at or said.began_at
        name = self._name(said)
        self._said[name] = said
        start = (said.began_at - self._began_at).total_seconds()
        end = (said.ended_at - self._began_at).total_seconds()
        masked = self._masker.feed(
            Utterance(name, said.extension or said.speaker, start, end, (Word(text, start, end),))
        )
        return [self._keep(changed) for changed in (masked, *masked.updates)]

    def original(self) -> bytes:
        """What was heard, unmasked, as JSON: only ever to be sealed."""
        told = [
            {
                "speaker": said.speaker,
                "extension": said.extension,
                "began_at": said.began_at.isoformat(),
                "ended_at": said.ended_at.isoformat(),
                "text": said.text,
            }
            for said in sorted(self._said.values(), key=lambda said: said.began_at)
        ]
        return json.dumps({"call_id": self.call_id, "said": told}, ensure_ascii=False, indent=1).encode()

    def _keep(self, masked: MaskedUtterance) -> TranscriptLine:
        said = self._said[masked.id]
        line = TranscriptLine(
            id=masked.id,
            call_id=self.call_id,
            speaker=said.speaker,
            extension=said.extension,
            began_at=said.began_at,
            ended_at=said.ended_at,
            text=written(masked.text)[:TEXT_LENGTH],
            masked=bool(masked.spans),
        )
        self._lines[line.id] = line
        return line

    def _name(self, said: Said) -> str:
        """The same after a restart of the application in mid-call, and never used twice."""
        name = f"{self.call_id}/{int(said.began_at.timestamp() * 1000)}/{said.extension or said.speaker}"
        count = sum(other == name or other.startswith(f"{name}/") for other in self._lines)
        return f"{name}/{count}" if count else name
