"""The knowledge base in the words of the voice menu."""

from collections.abc import Collection, Mapping, Sequence

import structlog

from callcenter.ivr.nodes.search_kb import KbFound
from knowledge_base.article import Article
from knowledge_base.matcher import KnowledgeBase
from knowledge_base.placeholders import MissingFactError, fill

log = structlog.get_logger("callcenter.library")

OTHERS = 3
NONE = KbFound(level="none")


class ArticleLibrary:
    """`callcenter.asterisk.library.Library`. `facts` fill what differs by city; an article with a hole, an
    expired one and one without a spoken answer are never spoken."""

    def __init__(
        self,
        articles: Sequence[Article],
        facts: Mapping[str, str],
        desks: Collection[str],
        fallback_desk: str,
    ) -> None:
        self._base = KnowledgeBase(articles)
        self._facts = facts
        self._desks = frozenset(desks)
        self._fallback_desk = fallback_desk

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every way people ask, for the recogniser."""
        found = (text for article in self._base.articles for text in (article.title, *article.phrasings))
        return tuple(dict.fromkeys(found))

    def search(self, queries: Sequence[str]) -> KbFound:
        """Sure only where every text that was heard is answered by the same article."""
        answers = [self._base.search(query, limit=OTHERS) for query in queries if query]
        fitting = [answer for answer in answers if answer.answered and answer.speakable is not None]
        if not fitting:
            return NONE
        best = max(fitting, key=lambda answer: answer.certainty) if not answers[0].answered else fitting[0]
        article = best.results[0].article
        spoken = self._spoken(article)
        if not spoken:
            return NONE
        slugs = {answer.results[0].article.slug for answer in answers if answer.results}
        agreed = len(answers) > 1 and len(slugs) == 1 and len(fitting) >= 1
        return KbFound(
            level="sure" if agreed else "unsure",
            slug=article.slug,
            title=article.title,
            answer=spoken,
            desk=self._desk(article),
            others=tuple(result.article.title for result in best.results[1:]),
        )

    def _spoken(self, article: Article) -> str:
        try:
            return fill(article.spoken, self._facts).strip()
        except MissingFactError as error:
            log.warning("article_not_spoken", slug=article.slug, missing=error.name)
            return ""

    def _desk(self, article: Article) -> str:
        wanted = (article.next_steps.queue, article.desk)
        return next((desk for desk in wanted if desk in self._desks), self._fallback_desk)
