"""An inverted index from features to articles.

The weight of a feature for an article is naive Bayes' log lift, log(1 + p(f|a) / (ALPHA · (p(f) + FLOOR))):
p(f|a) is the share of the article's phrasings that hold the feature, p(f) its mean over all articles. The
negative part is left out, which keeps the index sparse. What every article holds weighs next to nothing, as
with the inverse document frequency.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

# Smoothing: a feature that one phrasing of one article holds must not outweigh everything.
_ALPHA = 1.5
_FLOOR = 0.003


@dataclass(frozen=True, slots=True)
class Postings:
    """Articles that hold a feature, heaviest first, with their weights, and its mean share."""

    articles: array[int]
    weights: array[float]
    mean: float


class IndexBuilder:
    """Takes articles one after the other, so that the profiles of 100,000 need not be held at once."""

    def __init__(self) -> None:
        self._size = 0
        self._held: dict[str, tuple[array[int], array[float]]] = {}

    def add(self, document: Mapping[str, float]) -> None:
        """Takes the share (0..1) of the next article's phrasings that hold each feature."""
        held, number = self._held, self._size
        for feature, share in document.items():
            lists = held.get(feature)
            if lists is None:
                lists = held[feature] = (array("I"), array("f"))
            lists[0].append(number)
            lists[1].append(share)
        self._size += 1

    def build(self) -> Index:
        """The finished index; the builder is empty afterwards."""
        postings = {}
        while self._held:
            feature, (articles, shares) = self._held.popitem()
            postings[feature] = _postings(articles, shares, self._size)
        return Index(postings)


class Index:
    """One kind of feature (concepts or sounds) over all articles."""

    def __init__(self, postings: Mapping[str, Postings]) -> None:
        self._postings = postings

    def __contains__(self, feature: str) -> bool:
        return feature in self._postings

    def weight(self, feature: str, share: float) -> float:
        """Weight of a feature for an article with this share; 0 for a feature that no article holds."""
        known = self._postings.get(feature)
        return lift(share, known.mean) if known else 0.0

    def best(self, feature: str) -> float:
        """The highest weight a feature has for any article."""
        known = self._postings.get(feature)
        return known.weights[0] if known else 0.0

    def add(self, wanted: Iterable[tuple[str, float]], scores: list[float], budget: int) -> None:
        """Adds what the wanted features (with their certainty) say to `scores`, one cell an article.

        Rare features come first and at most `budget` postings are read, the heaviest of each list, so that a
        question of common words stays quick with 100,000 articles.
        """
        known = self._postings
        lists = [(known[feature], certainty) for feature, certainty in wanted if feature in known]
        lists.sort(key=lambda item: len(item[0].articles))
        for postings, certainty in lists:
            articles, weights = postings.articles, postings.weights
            if len(articles) > budget:
                articles, weights = articles[:budget], weights[:budget]
            budget -= len(articles)
            for article, weight in zip(articles, weights, strict=True):
                scores[article] += certainty * weight


def lift(share: float, mean: float) -> float:
    """Log lift of a feature from its share in an article and its mean share over all articles, both 0..1."""
    return log(1.0 + share / (_ALPHA * (mean + _FLOOR)))


def _postings(articles: array[int], shares: array[float], size: int) -> Postings:
    mean = sum(shares) / size
    order = sorted(range(len(articles)), key=lambda place: -shares[place])
    return Postings(
        array("I", [articles[place] for place in order]),
        array("f", [lift(shares[place], mean) for place in order]),
        mean,
    )
