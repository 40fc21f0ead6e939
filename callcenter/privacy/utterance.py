"""What a recogniser hears, and what may be kept of it."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.privacy.kinds import LABELS, Kind


@dataclass(frozen=True, slots=True)
class Word:
    """`start` and `end` are seconds from the beginning of the call."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """One utterance of one voice. `id` must be unique within the call.

    Without word times give the whole text as one word: what is muted is then the whole utterance.
    """

    id: str
    speaker: str
    start: float
    end: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Found:
    """A number within one text: characters `start` up to `end`."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MaskedSpan:
    """One label in the masked text: its characters there, those it hides in the text that was heard,
    and the seconds of sound to mute.
    """

    kind: Kind
    start: int
    end: int
    heard_start: int
    heard_end: int
    from_second: float
    to_second: float


@dataclass(frozen=True, slots=True)
class MaskedUtterance:
    """What may be stored and shown. `updates`: earlier utterances that must now be replaced."""

    id: str
    speaker: str
    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    spans: tuple[MaskedSpan, ...]
    updates: tuple[MaskedUtterance, ...] = ()


def labelled(text: str, found: list[Found]) -> tuple[str, list[tuple[int, int]]]:
    """The text with labels for numbers, and where each label is; `found` in order, without overlaps."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    done = length = 0
    for number in found:
        label = LABELS[number.kind]
        pieces += [text[done : number.start], label]
        length += number.start - done + len(label)
        places.append((length - len(label), length))
        done = number.end
    pieces.append(text[done:])
    return "".join(pieces), places


def mask_utterance(heard: Utterance, found: list[Found]) -> MaskedUtterance:
    """The utterance without its numbers; words that a label covers become one word."""
    text, places = labelled(heard.text, found)
    ranges = _ranges(heard.words)
    spans = []
    for number, (start, end) in zip(found, places, strict=True):
        covered = [
            word
            for word, (first, last) in zip(heard.words, ranges, strict=True)
            if first < number.end and number.start < last
        ]
        spans.append(
            MaskedSpan(number.kind, start, end, number.start, number.end, covered[0].start, covered[-1].end)
        )
    return MaskedUtterance(
        heard.id, heard.speaker, heard.start, heard.end, text, _words(heard, found, ranges), tuple(spans)
    )


def _ranges(words: tuple[Word, ...]) -> list[tuple[int, int]]:
    ranges, place = [], 0
    for word in words:
        ranges.append((place, place + len(word.text)))
        place += len(word.text) + 1
    return ranges


def _words(heard: Utterance, found: list[Found], ranges: list[tuple[int, int]]) -> tuple[Word, ...]:
    """Masked words: those that share a number are joined, as their text is."""
    joined: list[tuple[int, int, float, float]] = []
    for word, (first, last) in zip(heard.words, ranges, strict=True):
        together = joined and any(number.start < joined[-1][1] and first < number.end for number in found)
        if together:
            start, _, begin, _ = joined.pop()
            joined.append((start, last, begin, word.end))
        else:
            joined.append((first, last, word.start, word.end))
    text = heard.text
    return tuple(
        Word(
            labelled(
                text[start:end],
                [Found(n.kind, n.start - start, n.end - start) for n in found if start <= n.start < end],
            )[0],
            begin,
            until,
        )
        for start, end, begin, until in joined
    )
