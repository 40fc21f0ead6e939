"""Learns the weights of the matcher from the train part only: `python scripts/train_knowledge_base.py`.

Two sources: the train questions, and every phrasing of every article asked against a knowledge base that was
built without it. Both also misheard. The same articles and questions give the same weights.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import exp, log
from pathlib import Path

from knowledge_base.article import Article
from knowledge_base.evaluation.mishearing import mishear
from knowledge_base.evaluation.questions import Question, read_questions
from knowledge_base.features import features
from knowledge_base.loader import ARTICLES, load_articles
from knowledge_base.matcher import KnowledgeBase, heard_concepts
from knowledge_base.ranking import WEIGHTS, Evidence, Model, Signs, softmax, write_model

_FOLDS = 5
_SEED = 20_261_123
_ORDER_ROUNDS, _ORDER_RATE, _ORDER_DECAY = 6, 0.5, 1e-4
_CERTAINTY_ROUNDS, _CERTAINTY_DECAY = 8, 1e-3
# Weight of an example by where it comes from; a misheard one counts half.
_PHRASING, _QUESTION = 1.0, 3.0
# Smoothing of how often a concept is said, as a share of all questions.
_RARE = 0.002
# Weight of a stranger's question without its telling words beside the whole one.
_HIDDEN = 0.5
_UNTRAINED = Model((0.0,) * len(Evidence._fields), (0.0,) * len(Signs._fields), 0.5)


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question and which of them is right (None for a stranger's question)."""

    base: KnowledgeBase
    text: str
    numbers: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    right: int | None
    weight: float


def main() -> None:
    """Trains and writes `knowledge_base/model/weights.json`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, action="append")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    given = options.parse_args()
    articles = [a for folder in given.articles or [ARTICLES] for a in load_articles(folder)[0]]
    questions = [q for q in read_questions() if q.part == "train"]
    examples = [*_held_out(articles), *_asked(articles, questions)]
    order = _learn_order([e for e in examples if e.right in e.numbers])
    model = replace(_UNTRAINED, order=order, trust=_trust(examples))
    for base in {id(e.base): e.base for e in examples}.values():
        base.model = model
    write_model(_learn_certainty(model, examples), given.out)


def _held_out(articles: Sequence[Article]) -> Iterator[Example]:
    phrasings = [(text, a.slug) for a in articles for text in a.phrasings]
    random.Random(_SEED).shuffle(phrasings)  # noqa: S311 - a repeatable split, not a secret
    for fold in range(_FOLDS):
        held = phrasings[fold::_FOLDS]
        hidden = {text for text, _ in held}
        kept = [
            a.model_copy(update={"phrasings": [p for p in a.phrasings if p not in hidden]}) for a in articles
        ]
        base = KnowledgeBase(kept, _UNTRAINED)
        for text, slug in held:
            yield _example(base, text, slug, _PHRASING)
            yield _example(base, mishear(text, fold), slug, _PHRASING / 2)


def _asked(articles: Sequence[Article], questions: Sequence[Question]) -> Iterator[Example]:
    base = KnowledgeBase(articles, _UNTRAINED)
    known = {a.slug for a in articles}
    for question in questions:
        if question.slug is None or question.slug in known:
            yield _example(base, question.text, question.slug, _QUESTION)
            for seed in (1, 2):
                yield _example(base, mishear(question.text, seed), question.slug, _QUESTION / 2)


def _example(base: KnowledgeBase, text: str, slug: str | None, weight: float) -> Example:
    asked = features(text)
    found = base.candidates(asked, *heard_concepts(asked))
    right = next((n for n, a in enumerate(base.articles) if a.slug == slug), None)
    return Example(
        base, text, tuple(c.number for c in found), tuple(c.evidence for c in found), right, weight
    )


def _learn_order(examples: Sequence[Example]) -> tuple[float, ...]:
    """Softmax regression over the candidates of each question, by stochastic gradient descent."""
    weights = [1.0] * len(Evidence._fields)
    dice = random.Random(_SEED)  # noqa: S311
    rows = [(x.evidence, x.numbers.index(x.right or 0), x.weight) for x in examples]
    for turn in range(_ORDER_ROUNDS):
        dice.shuffle(rows)
        rate = _ORDER_RATE / (1 + turn)
        for candidates, right, weight in rows:
            shares = softmax([_dot(weights, values) for values in candidates])
            for place, (values, share) in enumerate(zip(candidates, shares, strict=True)):
                push = rate * weight * ((place == right) - share)
                if abs(push) > 1e-4:
                    weights = [w + push * v for w, v in zip(weights, values, strict=True)]
            weights = [w * (1 - _ORDER_DECAY) for w in weights]
    return tuple(weights)


def _trust(examples: Sequence[Example]) -> dict[str, float]:
    """For each concept, the log of its share in citizens' questions over that in strangers'."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    asked = dict.fromkeys((e.text, e.right is None) for e in examples if e.weight in (_PHRASING, _QUESTION))
    for text, stranger in asked:
        found = features(text)
        counts[stranger].update((*found.subjects, *found.aspects))
    whole = Counter(stranger for _, stranger in asked)
    return {
        concept: log(
            (counts[False][concept] / max(1, whole[False]) + _RARE)
            / (counts[True][concept] / max(1, whole[True]) + _RARE)
        )
        for concept in counts[False] | counts[True]
    }


def _learn_certainty(model: Model, examples: Sequence[Example]) -> Model:
    """Logistic regression: answered questions against strangers', both sides of equal weight.

    Every stranger counts again with its telling words hidden, because the list of outside subjects can
    never be complete. A question whose right article is not among the first three teaches nothing.
    """
    rows = list(_judged(model, examples))
    for kind in (0.0, 1.0):
        whole = sum(weight for _, label, weight in rows if label == kind)
        rows = [(v, label, w / whole if label == kind else w) for v, label, w in rows]
    weights = [0.0] * len(Signs._fields)
    for _ in range(_CERTAINTY_ROUNDS):
        weights = _newton_step(weights, rows)
    trained = replace(model, certainty=tuple(weights))
    return replace(trained, threshold=_threshold(trained, examples))


def _newton_step(weights: list[float], rows: Sequence[tuple[Signs, float, float]]) -> list[float]:
    size = len(weights)
    slope = [-_CERTAINTY_DECAY * w for w in weights]
    curve = [[_CERTAINTY_DECAY * (i == j) for j in range(size)] for i in range(size)]
    for values, label, weight in rows:
        sure = 1.0 / (1.0 + exp(-_dot(weights, values)))
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


def _judged(model: Model, examples: Sequence[Example]) -> Iterator[tuple[Signs, float, float]]:
    for example in examples:
        signs, good = _signs(model, example)
        if signs is None:
            continue
        if example.right is None:
            yield signs, 0.0, example.weight
            yield signs._replace(outside=0.0), 0.0, example.weight * _HIDDEN
        elif good:
            yield signs, 1.0, example.weight


def _signs(model: Model, example: Example) -> tuple[Signs | None, bool]:
    if not example.evidence:
        return None, False
    strengths = [model.strength(e) for e in example.evidence]
    order = sorted(range(len(strengths)), key=lambda i: -strengths[i])
    best, asked = order[0], features(example.text)
    share = softmax(strengths)[best]
    signs = example.base.signs(asked, heard_concepts(asked)[0], example.evidence[best], share)
    return signs, example.right in [example.numbers[i] for i in islice(order, 3)]


def _threshold(model: Model, examples: Sequence[Example]) -> float:
    """Where citizens' questions lost and strangers' let through are the same share.

    Judged by well heard questions: the train questions and the articles' own phrasings, which are harder,
    against strangers' questions whose telling words are hidden, since new ones will have new words.
    """
    reached: list[tuple[float, bool]] = []
    for example in examples:
        signs, good = _signs(model, example) if example.weight in (_PHRASING, _QUESTION) else (None, False)
        if signs and example.right is None:
            reached.append((model.certain(signs._replace(outside=0.0)), True))
        elif signs and good:
            reached.append((model.certain(signs), False))
    reached.sort()
    whole = Counter(stranger for _, stranger in reached)
    lost, slipped = 0, whole[True]
    for certainty, stranger in reached:
        if lost / max(1, whole[False]) >= slipped / max(1, whole[True]):
            return certainty
        lost, slipped = lost + (not stranger), slipped - stranger
    return 0.5


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))


if __name__ == "__main__":
    main()
