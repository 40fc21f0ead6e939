"""How far the concepts of a question are those of one phrasing: all together, not one by one.

The index adds concepts up over all phrasings of an article; here a phrasing that says the same three things
as the question beats an article that says each of them somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from math import log

from knowledge_base.concepts import Spot


class Overlap:
    """Weighted Jaccard likeness of concept sets; a concept weighs the more the fewer phrasings hold it."""

    def __init__(self, articles: Iterable[Sequence[frozenset[str]]]) -> None:
        """Takes for each article the concepts of each of its phrasings."""
        counts: dict[str, int] = {}
        same: dict[frozenset[str], frozenset[str]] = {}
        self._articles: list[tuple[frozenset[str], ...]] = []
        whole = 1
        for phrasings in articles:
            whole += len(phrasings)
            for concept in (concept for concepts in phrasings for concept in concepts):
                counts[concept] = counts.get(concept, 0) + 1
            distinct = dict.fromkeys(same.setdefault(concepts, concepts) for concepts in phrasings)
            self._articles.append(tuple(distinct))
        self._weight = {concept: log(whole / count) for concept, count in counts.items()}
        self._whole = {concepts: sum(self._weight[c] for c in concepts) for concepts in same}

    def weights(self, asked: Mapping[str, Spot]) -> dict[str, float]:
        """Weights of a question's concepts, less for those only half heard."""
        return {c: self._weight[c] * spot.certainty for c, spot in asked.items() if c in self._weight}

    def nearest(self, weights: Mapping[str, float], article: int, count: int) -> list[float]:
        """The likeness, 0..1, of the `count` nearest phrasings of an article, best first; never empty."""
        asked = sum(weights.values())
        values = []
        for concepts in self._articles[article]:
            common = sum([weights[c] for c in concepts if c in weights])
            values.append(common / (asked + self._whole[concepts] - common) if common else 0.0)
        return nlargest(count, values) or [0.0]
