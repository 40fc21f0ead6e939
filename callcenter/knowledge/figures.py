"""How well the articles do: answered and unanswered questions, first places, use, by week and desk.

Answer rate: questions an article was used for ÷ (those + questions without an answer). An article used
in several ways in one call counts as one question. Precision@1: questions whose article stood first
among those found ÷ questions where its place is known.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, literal
from sqlalchemy import select as wide_select  # SQLModel types four columns at most
from sqlmodel import Session, case, cast, col, func, select

from callcenter.knowledge.models import How, KnowledgeQuestion, KnowledgeUse
from callcenter.knowledge.service import KnowledgeService
from callcenter.storage.database import Database


@dataclass(slots=True)
class Tally:
    """Counts of questions. `placed`: those whose article has a known place; `first`: in the first."""

    answered: int = 0
    unanswered: int = 0
    placed: int = 0
    first: int = 0

    @property
    def answer_rate(self) -> float | None:
        """Percent; None without questions."""
        return _percent(self.answered, self.answered + self.unanswered)

    @property
    def precision(self) -> float | None:
        """Precision@1 in percent; None when no place is known."""
        return _percent(self.first, self.placed)

    def add(self, other: "Tally") -> None:
        """Count the questions of `other` in."""
        self.answered += other.answered
        self.unanswered += other.unanswered
        self.placed += other.placed
        self.first += other.first


@dataclass(frozen=True, slots=True)
class ArticleUse:
    """How often an article was given to citizens; `desk` is empty for one that is gone."""

    slug: str
    title: str
    desk: str
    ways: Mapping[str, int]
    """Uses by `How`."""
    tally: Tally

    @property
    def total(self) -> int:
        return sum(self.ways.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts in all, by desk name and by Monday, and the use of each article."""

    whole: Tally
    desks: Mapping[str, Tally]
    weeks: Mapping[date, Tally]
    articles: Sequence[ArticleUse]
    """The most used first; those nobody used are there, too."""


class KnowledgeFigures:
    """Reckons the figures; `desks` are the names that are shown even without questions."""

    def __init__(self, database: Database, service: KnowledgeService, desks: Sequence[str]) -> None:
        self._database = database
        self._service = service
        self._desks = desks

    def between(self, since: datetime, until: datetime) -> Figures:
        """Of the uses and questions from `since` until before `until`."""
        whole, desks, weeks = (
            Tally(),
            {desk: Tally() for desk in self._desks},
            defaultdict[date, Tally](Tally),
        )
        slugs = defaultdict[str, Tally](Tally)
        with self._database.reading() as session:
            for slug, desk, week, tally in [
                *_answered(session, since, until),
                *_unanswered(session, since, until),
            ]:
                for part in (whole, desks.setdefault(desk, Tally()), weeks[week]):
                    part.add(tally)
                if slug:
                    slugs[slug].add(tally)
            ways = _ways(session, since, until)
        return Figures(whole, desks, dict(sorted(weeks.items())), self._articles(slugs, ways))

    def _articles(self, slugs: Mapping[str, Tally], ways: Mapping[str, Counter[str]]) -> list[ArticleUse]:
        shelf = {known.article.slug: known for known in self._service.listing()}
        rows = []
        for slug in sorted({*shelf, *ways}):
            known = shelf.get(slug)
            title, desk = (known.article.title, known.desk) if known else (slug, "")
            rows.append(ArticleUse(slug, title, desk, ways.get(slug, Counter()), slugs.get(slug, Tally())))
        return sorted(rows, key=lambda row: (-row.total, row.title))


Row = tuple[str, str, date, Tally]


def _answered(session: Session, since: datetime, until: datetime) -> list[Row]:
    """One question for each call and article; its place is the best one noted."""
    use = KnowledgeUse
    question = func.coalesce(col(use.call_id), literal("use:") + cast(col(use.id), String))
    once = (
        wide_select(
            col(use.slug),
            func.min(use.desk).label("desk"),
            func.min(use.week).label("week"),
            func.count(col(use.rank)).label("placed"),
            func.max(case((col(use.rank) == 1, 1), else_=0)).label("first"),
        )
        .where(col(use.at) >= since, col(use.at) < until)
        .group_by(col(use.slug), question)
        .subquery()
    )
    each = (once.c.slug, once.c.desk, once.c.week)
    placed = func.sum(case((once.c.placed > 0, 1), else_=0))
    counted = wide_select(*each, func.count(), placed, func.sum(once.c.first)).group_by(*each)
    return [
        (slug, desk, week, Tally(answered=count, placed=int(with_place), first=int(first)))
        for slug, desk, week, count, with_place, first in session.connection().execute(counted)
    ]


def _unanswered(session: Session, since: datetime, until: datetime) -> list[Row]:
    rows = session.exec(
        select(col(KnowledgeQuestion.desk), col(KnowledgeQuestion.week), func.count())
        .where(col(KnowledgeQuestion.asked_at) >= since, col(KnowledgeQuestion.asked_at) < until)
        .group_by(col(KnowledgeQuestion.desk), col(KnowledgeQuestion.week))
    ).all()
    return [("", desk, week, Tally(unanswered=count)) for desk, week, count in rows]


def _ways(session: Session, since: datetime, until: datetime) -> dict[str, Counter[str]]:
    rows = session.exec(
        select(KnowledgeUse.slug, KnowledgeUse.how, func.count())
        .where(col(KnowledgeUse.at) >= since, col(KnowledgeUse.at) < until)
        .group_by(col(KnowledgeUse.slug), col(KnowledgeUse.how))
    ).all()
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for slug, how, count in rows:
        ways[slug][str(How(how))] += count
    return ways


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
