"""Learns how citizens and strangers speak: logistic regression over syllables and pairs of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from math import exp, sqrt

from knowledge_base.diction import Diction, spoken_pieces
from knowledge_base.normalise import written
from knowledge_base.training.examples import FOLDS, SEED, Example

_ROUNDS, _RATE, _DECAY, _CAUTION = 8, 0.3, 0.025, 0.01
# Brings the weights of phrasings and questions nearer to each other: both tell as much of how people speak.
_SOFTER = 0.5
# A weight smaller than this is not worth keeping.
_LEAST = 0.02


def learn_diction(examples: Iterable[Example]) -> Diction:
    """Diction of all texts as they were asked; the articles' own phrasings are then taught once more."""
    clear = {(e.text, e.stranger): e for e in examples if e.text == e.clear}.values()
    learned = _regress([(written(e.text), not e.stranger, e.weight**_SOFTER) for e in clear])
    return learned.taught(written(e.text) for e in clear if not e.asked)


def unseen_dictions(examples: Sequence[Example]) -> dict[str, Diction]:
    """For each clear text a diction that was learned without it, as that of a new question would be."""
    texts = sorted({e.clear for e in examples})
    random.Random(SEED).shuffle(texts)  # noqa: S311 - a repeatable split, not a secret
    fold = {text: number % FOLDS for number, text in enumerate(texts)}
    without = [learn_diction([e for e in examples if fold[e.clear] != number]) for number in range(FOLDS)]
    return {text: without[number] for text, number in fold.items()}


def _regress(said: Sequence[tuple[str, bool, float]]) -> Diction:
    """Over (normalised text, said by a citizen, weight), both sides of equal weight.

    Adaptive steps (Duchi et al., 2011), in an order that is always the same.
    """
    whole = {side: sum(weight for _, who, weight in said if who == side) for side in (True, False)}
    mean = sum(whole.values()) / 2
    rows = [(spoken_pieces(text), who, weight * mean / whole[who]) for text, who, weight in said]
    weights: dict[str, float] = {}
    slopes: dict[str, float] = {}
    dice = random.Random(SEED)  # noqa: S311
    for _ in range(_ROUNDS):
        dice.shuffle(rows)
        for pieces, who, weight in rows:
            share = 1.0 / sqrt(len(pieces))
            sure = 1.0 / (1.0 + exp(-share * sum(weights.get(piece, 0.0) for piece in pieces)))
            push = weight * (who - sure) * share
            for piece in pieces:
                slope = push - _DECAY * weights.get(piece, 0.0)
                slopes[piece] = slopes.get(piece, _CAUTION) + slope * slope
                weights[piece] = weights.get(piece, 0.0) + _RATE * slope / sqrt(slopes[piece])
    return Diction({piece: weight for piece, weight in weights.items() if abs(weight) >= _LEAST})
