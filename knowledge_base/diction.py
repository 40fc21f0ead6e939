"""Whether a question runs as citizens' questions do or as strangers' do, syllable by syllable.

Concepts say what a question is about. This judges all of it by its single syllables and neighbouring pairs,
so it needs no spaces, loses only two pairs to a misheard syllable, and knows words of no list (발톱, 방정식).
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from math import exp, sqrt
from zlib import crc32

_START, _END = "^", "$"
_SEED = 20_261_124
_ROUNDS, _RATE, _BIAS_RATE, _DECAY, _CAUTION = 8, 0.3, 0.02, 0.025, 0.01
# Log odds that a phrasing of an article reaches at least, and how often all are gone through.
_CITIZENLY, _LESSONS = 0.8, 2
# A weight smaller than this is not worth keeping.
_LEAST = 0.02


class Diction:
    """A linear model over single syllables and pairs of them; pairs nobody said weigh nothing."""

    def __init__(
        self, weights: dict[str, float], bias: float = 0.0, learned: frozenset[int] = frozenset()
    ) -> None:
        """Weights above 0 are the citizens'; `learned` marks the citizens' texts it learned from."""
        self.weights = weights
        self.bias = bias
        self.learned = learned

    def judge(self, text: str) -> float:
        """Log odds that a citizen of the city hall said this normalised text rather than a stranger."""
        return self.weigh(spoken_pieces(text))

    def weigh(self, said: Collection[str]) -> float:
        """The same for the pieces of a text."""
        weight = self.weights.get
        return self.bias + sum(weight(piece, 0.0) for piece in said) / sqrt(len(said))

    def taught(self, phrasings: Iterable[str]) -> Diction:
        """This diction where citizens are known to say the phrasings too: articles and phrasings it never
        learned from.

        Each new phrasing that runs like a stranger's lifts its pieces just as far as to run like a citizen's
        (a passive-aggressive step, Crammer et al., 2006).
        """
        new = [spoken_pieces(text) for text in phrasings if _mark(text) not in self.learned]
        known = Diction(dict(self.weights), self.bias, self.learned)
        for _ in range(_LESSONS):
            for said in new:
                lacking = _CITIZENLY - known.weigh(said)
                if lacking > 0:
                    for piece in said:
                        known.weights[piece] = known.weights.get(piece, 0.0) + lacking / sqrt(len(said))
        return known


def spoken_pieces(text: str) -> frozenset[str]:
    """Single syllables and neighbouring pairs of a normalised text, its beginning and end marked."""
    marked = f"{_START}{text}{_END}"
    return frozenset((*marked, *map("".join, pairwise(marked))))


def _mark(text: str) -> int:
    return crc32(text.encode())


def learn(said: Sequence[tuple[str, bool, float]]) -> Diction:
    """Logistic regression over (normalised text, said by a citizen, weight), both sides of equal weight.

    Adaptive steps (Duchi et al., 2011), in an order that is always the same.
    """
    whole = {side: sum(weight for _, who, weight in said if who == side) for side in (True, False)}
    mean = sum(whole.values()) / 2
    rows = [(sorted(spoken_pieces(text)), who, weight * mean / whole[who]) for text, who, weight in said]
    weights: dict[str, float] = {}
    slopes: dict[str, float] = {}
    bias = 0.0
    dice = random.Random(_SEED)  # noqa: S311 - a repeatable order, not a secret
    for _ in range(_ROUNDS):
        dice.shuffle(rows)
        for pieces, who, weight in rows:
            share = 1.0 / sqrt(len(pieces))
            sure = 1.0 / (1.0 + exp(-bias - share * sum(weights.get(piece, 0.0) for piece in pieces)))
            push = weight * (who - sure)
            bias += _BIAS_RATE * push
            for piece in pieces:
                slope = push * share - _DECAY * weights.get(piece, 0.0)
                slopes[piece] = slopes.get(piece, _CAUTION) + slope * slope
                weights[piece] = weights.get(piece, 0.0) + _RATE * slope / sqrt(slopes[piece])
    kept = {piece: round(weight, 2) for piece, weight in sorted(weights.items()) if abs(weight) >= _LEAST}
    return Diction(kept, round(bias, 3), frozenset(_mark(text) for text, who, _ in said if who))
