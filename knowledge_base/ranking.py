"""From evidence to order and from order to certainty: two small linear models whose weights are data.

`model/weights.json` is written by `scripts/train_knowledge_base.py` from the train part of the questions and
from the articles' own phrasings; the same input gives the same weights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from knowledge_base.diction import Diction

WEIGHTS = Path(__file__).with_name("model") / "weights.json"


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
    """Weights of both steps and the certainty from which an answer is given."""

    order: Weights
    certainty: Weights
    threshold: float
    diction: Diction

    def strengths(self, candidates: Iterable[Evidence], noise: float) -> list[float]:
        """How strongly each article is meant; comparable within one question only."""
        weights = self.order.at(noise)
        return [_dot(weights, evidence) for evidence in candidates]

    def certain(self, signs: Signs) -> float:
        """Probability 0..1 that the best article answers the question."""
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, _dot(self.certainty.at(signs.noise), signs)))))


def softmax(values: Sequence[float]) -> list[float]:
    """Shares of a whole from strengths."""
    top = max(values, default=0.0)
    powers = [exp(value - top) for value in values]
    whole = sum(powers)
    return [power / whole for power in powers]


@lru_cache(maxsize=1)
def trained() -> Model:
    """The model that comes with the knowledge base."""
    return read_model(WEIGHTS)


def read_model(path: Path) -> Model:
    """Reads weights by name; a missing or superfluous name is an error (KeyError, ValueError)."""
    data = json.loads(path.read_text(encoding="utf-8"))
    said = data["diction"]
    return Model(
        _weights(data["order"], Evidence),
        _weights(data["certainty"], Signs),
        float(data["threshold"]),
        Diction(said["weights"], said["bias"], frozenset(said["learned"])),
    )


def write_model(model: Model, path: Path) -> None:
    """Writes weights by name, rounded so that a second training gives the same file."""
    data: dict[str, object] = {
        "order": _rounded(Evidence, model.order),
        "certainty": _rounded(Signs, model.certainty),
        "threshold": round(model.threshold, 3),
        "diction": {
            "bias": model.diction.bias,
            "weights": model.diction.weights,
            "learned": sorted(model.diction.learned),
        },
    }
    parts = [f"{json.dumps(name)}: {_dumped(value)}" for name, value in data.items()]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _dumped(value: object) -> str:
    """JSON with one name a line, so that changes can be read."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub(r'(?<=[{\],\d])(?=")', "\n", text)


def _rounded(kind: type[Evidence] | type[Signs], weights: Weights) -> dict[str, list[float]]:
    rows = zip(kind._fields, weights.clear, weights.noisy, strict=True)
    return {name: [round(clear, 3), round(noisy, 3)] for name, clear, noisy in rows}


def _weights(weights: dict[str, list[float]], kind: type[Evidence] | type[Signs]) -> Weights:
    if set(weights) != set(kind._fields):
        raise ValueError(f"{kind.__name__}: weights for {sorted(set(weights) ^ set(kind._fields))} are amiss")
    clear, noisy = zip(*(weights[name] for name in kind._fields), strict=True)
    return Weights(clear, noisy)


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))
