"""Whether a question is worded as citizens word theirs or as strangers do theirs, word by word.

Concepts say what a question is about; this judges what is left, words of no list (가축병원, 연속극). A word
is known by its first syllables, which leaves particles and endings aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from knowledge_base.normalise import Written

_STEMS = (2, 3)
# Smoothing: what a word that was said once more by one side may weigh.
_RARE = 0.7
_MOST = 3.0


@dataclass(frozen=True, slots=True)
class Worded:
    """How a question is worded."""

    odds: float
    """Mean log odds of its words, above 0 where citizens say them more often; rare words tell more."""
    unheard: float
    """Share of words that neither side ever said, 0..1."""


class Wording:
    """How often citizens and strangers were heard to say each stem."""

    def __init__(self, counts: Mapping[str, tuple[int, int]]) -> None:
        self.counts = counts
        whole = [sum(count[side] for count in counts.values()) + 1 for side in (0, 1)]
        self._balance = log(whole[1] / whole[0])

    @classmethod
    def counted(cls, citizens: Iterable[Written], strangers: Iterable[Written]) -> Wording:
        """Counts each stem once a question."""
        said = [Counter(stem for q in side for stem in set(_all_stems(q))) for side in (citizens, strangers)]
        return cls({stem: (said[0][stem], said[1][stem]) for stem in sorted(said[0] | said[1])})

    def judge(self, question: Written, own: int | None = None) -> Worded:
        """`own` is the side (0 citizens, 1 strangers) this very question was counted on, to leave it out."""
        known = [said for stems in _words(question) if (said := self._word(stems, own))]
        words = len(_words(question))
        whole = sum(weight for _, weight in known)
        return Worded(
            odds=sum(odds * weight for odds, weight in known) / whole if known else 0.0,
            unheard=1.0 - len(known) / words if words else 0.0,
        )

    def _word(self, stems: list[str], own: int | None) -> tuple[float, float] | None:
        """Odds and weight of the longest known stem of a word."""
        for stem in reversed(stems):
            citizens, strangers = self.counts.get(stem, (0, 0))
            citizens, strangers = max(0, citizens - (own == 0)), max(0, strangers - (own == 1))
            if citizens + strangers > 0:
                odds = log((citizens + _RARE) / (strangers + _RARE)) + self._balance
                return max(-_MOST, min(_MOST, odds)), (citizens + strangers) ** -0.5
        return None


def _words(question: Written) -> list[list[str]]:
    if not question.starts:
        return []
    starts = sorted(question.starts)
    ends = [*starts[1:], len(question.text)]
    words = [question.text[start:end] for start, end in zip(starts, ends, strict=True)]
    return [[word[:size] for size in _STEMS if len(word) >= size] for word in words if len(word) >= _STEMS[0]]


def _all_stems(question: Written) -> Iterable[str]:
    return (stem for stems in _words(question) for stem in stems)
