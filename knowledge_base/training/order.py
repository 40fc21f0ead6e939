"""Learns which candidate a question means: softmax regression, by averaged stochastic gradient descent."""

from __future__ import annotations

import random
from collections.abc import Sequence

from knowledge_base.ranking import Evidence, Weights, dot, softmax
from knowledge_base.training.examples import SEED, Example

_ROUNDS, _RATE, _DECAY = 6, 1.0, 1e-6
# A smaller push is not worth its time.
_LEAST = 1e-4


def learn_order(examples: Sequence[Example]) -> Weights:
    """Weights by which the right candidate of each example comes first."""
    size = len(Evidence._fields)
    weights, total, steps = [1.0] * size + [0.0] * size, [0.0] * (2 * size), 0
    dice = random.Random(SEED)  # noqa: S311 - a repeatable order, not a secret
    rows = [example for example in examples if example.right in example.numbers]
    for turn in range(_ROUNDS):
        dice.shuffle(rows)
        for example in rows:
            weights = _step(weights, example, _RATE / (1 + turn))
            if turn >= _ROUNDS // 2:
                total, steps = [t + w for t, w in zip(total, weights, strict=True)], steps + 1
    mean = [t / max(1, steps) for t in total]
    return Weights(tuple(mean[:size]), tuple(mean[size:]))


def _step(weights: list[float], example: Example, rate: float) -> list[float]:
    size = len(weights) // 2
    at = Weights(tuple(weights[:size]), tuple(weights[size:])).at(example.noise)
    shares = softmax([dot(at, values) for values in example.evidence])
    slope = [0.0] * size
    for number, values, share in zip(example.numbers, example.evidence, shares, strict=True):
        push = (number == example.right) - share
        if abs(push) > _LEAST:
            slope = [s + push * v for s, v in zip(slope, values, strict=True)]
    step, keep = rate * example.weight, 1 - _DECAY
    clear = [w * keep + step * s for w, s in zip(weights[:size], slope, strict=True)]
    noisy = [w * keep + step * example.noise * s for w, s in zip(weights[size:], slope, strict=True)]
    return clear + noisy
