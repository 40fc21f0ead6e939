"""What the machine says to a citizen's question. Synchronous: a flow calls it in a thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.knowledge.models import How
from callcenter.knowledge.questions import QuestionService
from callcenter.knowledge.service import KnowledgeService, Known
from callcenter.knowledge.uses import UseService
from callcenter.knowledge.weighing import agreed, fits, weigh

CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What follows an answer: a ticket type, a desk, a text to send."""

    ticket_type: str | None = None
    queue: str | None = None
    sms: str | None = None
    """Filled in; None when there is none or a fact of it is missing."""


@dataclass(frozen=True, slots=True)
class KnowledgeAnswer:
    """`answered` is True only when `text` may be spoken: it fits, has not expired, has no hole; `sure` when
    it need not be read back first.

    `slug` and `title` are those of the best article either way, empty when there is none, and
    `next_steps` where it leads; `best` are the slugs that the agent sees when a person takes over.
    """

    answered: bool
    sure: bool = False
    slug: str = ""
    title: str = ""
    text: str = ""
    next_steps: NextSteps = NextSteps()
    best: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Facts in `text` that the site has not set; what is said of them is only an example."""


class KnowledgeAnswers:
    """Answers for a flow's `search_kb`. `answer` takes milliseconds; the others write to the database."""

    def __init__(self, service: KnowledgeService, uses: UseService, questions: QuestionService) -> None:
        self._service = service
        self._uses = uses
        self._questions = questions

    def answer(self, texts: Sequence[str]) -> KnowledgeAnswer:
        """The answer to what a citizen said, as one or two recognisers heard it, the better text first.

        Reads memory only.
        """
        found = [self._service.search(text, CANDIDATES) for text in texts]
        ranked = weigh(found)
        if not ranked:
            return KnowledgeAnswer(answered=False)
        first = ranked[0].hit.known
        speakable = fits(ranked[0], found) and first.speakable
        return KnowledgeAnswer(
            answered=speakable,
            sure=speakable and agreed(ranked[0], found),
            slug=first.article.slug,
            title=first.article.title,
            text=first.spoken.text if speakable else "",
            next_steps=_steps(first),
            best=tuple(one.hit.known.article.slug for one in ranked[:CANDIDATES]),
            examples=first.spoken.examples if speakable else (),
        )

    def spoken(self, slug: str, call_id: str) -> None:
        """The citizen has heard this article."""
        self._uses.record(slug, How.SPOKEN, call_id, by=None, place=1)

    def not_found(self, query: str, call_id: str) -> None:
        """The citizen asked this and no article answered: a task of the desk."""
        self._questions.ask(query, call_id, by=None)


def _steps(known: Known) -> NextSteps:
    sms = known.sms.text if known.sms and not known.sms.missing and not known.expired else None
    return NextSteps(known.article.next_steps.ticket_type, known.desk, sms)
