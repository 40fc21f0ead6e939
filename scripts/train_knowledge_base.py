"""Learns the weights of the matcher from the train part only: `python scripts/train_knowledge_base.py`.

Two sources: the train questions, and every phrasing of every article asked against a knowledge base that was
built without it. Both also misheard. The same articles and questions give the same weights.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import exp, log
from pathlib import Path

from knowledge_base.article import Article
from knowledge_base.diction import Diction, learn
from knowledge_base.evaluation.mishearing import mishear
from knowledge_base.evaluation.questions import Question, read_questions
from knowledge_base.features import features
from knowledge_base.loader import ARTICLES, load_articles
from knowledge_base.matcher import KnowledgeBase
from knowledge_base.normalise import written
from knowledge_base.ranking import WEIGHTS, Evidence, Model, Signs, Weights, softmax, write_model

_FOLDS = 5
_SEED = 20_261_123
# How often each question is also asked misheard.
_MISHEARD = 3
_ORDER_ROUNDS, _ORDER_RATE, _ORDER_DECAY = 6, 0.5, 1e-6
_CERTAINTY_ROUNDS, _CERTAINTY_DECAY = 8, 1e-3
# Weight of an example by where it comes from; a misheard one counts half. A phrasing without its like in the
# base is harder than what people ask, so it counts less than a question.
_PHRASING, _QUESTION = 0.1, 1.0
# What a wholly misheard question is let off, in log odds: chosen on the validation part, where misheard citizens
# were lost three times as often as misheard strangers were let through.
_EASE = 1.0
# Brings those weights nearer to each other where phrasings are as good as questions: for diction.
_SOFTER = 0.5
# Weight of a stranger's question without its telling words beside the whole one.
_HIDDEN = 0.5
_FLAT = [Weights((0.0,) * len(kind._fields), (0.0,) * len(kind._fields)) for kind in (Evidence, Signs)]
_UNTRAINED = Model(_FLAT[0], _FLAT[1], 0.5, Diction({}))


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question and which of them is right (None for a stranger's question)."""

    base: KnowledgeBase
    text: str
    clear: str
    """The text before it was misheard or lost its spaces."""
    noise: float
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
    model = replace(_UNTRAINED, order=order, diction=_diction(examples))
    for base in {id(e.base): e.base for e in examples}.values():
        base.model = model
    write_model(_learn_certainty(model, examples, _strange_dictions(examples)), given.out)


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
            seeds = range(fold, fold + _FOLDS * _MISHEARD, _FOLDS)
            yield from _examples(base, Question("train", slug, text), seeds, _PHRASING)


def _asked(articles: Sequence[Article], questions: Sequence[Question]) -> Iterator[Example]:
    base = KnowledgeBase(articles, _UNTRAINED)
    known = {a.slug for a in articles}
    for question in questions:
        if question.slug is None or question.slug in known:
            yield from _examples(base, question, range(_MISHEARD), _QUESTION)


def _examples(
    base: KnowledgeBase, question: Question, seeds: Iterable[int], weight: float
) -> Iterator[Example]:
    """A question as it is, without its spaces, and misheard."""
    yield _example(base, question, question.text, weight)
    spoiled = [question.text.replace(" ", ""), *(mishear(question.text, seed) for seed in seeds)]
    for text in spoiled:
        yield _example(base, question, text, weight / 2)


def _example(base: KnowledgeBase, question: Question, text: str, weight: float) -> Example:
    asked = features(text)
    heard = base.hear(asked)
    found = base.candidates(asked, heard)
    right = next((n for n, a in enumerate(base.articles) if a.slug == question.slug), None)
    numbers, evidence = tuple(c.number for c in found), tuple(c.evidence for c in found)
    return Example(base, text, question.text, heard.noise, numbers, evidence, right, weight)


def _learn_order(examples: Sequence[Example]) -> Weights:
    """Softmax regression over the candidates of each question, by averaged stochastic gradient descent."""
    size = len(Evidence._fields)
    weights, total, steps = [1.0] * size + [0.0] * size, [0.0] * (2 * size), 0
    dice = random.Random(_SEED)  # noqa: S311
    rows = list(examples)
    for turn in range(_ORDER_ROUNDS):
        dice.shuffle(rows)
        for example in rows:
            weights = _order_step(weights, example, _ORDER_RATE / (1 + turn))
            if turn >= _ORDER_ROUNDS // 2:
                total, steps = [t + w for t, w in zip(total, weights, strict=True)], steps + 1
    mean = [t / max(1, steps) for t in total]
    return Weights(tuple(mean[:size]), tuple(mean[size:]))


def _order_step(weights: list[float], example: Example, rate: float) -> list[float]:
    size = len(weights) // 2
    at = Weights(tuple(weights[:size]), tuple(weights[size:])).at(example.noise)
    shares = softmax([_dot(at, values) for values in example.evidence])
    right = example.numbers.index(example.right or 0)
    slope = [0.0] * size
    for place, (values, share) in enumerate(zip(example.evidence, shares, strict=True)):
        push = (place == right) - share
        if abs(push) > 1e-4:
            slope = [s + push * v for s, v in zip(slope, values, strict=True)]
    step, keep = rate * example.weight, 1 - _ORDER_DECAY
    clear = [w * keep + step * s for w, s in zip(weights[:size], slope, strict=True)]
    noisy = [w * keep + step * example.noise * s for w, s in zip(weights[size:], slope, strict=True)]
    return clear + noisy


def _clear(examples: Sequence[Example]) -> dict[tuple[str, bool], float]:
    """Every text as it was asked, whether a stranger did, and its weight."""
    return {(e.text, e.right is None): e.weight for e in examples if e.text == e.clear}


def _diction(examples: Sequence[Example]) -> Diction:
    said = _clear(examples).items()
    return learn([(written(text), not who, weight**_SOFTER) for (text, who), weight in said])


def _strange_dictions(examples: Sequence[Example]) -> dict[str, Diction]:
    """For each clear text a diction that was learned without it, as that of a new question would be."""
    texts = sorted({e.clear for e in examples})
    random.Random(_SEED).shuffle(texts)  # noqa: S311
    fold = {text: number % _FOLDS for number, text in enumerate(texts)}
    without = [_diction([e for e in examples if fold[e.clear] != number]) for number in range(_FOLDS)]
    return {text: without[number] for text, number in fold.items()}


def _learn_certainty(model: Model, examples: Sequence[Example], dictions: Mapping[str, Diction]) -> Model:
    """Logistic regression: answered questions against strangers', both sides of equal weight.

    Every stranger counts again with its telling words hidden, because the list of outside subjects can
    never be complete. A question whose right article is not among the first three teaches nothing.
    """
    rows = list(_judged(model, examples, dictions))
    for kind in (0.0, 1.0):
        whole = sum(weight for _, label, weight in rows if label == kind)
        rows = [(v, label, w / whole if label == kind else w) for v, label, w in rows]
    doubled = [((*v, *(v.noise * value for value in v)), label, weight) for v, label, weight in rows]
    size = len(Signs._fields)
    weights = [0.0] * (2 * size)
    for _ in range(_CERTAINTY_ROUNDS):
        weights = _newton_step(weights, doubled)
    trained = replace(model, certainty=Weights(tuple(weights[:size]), tuple(weights[size:])))
    return _balanced(trained, examples, dictions)


def _newton_step(weights: list[float], rows: Sequence[tuple[tuple[float, ...], float, float]]) -> list[float]:
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


def _judged(
    model: Model, examples: Sequence[Example], dictions: Mapping[str, Diction]
) -> Iterator[tuple[Signs, float, float]]:
    for example in examples:
        signs, good = _signs(model, example, dictions)
        if signs is None:
            continue
        if example.right is None:
            yield signs, 0.0, example.weight
            yield signs._replace(outside=0.0), 0.0, example.weight * _HIDDEN
        elif good:
            yield signs, 1.0, example.weight


def _signs(model: Model, example: Example, dictions: Mapping[str, Diction]) -> tuple[Signs | None, bool]:
    if not example.evidence:
        return None, False
    strengths = model.strengths(example.evidence, example.noise)
    order = sorted(range(len(strengths)), key=lambda i: -strengths[i])
    best, asked = order[0], features(example.text)
    share = softmax(strengths)[best]
    heard = example.base.hear(asked)
    signs = example.base.signs(asked, heard, example.evidence[best], share)
    signs = signs._replace(diction=dictions[example.clear].judge(asked.question.text))
    return signs, example.right in [example.numbers[i] for i in islice(order, 3)]


def _balanced(model: Model, examples: Sequence[Example], dictions: Mapping[str, Diction]) -> Model:
    """The bias set so that at 0.5 as many citizens' questions are lost as strangers' are let through.

    Judged by the train questions, well heard and misheard, with the strangers' telling words hidden, since
    new strangers will have new words. The articles' phrasings stay out: without their like they are too hard.
    """
    reached: list[tuple[float, bool, float]] = []
    for example in examples:
        if example.weight < _QUESTION / 2:
            continue
        signs, good = _signs(model, example, dictions)
        if signs and example.right is None:
            reached.append((model.certain(signs._replace(outside=0.0)), True, example.weight))
        elif signs and good:
            reached.append((model.certain(signs), False, example.weight))
    middle = _even(sorted(reached))
    clear = list(model.certainty.clear)
    clear[Signs._fields.index("bias")] -= log(middle / (1.0 - middle))
    noisy = list(model.certainty.noisy)
    noisy[Signs._fields.index("bias")] += _EASE
    return replace(model, certainty=Weights(tuple(clear), tuple(noisy)), threshold=0.5)


def _even(reached: Sequence[tuple[float, bool, float]]) -> float:
    """The certainty at which both kinds of errors are the same share."""
    whole = {side: sum(weight for _, who, weight in reached if who == side) for side in (True, False)}
    lost, slipped = 0.0, whole[True]
    for certainty, stranger, weight in reached:
        if lost * whole[True] >= slipped * whole[False]:
            return certainty
        lost, slipped = (lost, slipped - weight) if stranger else (lost + weight, slipped)
    return 0.5


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True))


if __name__ == "__main__":
    main()
