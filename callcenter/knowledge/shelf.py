"""The articles in memory: read once, exchanged as a whole when a file or an accepted phrasing changes.

Reading and indexing a hundred articles takes most of a second, so it is done by a thread of its own;
requests always find a complete shelf, the old one until the new one stands.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from callcenter.problems import Problem
from knowledge_base.article import Article
from knowledge_base.initials import InitialSearch
from knowledge_base.loader import ARTICLES, load_articles
from knowledge_base.loader import Problem as BrokenFile
from knowledge_base.matcher import KnowledgeBase
from knowledge_base.normalise import content

LOOK_SECONDS = 5.0
FIRST_SHELF_SECONDS = 20.0

Phrasing = tuple[str, str]
"""Slug of an article and one more way to ask for it."""
Stamp = tuple[tuple[str, int, int], ...]
_log = structlog.get_logger(__name__)


class NotReady(Problem):
    """The articles are still being read."""

    status = 503


@dataclass(frozen=True)
class Shelf:
    """All articles at one moment; threads may share it."""

    articles: Mapping[str, Article]
    base: KnowledgeBase
    names: InitialSearch
    taught: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Phrasings that agents taught, by slug."""
    broken: Sequence[BrokenFile] = ()


def make_shelf(
    articles: Sequence[Article], taught: Sequence[Phrasing], broken: Sequence[BrokenFile]
) -> Shelf:
    """A phrasing that has meanwhile come into the article's file counts once."""
    added: dict[str, list[str]] = {}
    known = {article.slug: {content(phrasing) for phrasing in article.phrasings} for article in articles}
    for slug, phrasing in taught:
        form = content(phrasing)
        if slug in known and form not in known[slug]:
            known[slug].add(form)
            added.setdefault(slug, []).append(phrasing)
    whole = [
        article.model_copy(update={"phrasings": [*article.phrasings, *added.get(article.slug, ())]})
        for article in articles
    ]
    return Shelf(
        {article.slug: article for article in whole},
        KnowledgeBase(whole),
        InitialSearch(whole),
        added,
        broken,
    )


class Shelves:
    """The present shelf. `taught` asks for the accepted phrasings; it may raise `SQLAlchemyError`."""

    def __init__(
        self,
        taught: Callable[[], Sequence[Phrasing]] = lambda: (),
        folder: Path = ARTICLES,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._taught = taught
        self._folder = folder
        self._look_seconds = look_seconds
        self._changed = threading.Condition()
        self._shelf: Shelf | None = None
        self._wanted = 0
        self._looked = 0
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin reading; returns at once. A second time changes nothing."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="knowledge", daemon=True)
                self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the reading thread; the shelf stays readable. Waits `timeout` seconds at most."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def current(self, timeout: float = FIRST_SHELF_SECONDS) -> Shelf:
        """Waits for the first shelf only; raises `NotReady` when it does not come in `timeout` seconds."""
        self.start()
        with self._changed:
            self._changed.wait_for(lambda: self._shelf is not None, timeout)
            if self._shelf is None:
                raise NotReady("knowledge.not_ready")
            return self._shelf

    def renew(self, timeout: float = 5.0) -> bool:
        """Look for changes now; True when whatever was there before this call is on the shelf."""
        self.start()
        with self._changed:
            self._wanted += 1
            wanted = self._wanted
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._looked >= wanted or self._stopping, timeout)

    def _run(self) -> None:
        seen: tuple[Stamp, Sequence[Phrasing]] | None = None
        while not self._stopping:
            wanted = self._wanted
            try:
                now = (self._stamp(), tuple(self._taught()))
                if now != seen:
                    self._exchange(now[1])
                    seen = now
            except (OSError, SQLAlchemyError) as error:
                _log.warning("knowledge_not_read", error=type(error).__name__)
            with self._changed:
                self._looked = wanted
                self._changed.notify_all()
                self._changed.wait_for(
                    lambda: self._stopping or self._wanted > self._looked, self._look_seconds
                )

    def _exchange(self, taught: Sequence[Phrasing]) -> None:
        articles, broken = load_articles(self._folder)
        shelf = make_shelf(articles, taught, broken)
        for problem in broken:
            _log.warning("article_left_out", file=problem.path.name, reason=problem.message)
        with self._changed:
            self._shelf = shelf
            self._changed.notify_all()

    def _stamp(self) -> Stamp:
        files = sorted(self._folder.rglob("*.md"))
        stats = [(path, path.stat()) for path in files]
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
