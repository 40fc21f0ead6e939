"""Logistic regression by Newton's method, for a few dozen values a row."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from knowledge_base.ranking import dot

_ROUNDS, _DECAY = 8, 1e-3

Row = tuple[tuple[float, ...], bool, float]
"""Values, label and weight; a constant value stands for the bias."""


def regress(rows: Sequence[Row]) -> list[float]:
    """Weights of the values, by which the log odds of the label are their sum."""
    weights = [0.0] * len(rows[0][0])
    for _ in range(_ROUNDS):
        weights = _step(weights, rows)
    return weights


def _step(weights: list[float], rows: Sequence[Row]) -> list[float]:
    size = len(weights)
    slope = [-_DECAY * w for w in weights]
    curve = [[_DECAY * (i == j) for j in range(size)] for i in range(size)]
    for values, label, weight in rows:
        sure = 1.0 / (1.0 + exp(-dot(weights, values)))
        miss, bend = weight * (label - sure), weight * sure * (1.0 - sure)
        for i, value in enumerate(values):
            slope[i] += miss * value
            row, push = curve[i], bend * value
            for j in range(i, size):
                row[j] += push * values[j]
    for i in range(size):
        for j in range(i):
            curve[i][j] = curve[j][i]
    return [w + step for w, step in zip(weights, _solve(curve, slope), strict=True)]


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss elimination; the matrix is positive definite, so no pivot is needed."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        for row in rows[i + 1 :]:
            factor = row[i] / pivot[i]
            row[i:] = [a - factor * b for a, b in zip(row[i:], pivot[i:], strict=True)]
    found: list[float] = []
    for i in reversed(range(len(rows))):
        known = sum(a * b for a, b in zip(rows[i][i + 1 : -1], found, strict=True))
        found.insert(0, (rows[i][-1] - known) / rows[i][i])
    return found
