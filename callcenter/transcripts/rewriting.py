"""The transcript of a talk from its recording: masked lines, and the seconds of sound to mute."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from callcenter.privacy.kinds import LABELS, Kind
from callcenter.privacy.masker import Masker
from callcenter.privacy.mute import Gap
from callcenter.privacy.utterance import MaskedUtterance, Utterance, Word
from callcenter.transcripts.heard import HeardUtterance, Version
from callcenter.transcripts.models import TEXT_LENGTH, Source, Speaker, TranscriptLine
from callcenter.transcripts.written import written

MOST_LINES = 1500
"""Of one call; about two hours of talk. Numbers are muted also beyond."""
SHARE = 0.5
"""So much of an utterance or word must lie in a stretch to belong to it."""


class Stretch(Protocol):
    """A part of the recording."""

    @property
    def start(self) -> float:
        """Second of the recording."""

    @property
    def end(self) -> float:
        """Second of the recording."""


class Talk(Stretch, Protocol):
    """Agent and citizen heard each other."""

    @property
    def extension(self) -> str | None:
        """The agent's seat; None where several agents talked."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`gaps` hold for every file of the recording: numbers of both voices, also outside the talks."""

    lines: Sequence[TranscriptLine]
    gaps: Sequence[Gap]


@dataclass(frozen=True, slots=True)
class _Turn:
    name: str
    speaker: Speaker
    heard: HeardUtterance
    talk: Talk | None


def rewritten(
    call_id: str,
    began_at: datetime,
    talks: Sequence[Talk],
    citizen: Iterable[HeardUtterance],
    other: Iterable[HeardUtterance],
    public: Collection[str] = (),
    *,
    source: Source = Source.RECORDING,
) -> Rewritten:
    """`citizen` is the citizen's voice, `other` what the citizen heard; `public` as in `Masker`.

    What is said outside the talks (to the menu, in line, on hold, by announcements) is not written down, but
    its numbers are muted all the same. A number that one engine understood is taken out of the other's words.
    """
    turns = [*_turns(citizen, talks, Speaker.CITIZEN), *_turns(other, talks, Speaker.AGENT)]
    turns.sort(key=lambda turn: turn.heard.end)
    engines = sorted({version.engine for turn in turns for version in turn.heard.versions})
    best = _masked({turn.name: turn.heard.versions[0] for turn in turns}, turns, public)
    hearings = [best]
    for engine in engines:
        by_engine = {turn.name: v for turn in turns for v in turn.heard.versions if v.engine == engine}
        hearings.append(_masked(by_engine, turns, public))
    gaps = [gap for hearing in hearings for masked in hearing.values() for gap in _gaps(masked)]
    spoken = sorted(turns, key=lambda turn: turn.heard.start)
    lines = [
        _line(call_id, began_at, turn, best[turn.name], gaps, source)
        for turn in spoken
        if turn.talk is not None
    ]
    return Rewritten(lines[:MOST_LINES], sorted(set(gaps), key=lambda gap: (gap.start, gap.end)))


def _turns(heard: Iterable[HeardUtterance], talks: Sequence[Talk], speaker: Speaker) -> list[_Turn]:
    """An utterance of the agent's file outside of every talk is the machine's."""
    turns = []
    for number, utterance in enumerate(heard):
        talk = next((talk for talk in talks if _shared(utterance, talk) >= SHARE), None)
        who = Speaker.MACHINE if talk is None and speaker is Speaker.AGENT else speaker
        turns.append(_Turn(f"{speaker}/{number}", who, utterance, talk))
    return turns


def _masked(
    versions: Mapping[str, Version], turns: Sequence[_Turn], public: Collection[str]
) -> dict[str, MaskedUtterance]:
    masker = Masker(public)
    found: dict[str, MaskedUtterance] = {}
    for turn in turns:
        if turn.name not in versions:
            continue
        said = versions[turn.name]
        whole = (Word(said.text, turn.heard.start, turn.heard.end),)
        voice = turn.talk.extension if turn.talk is not None and turn.speaker is Speaker.AGENT else None
        masked = masker.feed(
            Utterance(turn.name, voice or turn.speaker, turn.heard.start, turn.heard.end, said.words or whole)
        )
        found |= {changed.id: changed for changed in (masked, *masked.updates)}
    return found


def _gaps(masked: MaskedUtterance) -> list[Gap]:
    return [Gap(span.from_second, span.to_second, span.kind.value) for span in masked.spans]


def _line(
    call_id: str,
    began_at: datetime,
    turn: _Turn,
    masked: MaskedUtterance,
    gaps: Sequence[Gap],
    source: Source,
) -> TranscriptLine:
    text, taken_out = _without(masked, gaps)
    extension = turn.talk.extension if turn.talk is not None and turn.speaker is Speaker.AGENT else None
    milliseconds = round(turn.heard.start * 1000)
    return TranscriptLine(
        id=f"{call_id}/{source}/{milliseconds}/{turn.speaker}",
        call_id=call_id,
        speaker=turn.speaker,
        extension=extension,
        began_at=began_at + timedelta(seconds=turn.heard.start),
        ended_at=began_at + timedelta(seconds=turn.heard.end),
        text=written(text)[:TEXT_LENGTH],
        masked=taken_out or bool(masked.spans),
        source=source,
    )


def _without(masked: MaskedUtterance, gaps: Sequence[Gap]) -> tuple[str, bool]:
    """The text without the words that will be silent in the recording, and whether there were any."""
    words: list[str] = []
    taken_out = False
    for word in masked.words:
        label = next((LABELS[Kind(gap.kind)] for gap in gaps if _shared(word, gap) >= SHARE), None)
        if label is None or "[" in word.text:
            words.append(word.text)
            continue
        taken_out = True
        if not words or not words[-1].startswith(label):
            words.append(label)
    return (" ".join(words), True) if taken_out else (masked.text, False)


def _shared(part: Stretch, whole: Stretch) -> float:
    """How much of `part` lies within `whole`, 0 to 1."""
    length = part.end - part.start
    return (min(part.end, whole.end) - max(part.start, whole.start)) / length if length > 0 else 0.0
