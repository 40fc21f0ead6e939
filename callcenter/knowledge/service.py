"""Finding articles: by meaning, by initial consonants, along what is being written; one of them whole."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Literal

from callcenter.knowledge.facts import Facts, Filled
from callcenter.knowledge.markdown import Block, blocks
from callcenter.knowledge.shelf import Shelf, Shelves
from callcenter.problems import NotFound
from knowledge_base.article import Article
from knowledge_base.initials import is_initials
from knowledge_base.matcher import Why

_PIECES = 4
_SHORTEST_PIECE = 4
# An article of another desk has to fit that much better while a call of this desk goes on.
_OTHER_DESK = 0.8
_WORTH_SUGGESTING = 0.05
_SHOWN_TOGETHER = 3
_PIECE_END = re.compile(r"[.?!…\n]+")


@dataclass(frozen=True, slots=True)
class Known:
    """An article as it stands today, its facts filled in."""

    article: Article
    desk: str
    expired: bool
    spoken: Filled
    sms: Filled | None

    @property
    def speakable(self) -> bool:
        """Whether a citizen may hear it: neither expired nor with a hole."""
        return not self.expired and not self.spoken.missing


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found."""

    known: Known
    score: float
    """Probability 0..1 that it is the right one."""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` are given, best first, even when nothing is sure enough to be an answer."""

    answered: bool
    certainty: float
    by: Literal["meaning", "initials"]
    hits: Sequence[Hit]


class KnowledgeService:
    """`desks`: names of the desks; an article of no desk belongs to `fallback_desk`. `zone`: the city's."""

    def __init__(
        self,
        shelves: Shelves,
        facts: Facts,
        desks: Collection[str],
        fallback_desk: str,
        zone: tzinfo,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._shelves = shelves
        self._facts = facts
        self._desks = frozenset(desks)
        self._fallback = fallback_desk
        self._zone = zone
        self._clock = clock

    @property
    def shelf(self) -> Shelf:
        return self._shelves.current()

    def search(self, query: str, limit: int) -> Found:
        """By initial consonants where the query holds any, else by meaning."""
        shelf = self.shelf
        if is_initials(query):
            hits = [Hit(self.known(article), 1.0) for article in shelf.names.search(query, limit)]
            return Found(bool(hits), 1.0 if hits else 0.0, "initials", hits)
        answer = shelf.base.search(query, limit, self._today())
        hits = [Hit(self.known(result.article), result.score, result.why) for result in answer.results]
        return Found(answer.answered, answer.certainty, "meaning", hits)

    def suggest(self, text: str, desk: str | None, limit: int) -> Sequence[Hit]:
        """Articles that fit what is being written: the best of its last sentences, one's own desk first."""
        best: dict[str, Hit] = {}
        for piece in _pieces(text):
            for hit in self.search(piece, limit).hits:
                before = best.get(hit.known.article.slug)
                if before is None or before.score < hit.score:
                    best[hit.known.article.slug] = hit

        def weight(hit: Hit) -> float:
            return hit.score * (1.0 if desk in (None, hit.known.desk) else _OTHER_DESK)

        ranked = sorted(best.values(), key=weight, reverse=True)
        good = sum(hit.score >= _WORTH_SUGGESTING for hit in ranked)
        # Beside one that fits, the nearest others are worth a look; beside none they are noise.
        return ranked[: min(limit, max(good, _SHOWN_TOGETHER))] if good else []

    def listing(self, desk: str | None = None, uses: Mapping[str, int] | None = None) -> Sequence[Known]:
        """All articles, or one desk's; the most used first, then by title."""
        counted = uses or {}
        known = [self.known(article) for article in self.shelf.articles.values()]
        kept = [entry for entry in known if desk in (None, entry.desk)]
        return sorted(kept, key=lambda entry: (-counted.get(entry.article.slug, 0), entry.article.title))

    def get(self, slug: str) -> Known:
        """One article. Raises `NotFound`."""
        article = self.shelf.articles.get(slug)
        if article is None:
            raise NotFound("knowledge.no_article")
        return self.known(article)

    def title(self, slug: str | None) -> str:
        """Of an article that may be gone: then its slug."""
        article = self.shelf.articles.get(slug or "")
        return article.title if article else slug or ""

    def text(self, article: Article) -> list[Block]:
        """The whole text for the desktop."""
        return blocks(article.body, self._facts)

    def known(self, article: Article) -> Known:
        """An article with its facts, as of today."""
        steps = article.next_steps
        return Known(
            article=article,
            desk=steps.queue if steps.queue in self._desks else self._fallback,
            expired=article.expired(self._today()),
            spoken=self._facts.fill(" ".join(article.spoken.split())),
            sms=self._facts.fill(steps.sms) if steps.sms else None,
        )

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()


def _pieces(text: str) -> list[str]:
    pieces = [piece.strip() for piece in _PIECE_END.split(text)]
    return [piece for piece in pieces if len(piece) >= _SHORTEST_PIECE][-_PIECES:]
