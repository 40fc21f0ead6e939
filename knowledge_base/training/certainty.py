"""Learns when an answer is given: logistic regression, citizens' questions against strangers'.

Every stranger counts again with its telling words hidden, because the list of outside subjects can never be
complete. A question whose right article is not among the first three teaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import log

from knowledge_base.diction import Diction
from knowledge_base.features import features
from knowledge_base.ranking import Model, Signs, Weights, softmax
from knowledge_base.training.examples import Example
from knowledge_base.training.regression import Row, regress

# Weight of a stranger's question without its telling words beside the whole one.
_HIDDEN = 0.5
# What a wholly misheard question is let off, in log odds: chosen on the validation part, where misheard
# citizens are then lost as often as misheard strangers are let through.
_EASE = 0.5
_FIRST = 3
_BIAS = Signs._fields.index("bias")


@dataclass(frozen=True, slots=True)
class Judged:
    """The signs of an example."""

    signs: Signs
    citizen: bool
    asked: bool
    weight: float


def learn_certainty(model: Model, examples: Sequence[Example], dictions: Mapping[str, Diction]) -> Model:
    """The model with weights of certainty; `dictions` has for each clear text one that never learned it."""
    judged = list(_judged(model, examples, dictions))
    weights, size = regress(list(_rows(judged))), len(Signs._fields)
    trained = replace(model, certainty=Weights(tuple(weights[:size]), tuple(weights[size:])))
    return _balanced(trained, judged)


def _judged(model: Model, examples: Sequence[Example], dictions: Mapping[str, Diction]) -> Iterator[Judged]:
    for example in examples:
        if not example.evidence:
            continue
        strengths = model.strengths(example.evidence, example.noise)
        order = sorted(range(len(strengths)), key=lambda i: -strengths[i])
        if example.stranger or example.right in [example.numbers[i] for i in islice(order, _FIRST)]:
            asked, best = features(example.text), order[0]
            heard = example.base.hear(asked)
            signs = example.base.signs(asked, heard, example.evidence[best], softmax(strengths)[best])
            signs = signs._replace(diction=dictions[example.clear].judge(asked.question.text))
            yield Judged(signs, not example.stranger, example.asked, example.weight)


def _rows(judged: Sequence[Judged]) -> Iterator[Row]:
    """Both sides of equal weight; each value again times the noise."""
    rows: list[Row] = [(one.signs, one.citizen, one.weight) for one in judged]
    rows += [
        (one.signs._replace(outside=0.0), False, one.weight * _HIDDEN) for one in judged if not one.citizen
    ]
    whole = {side: sum(weight for _, who, weight in rows if who == side) for side in (True, False)}
    noise = Signs._fields.index("noise")
    for values, citizen, weight in rows:
        yield (*values, *(values[noise] * value for value in values)), citizen, weight / whole[citizen]


def _balanced(model: Model, judged: Sequence[Judged]) -> Model:
    """The bias set so that as many citizens' questions are lost as strangers' are let through.

    Judged by the train questions, the strangers' telling words hidden, since new strangers will have new
    words. The articles' phrasings stay out: without their like they are too hard.
    """
    asked = [one for one in judged if one.asked]
    middle = _even(
        sorted(
            (
                model.certain(one.signs if one.citizen else one.signs._replace(outside=0.0)),
                one.citizen,
                one.weight,
            )
            for one in asked
        )
    )
    clear, noisy = list(model.certainty.clear), list(model.certainty.noisy)
    clear[_BIAS] -= log(middle / (1.0 - middle))
    noisy[_BIAS] += _EASE
    return replace(model, certainty=Weights(tuple(clear), tuple(noisy)))


def _even(reached: Sequence[tuple[float, bool, float]]) -> float:
    """The certainty at which both kinds of errors are the same share."""
    whole = {side: sum(weight for _, who, weight in reached if who == side) for side in (True, False)}
    lost, slipped = 0.0, whole[False]
    for certainty, citizen, weight in reached:
        if lost * whole[False] >= slipped * whole[True]:
            return certainty
        lost, slipped = (lost + weight, slipped) if citizen else (lost, slipped - weight)
    return 0.5
