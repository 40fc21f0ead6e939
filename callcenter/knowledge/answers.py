"""What the knowledge API gives."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from callcenter.api_schema import PersonRef
from callcenter.knowledge.figures import Figures, Tally
from callcenter.knowledge.markdown import Block
from callcenter.knowledge.models import (
    How,
    KnowledgeProposal,
    KnowledgeQuestion,
    ProposalStatus,
    QuestionResult,
)
from callcenter.knowledge.service import Found, Hit, Known


class SourceAnswer(BaseModel):
    """Where a fact of an article comes from."""

    name: str
    year: int | None
    url: str | None


class ArticleCard(BaseModel):
    """An article as a list shows it."""

    slug: str
    title: str
    desk: str
    desk_label: str
    owner: str
    reviewed: date | None
    expires: date | None
    expired: bool
    speakable: bool = Field(description="A citizen may hear it: not expired, no fact missing.")
    spoken: str = Field(description="The spoken answer, facts filled in.")
    examples: list[str] = Field(description="Facts in the spoken answer the site has not set.")
    missing: list[str] = Field(description="Facts in the spoken answer nobody knows.")
    sources: list[SourceAnswer]
    sms: str | None = Field(description="The text to send, facts filled in; none for an expired article.")


class WhyAnswer(BaseModel):
    """Why an article was found."""

    phrasing: str
    likeness: float = Field(description="0..1")
    words: list[str]


class HitAnswer(ArticleCard):
    """An article that was found."""

    score: float = Field(ge=0, le=1, description="Probability that it is the right one.")
    why: WhyAnswer | None


class SearchAnswer(BaseModel):
    """What a search found, best first."""

    query: str
    by: Literal["meaning", "initials", "list"]
    answered: bool = Field(description="False when nothing fits; `results` are then only the nearest.")
    certainty: float
    results: list[HitAnswer]


class CorrectionAnswer(BaseModel):
    """A correction that was accepted and waits to be written into the article."""

    text: str
    at: datetime


class ArticleAnswer(ArticleCard):
    """One article whole."""

    blocks: list[Block] = Field(description="The whole text.")
    phrasings: list[str]
    taught: list[str] = Field(description="Those of the phrasings that agents taught.")
    ticket_type: str | None
    corrections: list[CorrectionAnswer] = Field(description="Accepted, not in the text yet.")


class UsedAnswer(BaseModel):
    """A use as it was written down."""

    how: How
    rank: int | None


class QuestionAnswer(BaseModel):
    """A question without an answer, as a task."""

    id: int
    query: str
    desk: str
    desk_label: str
    call_id: str | None
    asked_at: datetime
    asked_by: PersonRef | None = Field(description="Null: the citizen asked the machine.")
    owner: PersonRef | None
    status: Literal["open", "taken", "closed"]
    result: QuestionResult | None
    note: str
    closed_at: datetime | None
    closed_by: PersonRef | None


class QuestionsAnswer(BaseModel):
    """One page of questions."""

    items: list[QuestionAnswer]
    total: int
    page: int
    page_size: int


class ProposalAnswer(BaseModel):
    """A proposal and what became of it."""

    id: int
    slug: str | None
    title: str = Field(description="Of the article; empty for a new one.")
    phrasing: str | None
    text: str | None
    reason: str
    status: ProposalStatus
    proposed_by: PersonRef
    proposed_at: datetime
    decided_by: PersonRef | None
    decided_at: datetime | None
    decision: str
    found_now: str | None = Field(description="Title of the article the phrasing finds at present.")
    exported: bool


class ProposalsAnswer(BaseModel):
    """One page of proposals."""

    items: list[ProposalAnswer]
    total: int
    page: int
    page_size: int


class TallyAnswer(BaseModel):
    """Counts of questions and what follows from them."""

    answered: int
    unanswered: int
    answer_rate: float | None = Field(description="Percent.")
    precision_at_1: float | None = Field(description="Percent.")
    placed: int = Field(description="Questions precision_at_1 is about.")


class DeskFigures(TallyAnswer):
    """The counts of one desk."""

    desk: str
    desk_label: str


class WeekFigures(TallyAnswer):
    """The counts of one week."""

    week: date = Field(description="Its Monday.")


class ArticleFigures(BaseModel):
    """The use of one article."""

    slug: str
    title: str
    desk_label: str
    ways: dict[How, int]
    total: int
    precision_at_1: float | None


class FiguresAnswer(BaseModel):
    """The figures of the days `since` to `until`, both included."""

    since: date
    until: date
    whole: TallyAnswer
    desks: list[DeskFigures]
    weeks: list[WeekFigures]
    articles: list[ArticleFigures]


class Answers:
    """`desks`: labels by name."""

    def __init__(self, desks: Mapping[str, str]) -> None:
        self._desks = desks

    def found(self, query: str, found: Found) -> SearchAnswer:
        """A search as the API gives it."""
        return SearchAnswer(
            query=query,
            by=found.by,
            answered=found.answered,
            certainty=round(found.certainty, 4),
            results=[self.hit(hit) for hit in found.hits],
        )

    def hit(self, hit: Hit) -> HitAnswer:
        """One found article as the API gives it."""
        why = hit.why and WhyAnswer(
            phrasing=hit.why.phrasing, likeness=hit.why.likeness, words=list(hit.why.words)
        )
        return HitAnswer(**self.card(hit.known).model_dump(), score=round(hit.score, 4), why=why)

    def card(self, known: Known) -> ArticleCard:
        """An article as lists of the API give it."""
        article = known.article
        return ArticleCard(
            slug=article.slug,
            title=article.title,
            desk=known.desk,
            desk_label=self._desks.get(known.desk, known.desk),
            owner=article.owner,
            reviewed=article.reviewed,
            expires=article.expires,
            expired=known.expired,
            speakable=known.speakable,
            spoken=known.spoken.text,
            examples=list(known.spoken.examples),
            missing=list(known.spoken.missing),
            sources=[SourceAnswer(name=s.name, year=s.year, url=s.url) for s in article.sources],
            sms=known.sms.text if known.sms and not known.sms.missing and not known.expired else None,
        )

    def question(self, row: KnowledgeQuestion, names: Mapping[int, str]) -> QuestionAnswer:
        """A task as the API gives it; `names` by user id."""
        return QuestionAnswer(
            id=row.id or 0,
            query=row.query,
            desk=row.desk,
            desk_label=self._desks.get(row.desk, row.desk),
            call_id=row.call_id,
            asked_at=row.asked_at,
            asked_by=_person(row.asked_by, names),
            owner=_person(row.owner_id, names),
            status="closed" if row.closed_at else "taken" if row.owner_id else "open",
            result=QuestionResult(row.result) if row.result else None,
            note=row.note,
            closed_at=row.closed_at,
            closed_by=_person(row.closed_by, names),
        )

    def proposal(
        self, row: KnowledgeProposal, names: Mapping[int, str], title: str, found_now: str | None
    ) -> ProposalAnswer:
        """A proposal as the API gives it; `names` by user id, `title` of its article."""
        return ProposalAnswer(
            id=row.id or 0,
            slug=row.slug,
            title=title,
            phrasing=row.phrasing,
            text=row.text,
            reason=row.reason,
            status=ProposalStatus(row.status),
            proposed_by=PersonRef(id=row.proposed_by, name=names.get(row.proposed_by, "")),
            proposed_at=row.proposed_at,
            decided_by=_person(row.decided_by, names),
            decided_at=row.decided_at,
            decision=row.decision,
            found_now=found_now,
            exported=row.exported_at is not None,
        )

    def figures(self, figures: Figures, since: date, until: date) -> FiguresAnswer:
        """Figures as the API gives them."""
        return FiguresAnswer(
            since=since,
            until=until,
            whole=TallyAnswer(**_tally(figures.whole)),
            desks=[
                DeskFigures(desk=desk, desk_label=self._desks.get(desk, desk), **_tally(tally))
                for desk, tally in figures.desks.items()
            ],
            weeks=[WeekFigures(week=week, **_tally(tally)) for week, tally in figures.weeks.items()],
            articles=[
                ArticleFigures(
                    slug=row.slug,
                    title=row.title,
                    desk_label=self._desks.get(row.desk, row.desk),
                    ways={How(how): count for how, count in row.ways.items()},
                    total=row.total,
                    precision_at_1=row.tally.precision,
                )
                for row in figures.articles
            ],
        )


def _tally(tally: Tally) -> dict[str, int | float | None]:
    return {
        "answered": tally.answered,
        "unanswered": tally.unanswered,
        "answer_rate": tally.answer_rate,
        "precision_at_1": tally.precision,
        "placed": tally.placed,
    }


def _person(user_id: int | None, names: Mapping[int, str]) -> PersonRef | None:
    return None if user_id is None else PersonRef(id=user_id, name=names.get(user_id, ""))
