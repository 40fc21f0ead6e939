"""Finds phrasings by which another article answers: the overlaps that equal words do not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge_base.article import Article
from knowledge_base.lint import Finding, Level
from knowledge_base.matcher import KnowledgeBase


def rivals(articles: Sequence[Article]) -> Iterator[Finding]:
    """A warning for every phrasing whose own article is not found first (about 1 ms a phrasing)."""
    base = KnowledgeBase(articles)
    for article in articles:
        for phrasing in article.phrasings:
            first = next(iter(base.search(phrasing, limit=1).results), None)
            if first is not None and first.article.slug != article.slug:
                other = f"'{first.article.title}'({first.article.slug})"
                message = f"'{phrasing}'이라고 물으면 {other} 문서가 먼저 나옵니다."
                yield Finding(article.slug, Level.WARNING, "rival", message)
