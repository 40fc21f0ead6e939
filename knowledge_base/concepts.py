"""Finds concepts in a normalised text, also where a recogniser got a sound or a syllable of a word wrong."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.data import concepts, fillers, outside, spelling
from knowledge_base.likeness import likeness
from knowledge_base.normalise import Written, written

# One syllable stands in too many words to mean anything unless it stands alone.
_SHORTEST = 2
# A word this long means itself even in the middle of another word.
_SELF_EVIDENT = 3
_INSIDE_WORD = 0.4
_TOO_UNSURE = 0.08

# Syllables of a word that is still known when misheard, and how sure it is by their number (4: or more).
_MISHEARD = range(2, 8)
_LONG = 4
_ALIKE = 0.75
_CHANGED = {2: 0.4, 3: 0.75, 4: 0.85}
_REPLACED = {2: 0.04, 3: 0.12, 4: 0.25}
_ADDED = {2: 0.4, 3: 0.6, 4: 0.75}
_LEFT_OUT = {3: 0.2, 4: 0.4}
_MISHEARD_INSIDE = 0.3


@dataclass(frozen=True, slots=True)
class Spot:
    """A concept found in a text: the word of the lexicon, and how sure it is (0..1)."""

    word: str
    certainty: float


class Spotter:
    """Looks for the words of a list of concepts anywhere in a text without spaces."""

    def __init__(self, lexicon: Mapping[str, Iterable[str]], decoys: Iterable[str] = ()) -> None:
        """Decoys are longer words that hold a word of the lexicon and mean something else (보험금, 보험)."""
        self._words: dict[str, tuple[str, ...]] = {}
        _enter(self._words, lexicon)
        for form in map(written, decoys):
            self._words.setdefault(form, ())
        self._longest = max(map(len, self._words), default=0)

    def find(self, question: Written) -> dict[str, Spot]:
        """Concepts and the words they were found by; a word inside a longer one is not counted."""
        found: dict[str, Spot] = {}
        text, reached = question.text, 0
        for start in range(len(text)):
            for end in range(min(len(text), start + self._longest), max(reached, start), -1):
                named = self._words.get(text[start:end])
                if named is not None and (end - start >= _SHORTEST or question.stands_alone(start, end)):
                    begins = question.starts is None or start in question.starts or start == reached
                    sure = 1.0 if begins or end - start >= _SELF_EVIDENT else _INSIDE_WORD
                    reached = end
                    _keep(found, named, Spot(text[start:end], sure))
                    break
        return found


class NearSpotter:
    """Looks for words that were misheard, at places where the text reads like nothing ever written.

    One syllable may be another, be left out or be one too many. A pair of syllables that people write (여건)
    is what it is; one that nobody writes (여컨) was something else. How sure that is was counted on misheard
    questions, by the number of syllables of the word.
    """

    def __init__(self, *lexicons: Mapping[str, Iterable[str]]) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for lexicon in lexicons:
            _enter(self._words, lexicon)
        self._changed: dict[str, list[tuple[str, str, str]]] = {}
        self._shortened: dict[str, list[str]] = {}
        for form, word in [*((word, word) for word in sorted(self._words)), *_other_spellings(self._words)]:
            if len(form) in _MISHEARD:
                for place, syllable in enumerate(form):
                    before, after = form[:place], form[place + 1 :]
                    self._changed.setdefault(f"{before}*{after}", []).append((syllable, form, word))
                    if len(form) > _MISHEARD[0]:
                        self._shortened.setdefault(before + after, []).append(word)

    def find(self, question: Written, strange: Iterable[int]) -> dict[str, Spot]:
        """Concepts whose word was misheard at one of the `strange` places."""
        found: dict[str, Spot] = {}
        text = question.text
        for start, end in sorted({window for place in strange for window in _windows(place, len(text))}):
            begins = question.starts is None or start in question.starts
            self._misheard(text[start:end], 1.0 if begins else _MISHEARD_INSIDE, found)
        return found

    def _misheard(self, window: str, factor: float, found: dict[str, Spot]) -> None:
        for place, syllable in enumerate(window):
            before, after = window[:place], window[place + 1 :]
            for right, form, word in self._changed.get(f"{before}*{after}", ()):
                sure = _CHANGED if likeness(syllable, right) >= _ALIKE else _REPLACED
                self._note(word, sure[min(len(form), _LONG)] * factor, found)
            if 0 < place < len(window) - 1 and before + after in self._words:
                self._note(before + after, _ADDED[min(len(window) - 1, _LONG)] * factor, found)
        for word in self._shortened.get(window, ()):
            self._note(word, _LEFT_OUT[min(len(window) + 1, _LONG)] * factor, found)

    def _note(self, word: str, sure: float, found: dict[str, Spot]) -> None:
        if sure > _TOO_UNSURE:
            _keep(found, self._words[word], Spot(word, sure))


def strange_pairs(text: str, familiar: Container[str]) -> list[int]:
    """Places of two neighbouring syllables that are not among the familiar ones."""
    return [place for place in range(len(text) - 1) if text[place : place + 2] not in familiar]


def _windows(place: int, length: int) -> Iterator[tuple[int, int]]:
    """Stretches that hold the pair of syllables at `place`."""
    for start in range(max(0, place - _MISHEARD[-1] + 1), place + 1):
        for end in range(place + 2, min(length, start + _MISHEARD[-1] + 1) + 1):
            yield start, end


def _enter(words: dict[str, tuple[str, ...]], lexicon: Mapping[str, Iterable[str]]) -> None:
    for concept, forms in lexicon.items():
        for form in map(written, forms):
            if form and concept not in words.get(form, ()):
                words[form] = (*words.get(form, ()), concept)


def _keep(found: dict[str, Spot], named: Iterable[str], spot: Spot) -> None:
    for concept in named:
        if concept not in found or found[concept].certainty < spot.certainty:
            found[concept] = spot


def _other_spellings(words: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Spellings that are mended where they are heard right, and must be known where they are not (넘버판)."""
    spellings = spelling().spellings.items()
    return [(variant, right) for right, variants in spellings if words.get(right) for variant in variants]


@lru_cache(maxsize=1)
def subject_spotter() -> Spotter:
    """What a city hall deals with."""
    return Spotter(concepts().subjects, _outside_words())


@lru_cache(maxsize=1)
def aspect_spotter() -> Spotter:
    """What people want of it."""
    return Spotter(concepts().aspects, _outside_words())


@lru_cache(maxsize=1)
def near_spotter() -> NearSpotter:
    """Subjects and aspects, misheard."""
    return NearSpotter(concepts().subjects, concepts().aspects)


@lru_cache(maxsize=1)
def outside_spotter() -> Spotter:
    """What a city hall does not deal with."""
    return Spotter(outside())


@lru_cache(maxsize=1)
def lexicon_words() -> tuple[str, ...]:
    """Every word of the lexicons as it is written."""
    known = concepts()
    words = [
        word
        for lexicon in (known.subjects, known.aspects, outside())
        for ws in lexicon.values()
        for word in ws
    ]
    return tuple(dict.fromkeys(map(written, (*words, *fillers().start, *fillers().anywhere))))


def _outside_words() -> list[str]:
    return [word for words in outside().values() for word in words]
