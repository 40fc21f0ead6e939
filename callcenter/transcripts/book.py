"""The transcripts of all calls that go on, and of those whose agents are still writing."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Literal

from callcenter.realtime.topics import TranscriptLineView, TranscriptTopic
from callcenter.storage.writer import Writer
from callcenter.transcripts.live import LiveTranscript, Said
from callcenter.transcripts.models import TranscriptLine

MOST_CALLS = 500
"""Kept in memory; beyond that the oldest is forgotten here and stays in the database."""
MOST_SHOWN = 300

State = Literal["off", "starting", "listening", "full", "unavailable"]


class TranscriptBook:
    """Belongs to one loop. `changed` is told the call of each change; `public` as in `LiveTranscript`."""

    def __init__(
        self,
        writer: Writer,
        public: Collection[str] = (),
        changed: Callable[[str], None] = lambda call_id: None,
    ) -> None:
        self._writer = writer
        self._public = public
        self.changed = changed
        self._calls: OrderedDict[str, LiveTranscript] = OrderedDict()
        self._states: dict[str, State] = {}

    def said(self, call_id: str, said: Said) -> None:
        """One utterance of a call; masked before anything else is done with it."""
        if rows := self._of(call_id).add(said):
            self._writer.store(rows)
            self.changed(call_id)

    def restore(self, lines: Iterable[TranscriptLine]) -> None:
        """Show stored lines of calls that outlived another application."""
        by_call: dict[str, list[TranscriptLine]] = {}
        for line in lines:
            by_call.setdefault(line.call_id, []).append(line)
        for call_id, theirs in by_call.items():
            if self._of(call_id).restore(theirs):
                self.changed(call_id)

    def state(self, call_id: str, state: State) -> None:
        """Whether the talk of a call is being written down."""
        if self._states.get(call_id) != state:
            self._states[call_id] = state
            self.changed(call_id)

    def over(self, call_id: str) -> bytes | None:
        """The call has ended: what is to be sealed, or None. Its lines stay for the wrap-up."""
        self._states.pop(call_id, None)
        transcript = self._calls.get(call_id)
        return transcript.original() if transcript is not None and transcript.masked else None

    def topic(
        self, call_id: str | None, name_of: Callable[[str], str | None] = lambda extension: None
    ) -> TranscriptTopic:
        """What the seat in this call sees; `name_of` tells who sits at an extension."""
        if call_id is None:
            return TranscriptTopic(call_id=None, state="off")
        transcript = self._calls.get(call_id)
        lines = transcript.lines[-MOST_SHOWN:] if transcript is not None else []
        shown = tuple(_view(line, name_of) for line in lines)
        return TranscriptTopic(call_id=call_id, state=self._states.get(call_id, "off"), lines=shown)

    def _of(self, call_id: str) -> LiveTranscript:
        """The call's transcript, begun where it has none."""
        if call_id not in self._calls:
            self._calls[call_id] = LiveTranscript(call_id, self._public)
            if len(self._calls) > MOST_CALLS:
                forgotten, _ = self._calls.popitem(last=False)
                self._states.pop(forgotten, None)
        return self._calls[call_id]


def _view(line: TranscriptLine, name_of: Callable[[str], str | None]) -> TranscriptLineView:
    return TranscriptLineView.model_validate(
        {
            "id": line.id,
            "speaker": line.speaker,
            "extension": line.extension,
            "name": name_of(line.extension) if line.extension else None,
            "at": line.began_at,
            "text": line.text,
            "masked": line.masked,
        }
    )
