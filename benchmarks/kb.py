"""Accuracy and time of the knowledge base beside the usual ways: `python -m benchmarks.kb`.

Accuracy is taken on one part of the question set (validation unless told), well heard and with one syllable
in five wrong. Time is taken with the city's articles, and with generated ones added up to 100,000.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.kb_rivals import RIVALS, Find
from knowledge_base.article import Article
from knowledge_base.data import concepts
from knowledge_base.evaluation.measure import Accuracy, Search, measure
from knowledge_base.evaluation.questions import Question, read_questions
from knowledge_base.loader import ARTICLES, load_articles
from knowledge_base.matcher import KnowledgeBase

_SEEDS = (1, 2, 3)
_SIZES = (95, 1_000, 10_000, 100_000)
# A rival that needs more than this for one question is not measured with more articles.
_PATIENCE_MS = 2_000.0
_PHRASINGS = 12


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a question; seconds to build; megabytes of the process so far."""

    articles: int
    name: str
    p50_ms: float
    p95_ms: float
    build_s: float
    memory_mb: int


def main() -> None:
    """Measures and prints; writes Markdown where told."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, action="append")
    options.add_argument("--part", default="validation", choices=["train", "validation", "test"])
    options.add_argument("--sizes", type=int, nargs="*", default=list(_SIZES))
    options.add_argument("--markdown", type=Path)
    given = options.parse_args()
    known = [a for folder in given.articles or [ARTICLES] for a in load_articles(folder)[0]]
    questions = [q for q in read_questions() if q.part == given.part]
    lines = [*_accuracy(known, questions, given.part), "", *_times(known, questions, given.sizes)]
    if given.markdown:
        given.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _say(line: str) -> str:
    print(line)
    sys.stdout.flush()
    return line


def _accuracy(known: Sequence[Article], questions: Sequence[Question], part: str) -> Iterator[str]:
    yield _say(f"Part `{part}`; the second figure is with one syllable in five wrong.\n")
    yield _say("| matcher | top-1 | top-3 | accepted | strangers rejected |")
    yield _say("|---|---|---|---|---|")
    finders: dict[str, Search] = {"ours": _ours(known)}
    finders |= {name: _always(build(known)) for name, build in RIVALS.items()}
    for name, search in finders.items():
        clear, misheard = measure(search, questions), measure(search, questions, _SEEDS)
        cells = [_pair(clear, misheard, field) for field in ("top1", "top3", "accepted", "rejected")]
        if name != "ours":
            cells[2:] = ["-", "-"]
        yield _say(f"| {name} | {' | '.join(cells)} |")


def _pair(clear: Accuracy, misheard: Accuracy, field: str) -> str:
    return f"{getattr(clear, field):.1%} / {getattr(misheard, field):.1%}"


def _times(known: Sequence[Article], questions: Sequence[Question], sizes: Sequence[int]) -> Iterator[str]:
    yield _say("| articles | matcher | p50 ms | p95 ms | build s | process MB |")
    yield _say("|---|---|---|---|---|---|")
    builders: dict[str, Callable[[Sequence[Article]], Search]] = {"ours": _ours}
    builders |= {name: _rival(build) for name, build in RIVALS.items()}
    given_up: set[str] = set()
    for size in sizes:
        articles = [*known[:size], *generated(known, size - len(known))]
        for name, build in builders.items():
            if name in given_up:
                yield _say(f"| {size:,} | {name} | > {_PATIENCE_MS:,.0f} | | | |")
                continue
            timing = _time(name, build, articles, questions)
            if timing.p50_ms * sizes[-1] / size > _PATIENCE_MS * 10 or timing.p95_ms > _PATIENCE_MS:
                given_up.add(name)
            cells = f"{timing.p50_ms:.2f} | {timing.p95_ms:.2f} | {timing.build_s:.1f} | {timing.memory_mb}"
            yield _say(f"| {size:,} | {name} | {cells} |")


def _time(
    name: str,
    build: Callable[[Sequence[Article]], Search],
    articles: Sequence[Article],
    questions: Sequence[Question],
) -> Timing:
    gc.collect()
    begun = perf_counter()
    search = build(articles)
    search(questions[0].text)
    built = perf_counter() - begun
    gc.freeze()
    result = measure(search, questions[: max(20, min(len(questions), 2_000_000 // len(articles)))])
    gc.unfreeze()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Timing(len(articles), name, result.p50_ms, result.p95_ms, built, memory)


def _ours(articles: Sequence[Article]) -> Search:
    base = KnowledgeBase(articles)

    def search(question: str) -> tuple[bool, list[str]]:
        answer = base.search(question)
        return answer.answered, [result.article.slug for result in answer.results]

    return search


def _rival(build: Callable[[Sequence[Article]], Find]) -> Callable[[Sequence[Article]], Search]:
    return lambda articles: _always(build(articles))


def _always(find: Find) -> Search:
    return lambda question: (True, find(question))


def generated(known: Sequence[Article], count: int) -> Iterator[Article]:
    """Articles of other subjects that share verbs, endings and half of their words with the real ones."""
    dice = random.Random(7)
    phrasings = [p.split() for a in known for p in a.phrasings]
    lexicon = concepts()
    words = sorted({w for part in (lexicon.subjects, lexicon.aspects) for ws in part.values() for w in ws})
    syllables = sorted({char for word in words for char in word})
    for number in range(count):
        name = "".join(dice.choices(syllables, k=dice.choice((2, 3, 3, 4))))
        about = [name, *dice.sample(words, 3)]
        yield Article(
            slug=f"generated-{number}",
            title=f"{name} {dice.choice(words)} 안내",
            desk="general",
            phrasings=[_phrase(dice, about, phrasings) for _ in range(_PHRASINGS)],
        )


def _phrase(dice: random.Random, about: Sequence[str], phrasings: Sequence[Sequence[str]]) -> str:
    words = list(dice.choice(phrasings))
    words[0] = dice.choice(about)
    words.insert(dice.randrange(len(words) + 1), about[0])
    return " ".join(words)


if __name__ == "__main__":
    main()
