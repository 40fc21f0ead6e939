"""A grammar for Vosk from the sentences of a dialogue state."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from callcenter.speech.korean_text import spoken

UNKNOWN = "[unk]"
_NOT_SPOKEN = re.compile(r"[^\w\s]|_")
#: A word the model lacks is cut into at most so many it knows: 골목이 -> 골목 이.
_MOST_PIECES = 8
_LONGEST_WORD = 20


@dataclass(frozen=True)
class Grammar:
    """`sentences` in words the model knows; `dropped` are words it cannot know (a caller who says them is
    not understood by this engine: give the sentence another wording too)."""

    sentences: tuple[str, ...]
    dropped: tuple[str, ...]
    has_unknown: bool = False

    def as_json(self) -> str:
        """What KaldiRecognizer takes, with a word for everything else where the model has one."""
        return json.dumps([*self.sentences, *([UNKNOWN] if self.has_unknown else [])], ensure_ascii=False)


def make_grammar(phrases: Iterable[str], knows: Callable[[str], bool]) -> Grammar:
    """`knows` says whether the model has a word. Sentences none of whose words is known are left out;
    numbers are written as they are read aloud."""
    sentences: dict[str, None] = {}
    dropped: dict[str, None] = {}

    @lru_cache(maxsize=4096)
    def pieces(word: str) -> tuple[str, ...]:
        return _pieces(word, knows)

    for phrase in phrases:
        words: list[str] = []
        for word in _NOT_SPOKEN.sub(" ", spoken(phrase)).split():
            found = pieces(word[:_LONGEST_WORD])
            words += found
            if not found:
                dropped[word] = None
        if words:
            sentences[" ".join(words)] = None
    return Grammar(tuple(sentences), tuple(dropped), knows(UNKNOWN))


def _pieces(word: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The word itself, or the fewest known pieces it is made of, or nothing."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        for start in range(end):
            if start not in best or not knows(word[start:end]):
                continue
            candidate = (*best[start], word[start:end])
            if end not in best or len(candidate) < len(best[end]):
                best[end] = candidate
    found = best.get(len(word), ())
    return found if len(found) <= _MOST_PIECES else ()
