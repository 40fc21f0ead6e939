"""Whether a question runs as citizens' questions do or as strangers' do, syllable by syllable.

Concepts say what a question is about. This judges all of it by its single syllables and neighbouring pairs, so it
needs no spaces, loses only two pairs to a misheard syllable, and knows words of no list (발톱, 방정식).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import exp, sqrt

_START, _END = "^", "$"
_SEED = 20_261_124
_ROUNDS, _RATE, _BIAS_RATE, _DECAY, _CAUTION = 8, 0.3, 0.02, 0.025, 0.01
# A weight smaller than this is not worth keeping.
_LEAST = 0.02


class Diction:
    """A linear model over single syllables and pairs of them; pairs nobody said weigh nothing."""

    def __init__(self, weights: Mapping[str, float], bias: float = 0.0) -> None:
        """Weights above 0 are the citizens'."""
        self.weights = weights
        self.bias = bias

    def judge(self, text: str) -> float:
        """Log odds that a citizen of the city hall said this normalised text rather than a stranger."""
        said = spoken_pieces(text)
        weigh = self.weights.get
        return self.bias + sum(weigh(piece, 0.0) for piece in said) / sqrt(len(said))


def spoken_pieces(text: str) -> frozenset[str]:
    """Single syllables and neighbouring pairs of a normalised text, its beginning and end marked."""
    marked = f"{_START}{text}{_END}"
    return frozenset((*marked, *map("".join, zip(marked, marked[1:], strict=False))))


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
    return Diction(kept, round(bias, 3))
