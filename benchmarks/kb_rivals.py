"""The usual ways to find an article, to be measured beside ours, over the same phrasings and titles."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from knowledge_base.article import Article

Find = Callable[[str], list[str]]
_TOP, _K1, _B = 3, 1.2, 0.75


def texts(articles: Sequence[Article]) -> tuple[list[str], list[str]]:
    """Every title, synonym and phrasing, and the slug each belongs to."""
    pairs = [(text, a.slug) for a in articles for text in (a.title, *a.synonyms, *a.phrasings)]
    return [text for text, _ in pairs], [slug for _, slug in pairs]


def rapidfuzz_finder(articles: Sequence[Article], scorer: Callable[..., float], *, spaces: bool) -> Find:
    """The nearest texts by a scorer of rapidfuzz."""
    choices, slugs = texts(articles)
    if not spaces:
        choices = ["".join(choice.split()) for choice in choices]

    def find(question: str) -> list[str]:
        asked = question if spaces else "".join(question.split())
        best = process.extract(asked, choices, scorer=scorer, limit=40)
        return list(dict.fromkeys(slugs[place] for *_, place in best))[:_TOP]

    return find


def wratio(articles: Sequence[Article]) -> Find:
    """rapidfuzz WRatio."""
    return rapidfuzz_finder(articles, fuzz.WRatio, spaces=True)


def ratio(articles: Sequence[Article]) -> Find:
    """rapidfuzz ratio without spaces."""
    return rapidfuzz_finder(articles, fuzz.ratio, spaces=False)


def fts5(articles: Sequence[Article]) -> Find:
    """SQLite FTS5 with its trigram tokenizer, one row an article, any trigram of the question, bm25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE kb USING fts5(slug UNINDEXED, body, tokenize='trigram')")
    rows = [(a.slug, " ".join((a.title, *a.synonyms, *a.phrasings))) for a in articles]
    base.executemany("INSERT INTO kb VALUES (?, ?)", rows)

    def find(question: str) -> list[str]:
        wanted = " OR ".join(f'"{gram}"' for gram in sorted(_grams(question.replace('"', ""), 3)))
        if not wanted:
            return []
        query = "SELECT slug FROM kb WHERE kb MATCH ? ORDER BY bm25(kb) LIMIT 3"
        return [slug for (slug,) in base.execute(query, (wanted,))]

    return find


def bm25(articles: Sequence[Article]) -> Find:
    """BM25 over syllable bigrams without spaces, one document an article."""
    documents = [
        Counter(g for t in (a.title, *a.synonyms, *a.phrasings) for g in _grams_of(t)) for a in articles
    ]
    mean = sum(map(Counter.total, documents)) / max(1, len(documents))
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, document in enumerate(documents):
        length = _K1 * (1 - _B + _B * document.total() / mean)
        for gram, count in document.items():
            postings[gram].append((number, count * (_K1 + 1) / (count + length)))

    def find(question: str) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for gram in set(_grams_of(question)):
            held = postings.get(gram, [])
            rarity = math.log(1 + (len(documents) - len(held) + 0.5) / (len(held) + 0.5))
            for number, weight in held:
                scores[number] += rarity * weight
        best = sorted(scores, key=lambda n: (-scores[n], n))[:_TOP]
        return [articles[number].slug for number in best]

    return find


def _grams(text: str, length: int) -> set[str]:
    return {text[i : i + length] for i in range(len(text) - length + 1)}


def _grams_of(text: str) -> list[str]:
    joined = "".join(text.split())
    return [joined[i : i + 2] for i in range(len(joined) - 1)]


RIVALS: dict[str, Callable[[Sequence[Article]], Find]] = {
    "rapidfuzz WRatio": wratio,
    "rapidfuzz ratio, no spaces": ratio,
    "SQLite FTS5 trigram": fts5,
    "bigram BM25": bm25,
}
