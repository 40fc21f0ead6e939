"""The knowledge base in the words of the voice menu."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from sqlalchemy.exc import SQLAlchemyError

from callcenter.ivr.nodes.search_kb import KbFound
from callcenter.knowledge.service import KnowledgeService
from callcenter.knowledge.spoken import KnowledgeAnswers
from callcenter.problems import Problem

log = structlog.get_logger("callcenter.library")

NONE = KbFound(level="none")
MOST_NOTES_WAITING = 200


class ArticleLibrary:
    """`callcenter.asterisk.library.Library` over the articles the agents see too.

    What was answered and what was not is written down by a thread of its own: no caller waits for the
    database.
    """

    def __init__(self, service: KnowledgeService, answers: KnowledgeAnswers) -> None:
        self._service, self._answers = service, answers
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="library")
        self._places = threading.BoundedSemaphore(MOST_NOTES_WAITING)

    def phrasings(self) -> tuple[str, ...]:
        """Every way people ask, for the recogniser. Waits for the first shelf; raises `NotReady`."""
        articles = self._service.shelf.base.articles
        found = (text for article in articles for text in (article.title, *article.phrasings))
        return tuple(dict.fromkeys(found))

    def search(self, call_id: str, queries: Sequence[str]) -> KbFound:
        """Sure only where both texts that were heard are answered by the same article."""
        heard = [query for query in queries if query]
        answer = self._answers.answer(heard) if heard else None
        if answer is None or not answer.answered:
            if heard:
                self._note(lambda: self._answers.not_found(heard[0], call_id))
            return NONE
        return KbFound(
            level="sure" if answer.sure else "unsure",
            slug=answer.slug,
            title=answer.title,
            answer=answer.text,
            desk=answer.next_steps.queue or "",
            others=answer.best[1:],
        )

    def told(self, call_id: str, slug: str) -> None:
        """Kept for the figures of the article."""
        self._note(lambda: self._answers.spoken(slug, call_id))

    def close(self) -> None:
        """Write down what waits."""
        self._notes.shutdown(wait=True)

    def _note(self, write: Callable[[], object]) -> None:
        if not self._places.acquire(blocking=False):
            log.warning("library_note_dropped")
            return
        self._notes.submit(self._written, write)

    def _written(self, write: Callable[[], object]) -> None:
        try:
            write()
        except (Problem, SQLAlchemyError) as error:
            log.warning("library_note_failed", error=type(error).__name__)
        finally:
            self._places.release()
