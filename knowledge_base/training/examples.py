"""What the matcher learns from: train questions and held-out phrasings, as asked, unspaced and misheard."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge_base.article import Article
from knowledge_base.evaluation.mishearing import mishear
from knowledge_base.evaluation.questions import Question
from knowledge_base.features import features
from knowledge_base.matcher import KnowledgeBase
from knowledge_base.ranking import Evidence, Model

FOLDS = 5
SEED = 20_261_123
# How often each question is also asked misheard.
_MISHEARD = 3
# Weight of an example by where it comes from; a spoiled one counts half. A phrasing without its like in the
# base is harder than what people ask, so it counts less than a question.
_PHRASING, _QUESTION = 0.1, 1.0
_SPOILED = 0.5


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

    @property
    def stranger(self) -> bool:
        """True where no article answers."""
        return self.right is None

    @property
    def asked(self) -> bool:
        """True for a question of the train part, False for a phrasing of an article."""
        return self.weight >= _QUESTION * _SPOILED


def examples(articles: Sequence[Article], questions: Sequence[Question], blank: Model) -> list[Example]:
    """Every train question, and every phrasing asked against a base that was built without it."""
    return [*_held_out(articles, blank), *_asked(articles, questions, blank)]


def _held_out(articles: Sequence[Article], blank: Model) -> Iterator[Example]:
    phrasings = [(text, a.slug) for a in articles for text in a.phrasings]
    random.Random(SEED).shuffle(phrasings)  # noqa: S311 - a repeatable split, not a secret
    for fold in range(FOLDS):
        held = phrasings[fold::FOLDS]
        hidden = {text for text, _ in held}
        kept = [
            a.model_copy(update={"phrasings": [p for p in a.phrasings if p not in hidden]}) for a in articles
        ]
        base = KnowledgeBase(kept, blank)
        for text, slug in held:
            seeds = range(fold, fold + FOLDS * _MISHEARD, FOLDS)
            yield from _spoiled_too(base, Question("train", slug, text), seeds, _PHRASING)


def _asked(articles: Sequence[Article], questions: Sequence[Question], blank: Model) -> Iterator[Example]:
    base = KnowledgeBase(articles, blank)
    known = {a.slug for a in articles}
    for question in questions:
        if question.slug is None or question.slug in known:
            yield from _spoiled_too(base, question, range(_MISHEARD), _QUESTION)


def _spoiled_too(
    base: KnowledgeBase, question: Question, seeds: Iterable[int], weight: float
) -> Iterator[Example]:
    """A question as it is, without its spaces, and misheard."""
    yield _example(base, question, question.text, weight)
    for text in (question.text.replace(" ", ""), *(mishear(question.text, seed) for seed in seeds)):
        yield _example(base, question, text, weight * _SPOILED)


def _example(base: KnowledgeBase, question: Question, text: str, weight: float) -> Example:
    asked = features(text)
    heard = base.hear(asked)
    found = base.candidates(asked, heard)
    right = next((n for n, a in enumerate(base.articles) if a.slug == question.slug), None)
    numbers, evidence = tuple(c.number for c in found), tuple(c.evidence for c in found)
    return Example(base, text, question.text, heard.noise, numbers, evidence, right, weight)
