"""Whether a question runs as citizens' questions do or as strangers' do, syllable by syllable.

Concepts say what a question is about. This judges all of it by its single syllables and neighbouring pairs,
so it needs no spaces, loses only two pairs to a misheard syllable, and knows words of no list (발톱, 방정식).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from math import sqrt

_START, _END = "^", "$"
# Log odds that a phrasing of an article reaches at least.
_CITIZENLY = 0.8


class Diction:
    """A linear model over single syllables and pairs of them; those nobody said weigh nothing."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Weights above 0 are the citizens'."""
        self.weights = weights

    def judge(self, text: str) -> float:
        """Log odds that a citizen of the city hall said this normalised text rather than a stranger."""
        return self._weigh(spoken_pieces(text))

    def taught(self, phrasings: Iterable[str]) -> Diction:
        """This diction where citizens are known to say the normalised phrasings too.

        A phrasing that runs like a stranger's lifts its pieces just as far as to run like a citizen's (a
        passive-aggressive step, Crammer et al., 2006), so a new article is answered before the next training.
        """
        weights = dict(self.weights)
        known = Diction(weights)
        for said in map(spoken_pieces, phrasings):
            lacking = _CITIZENLY - known._weigh(said)
            if lacking > 0:
                for piece in said:
                    weights[piece] = weights.get(piece, 0.0) + lacking / sqrt(len(said))
        return known

    def _weigh(self, said: Collection[str]) -> float:
        weight = self.weights.get
        return sum([weight(piece, 0.0) for piece in said]) / sqrt(len(said))


def spoken_pieces(text: str) -> tuple[str, ...]:
    """Single syllables and neighbouring pairs of a normalised text with both ends marked, each once."""
    marked = f"{_START}{text}{_END}"
    return tuple(dict.fromkeys((*marked, *map("".join, pairwise(marked)))))
