"""Finds concepts in a normalised text, also where a recogniser got a sound or a syllable of a word wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from knowledge_base.data import concepts, outside, spelling
from knowledge_base.jamo import sounds, syllable_sounds
from knowledge_base.normalise import Written, written

# One syllable stands in too many words to mean anything unless it stands alone.
_SHORTEST = 2
# A word this long means itself even in the middle of another word.
_SELF_EVIDENT = 3
_INSIDE_WORD = 0.4
_TOO_UNSURE = 0.15

_SOUNDS = range(5, 14)
_SYLLABLES = range(3, 9)


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
    """Looks for words that were misheard: one sound, or for longer words one syllable, is wrong."""

    def __init__(self, *lexicons: Mapping[str, Iterable[str]]) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for lexicon in lexicons:
            _enter(self._words, lexicon)
        spelled = [(word, word) for word in sorted(self._words)] + _other_spellings(self._words)
        self._by_sound = _near_keys(((sounds(form), word) for form, word in spelled), _SOUNDS)
        self._by_syllable = _near_keys(spelled, _SYLLABLES)

    def find(self, question: Written) -> dict[str, Spot]:
        """Concepts whose word differs in one sound or, for longer words, one syllable at most."""
        found: dict[str, Spot] = {}
        text = question.text
        parts = syllable_sounds(text)
        offsets = [0, *accumulate(map(len, parts))]
        heard = "".join(parts)
        for place in range(len(text) - 1):
            inside = question.starts is not None and place not in question.starts
            factor = _INSIDE_WORD if inside else 1.0
            self._similar_at(heard, offsets[place], self._by_sound, _SOUNDS, factor, found)
            self._similar_at(text, place, self._by_syllable, _SYLLABLES, factor, found)
        return found

    def _similar_at(
        self,
        letters: str,
        start: int,
        keys: Mapping[str, str],
        lengths: range,
        factor: float,
        found: dict[str, Spot],
    ) -> None:
        for end in range(start + lengths[0] - 1, min(len(letters), start + lengths[-1]) + 1):
            for key in _one_left_out(letters[start:end]):
                word = keys.get(key)
                sure = factor * (1.0 - (lengths[0] - 1) / len(key))
                if word is not None and sure > _TOO_UNSURE:
                    _keep(found, self._words[word], Spot(word, sure))


def _enter(words: dict[str, tuple[str, ...]], lexicon: Mapping[str, Iterable[str]]) -> None:
    for concept, forms in lexicon.items():
        for form in map(written, forms):
            if form and concept not in words.get(form, ()):
                words[form] = (*words.get(form, ()), concept)


def _keep(found: dict[str, Spot], named: Iterable[str], spot: Spot) -> None:
    for concept in named:
        if concept not in found or found[concept].certainty < spot.certainty:
            found[concept] = spot


def _near_keys(forms: Iterable[tuple[str, str]], lengths: range) -> dict[str, str]:
    """Every form and every form less one letter: two forms that share a key differ in one letter at most."""
    keys: dict[str, str] = {}
    for letters, word in forms:
        if len(letters) in lengths:
            for key in _one_left_out(letters):
                keys.setdefault(key, word)
    return keys


def _other_spellings(words: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Spellings that are mended where they are heard right, and must be known where they are not (넘버판)."""
    spellings = spelling().spellings.items()
    return [(variant, right) for right, variants in spellings if words.get(right) for variant in variants]


def _one_left_out(letters: str) -> list[str]:
    return [letters, *(letters[:i] + letters[i + 1 :] for i in range(len(letters)))]


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


def _outside_words() -> list[str]:
    return [word for words in outside().values() for word in words]
