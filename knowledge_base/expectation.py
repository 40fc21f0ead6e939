"""What an article is usually asked by, kept small: a few numbers an article."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from knowledge_base.concepts import Spot
from knowledge_base.index import Index

_CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a question's concepts say for one article."""

    gained: float
    """Sum of the lift of the concepts they share."""
    missing: float
    """Surprise (≤ 0) that the question lacks what this article is usually asked by."""


class Expectation:
    """Shares of one kind of concept in each article's phrasings."""

    def __init__(self, names: Iterable[str]) -> None:
        self._numbers = {name: number for number, name in enumerate(names)}
        self._concepts: list[array[int]] = []
        self._shares: list[array[float]] = []
        self._missed: list[array[float]] = []

    def add(self, shares: Mapping[str, float]) -> None:
        """Takes the concepts of the next article."""
        self._concepts.append(array("H", [self._numbers[name] for name in shares]))
        kept = array("f", shares.values())
        self._shares.append(kept)
        self._missed.append(array("d", [log(1.0 - min(_CERTAIN, share)) for share in kept]))

    def holds(self, name: str, article: int) -> bool:
        """True where any phrasing of the article holds the concept."""
        return self._numbers.get(name, -1) in self._concepts[article]

    def agree(self, asked: Mapping[str, Spot], article: int, index: Index) -> Agreement:
        """Compares a question's concepts with what the article is asked by."""
        spots = {self._numbers[name]: (name, spot.certainty) for name, spot in asked.items()}
        gained = missing = 0.0
        concepts, shares, missed = self._concepts[article], self._shares[article], self._missed[article]
        for number, share, miss in zip(concepts, shares, missed, strict=True):
            spot = spots.get(number)
            if spot:
                gained += spot[1] * index.weight(spot[0], share)
                miss *= 1.0 - spot[1]
            missing += miss
        return Agreement(gained, missing)
