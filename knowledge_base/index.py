"""An inverted index from features to articles.

Two weights are kept for how a feature speaks for an article (see `lift` and `presence`); both grow with the
share of the article's phrasings that hold the feature.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

# Smoothing: a feature that one phrasing of one article holds must not outweigh everything.
_ALPHA = 1.5
_FLOOR = 0.003
_CERTAIN = 0.95

Weigh = Callable[[float, float], float]
"""Weight of a feature from its share in the article's phrasings and its mean share over all, both 0..1."""


def lift(share: float, mean: float) -> float:
    """Naive Bayes' log lift without its negative part, which keeps the index sparse.

    It contains the inverse document frequency: what every article holds weighs next to nothing.
    """
    return log(1.0 + share / (_ALPHA * (mean + _FLOOR)))


def presence(share: float, _mean: float) -> float:
    """How surprising it would be not to find the feature in a question that means this article."""
    return -log(1.0 - min(_CERTAIN, share))


@dataclass(frozen=True, slots=True)
class Postings:
    """Articles that hold a feature, heaviest first, with their weights."""

    articles: array[int]
    weights: array[float]


class Index:
    """One kind of feature (subjects, aspects or sounds) over all articles."""

    def __init__(self, documents: Sequence[Mapping[str, float]], weigh: Weigh = lift) -> None:
        """Takes for each article the share (0..1) of its phrasings that hold each feature."""
        self._postings = _build(documents, weigh)

    def __contains__(self, feature: str) -> bool:
        return feature in self._postings

    def add(
        self,
        wanted: Iterable[tuple[str, float]],
        scores: list[float],
        total: list[float],
        part: float,
        budget: int,
    ) -> float:
        """Adds what the wanted features (with their certainty) say to `scores`, and `part` of it to `total`.

        Both lists have a cell for each article. Rare features come first and at most `budget` postings are
        read, the heaviest of each list, so that a question of common words stays quick with 100,000 articles.
        Returns the sum of the best weight of every feature: what a perfect article would get.
        """
        lists = [
            (found, certainty) for feature, certainty in wanted if (found := self._postings.get(feature))
        ]
        lists.sort(key=lambda item: len(item[0].articles))
        ideal = 0.0
        for postings, certainty in lists:
            ideal += certainty * postings.weights[0]
            articles, weights = postings.articles, postings.weights
            if len(articles) > budget:
                articles, weights = articles[:budget], weights[:budget]
            budget -= len(articles)
            for article, weight in zip(articles, weights, strict=True):
                gain = certainty * weight
                scores[article] += gain
                total[article] += part * gain
        return ideal


def _build(documents: Sequence[Mapping[str, float]], weigh: Weigh) -> dict[str, Postings]:
    holders: dict[str, list[tuple[float, int]]] = {}
    for number, document in enumerate(documents):
        for feature, share in document.items():
            holders.setdefault(feature, []).append((share, number))
    return {feature: _postings(entries, len(documents), weigh) for feature, entries in holders.items()}


def _postings(entries: list[tuple[float, int]], size: int, weigh: Weigh) -> Postings:
    mean = sum(share for share, _ in entries) / size
    entries.sort(key=lambda entry: (-entry[0], entry[1]))
    return Postings(
        array("I", (number for _, number in entries)),
        array("f", (weigh(share, mean) for share, _ in entries)),
    )
