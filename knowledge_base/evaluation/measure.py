"""Counts how often the right article comes first, and who is turned away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from knowledge_base.evaluation.mishearing import mishear
from knowledge_base.evaluation.questions import Question

Search = Callable[[str], tuple[bool, Sequence[str]]]
"""From a question to whether it was answered and the slugs of the articles found, best first."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares 0..1 over a set of questions; times in milliseconds a question."""

    questions: int
    strangers: int
    top1: float
    top3: float
    accepted: float
    rejected: float
    p50_ms: float
    p95_ms: float


def measure(search: Search, questions: Iterable[Question], misheard: Sequence[int] = ()) -> Accuracy:
    """Asks every question, or every question once spoiled with each of the seeds in `misheard`."""
    first = third = accepted = rejected = known = strangers = 0
    times: list[float] = []
    for question in questions:
        for text in [mishear(question.text, seed) for seed in misheard] or [question.text]:
            begun = perf_counter()
            answered, slugs = search(text)
            times.append((perf_counter() - begun) * 1000)
            if question.slug is None:
                strangers += 1
                rejected += not answered
                continue
            known += 1
            accepted += answered
            first += slugs[:1] == [question.slug]
            third += question.slug in slugs[:3]
    times.sort()
    return Accuracy(
        questions=known,
        strangers=strangers,
        top1=first / max(1, known),
        top3=third / max(1, known),
        accepted=accepted / max(1, known),
        rejected=rejected / max(1, strangers),
        p50_ms=times[len(times) // 2] if times else 0.0,
        p95_ms=times[int(len(times) * 0.95)] if times else 0.0,
    )
