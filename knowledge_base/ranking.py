"""From evidence to order and from order to certainty: two small linear models whose weights are learned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

from knowledge_base.diction import Diction

# The training sets the bias of certainty so that both kinds of errors are even here.
THRESHOLD = 0.5


class Evidence(NamedTuple):
    """What speaks for one article, each value about 0..2."""

    subjects: float
    """Sum of the subjects' lift."""
    subjects_share: float
    """The same as a share of what the best conceivable article would get."""
    subjects_missing: float
    """Surprise (≤ 0) that the question names nothing of what this article is usually asked by."""
    aspects: float
    aspects_share: float
    aspects_missing: float
    """As `subjects_missing`, for what is wanted."""
    concepts: float
    """Overlap of the question's concepts with those of the nearest phrasing, 0..1."""
    near_concepts: float
    """Mean overlap with the three nearest phrasings."""
    sounds: float
    """Mean lift of the question's sound n-grams."""
    sounds_share: float
    """The same as a share of what the best conceivable article would get; unheard n-grams count fully."""
    best_phrasing: float
    """Likeness of the nearest phrasing by sound, 0..1."""
    near_phrasings: float
    """Mean likeness of the three nearest phrasings."""
    relative: float
    """First score as a share of the first candidate's."""


class Signs(NamedTuple):
    """What tells a question that the best article answers from one that none does."""

    probability: float
    """Share of the best article among the candidates."""
    subjects: float
    subjects_share: float
    subjects_missing: float
    aspects: float
    aspects_missing: float
    concepts: float
    sounds: float
    best_phrasing: float
    near_phrasings: float
    explained: float
    """Weight of the sound n-grams the best article holds as a share of what all of them could weigh."""
    known: float
    """Share of the question's sound n-grams that any article holds."""
    outside: float
    """Certainty that it speaks of something a city hall does not deal with."""
    diction: float
    """Log odds of its syllables and pairs of syllables between citizens and strangers."""
    noise: float
    """How misheard the question looks, 0..1."""
    nothing_named: float
    """1 where no subject was found at all."""
    bias: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights for clear questions, and what is added to them as far as a question looks misheard."""

    clear: tuple[float, ...]
    noisy: tuple[float, ...]

    def at(self, noise: float) -> tuple[float, ...]:
        """The weights at a noise of 0 (clear) to 1 (badly misheard)."""
        if not noise:
            return self.clear
        return tuple(a + noise * b for a, b in zip(self.clear, self.noisy, strict=True))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of both steps, and how citizens speak."""

    order: Weights
    certainty: Weights
    diction: Diction

    def strengths(self, candidates: Iterable[Evidence], noise: float) -> list[float]:
        """How strongly each article is meant; comparable within one question only."""
        weights = self.order.at(noise)
        return [dot(weights, evidence) for evidence in candidates]

    def certain(self, signs: Signs) -> float:
        """Probability 0..1 that the best article answers the question."""
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, dot(self.certainty.at(signs.noise), signs)))))


def softmax(values: Sequence[float]) -> list[float]:
    """Shares of a whole from strengths."""
    top = max(values, default=0.0)
    powers = [exp(value - top) for value in values]
    whole = sum(powers)
    return [power / whole for power in powers]


def dot(weights: Sequence[float], values: Sequence[float]) -> float:
    """Inner product."""
    return sum(w * v for w, v in zip(weights, values, strict=True))
