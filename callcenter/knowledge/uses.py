"""Articles given to citizens, written down for the figures."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlmodel import col, func, select

from callcenter.knowledge.models import How, KnowledgeUse
from callcenter.knowledge.service import KnowledgeService
from callcenter.problems import Conflict
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database

RECENT = timedelta(days=90)
_TO_CITIZENS = frozenset({How.READ, How.SMS, How.SPOKEN})


class UseService:
    """`zone`: the city's, for the weeks."""

    def __init__(
        self,
        database: Database,
        service: KnowledgeService,
        zone: tzinfo,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._service = service
        self._zone = zone
        self._clock = clock

    def record(
        self, slug: str, how: How, call_id: str | None, by: Identity | None, place: int | None = None
    ) -> KnowledgeUse:
        """Once for each call, article and way. `place` is where the article stood among those found, from 1.

        Raises `Conflict` when the article may not be given to a citizen: it has expired.
        """
        known = self._service.get(slug)
        if known.expired and how in _TO_CITIZENS:
            raise Conflict("knowledge.expired", facts={"title": known.article.title})
        now = self._clock()
        with self._database.transaction() as session:
            if call_id is not None:
                same = (KnowledgeUse.call_id == call_id, KnowledgeUse.slug == slug, KnowledgeUse.how == how)
                before = session.exec(select(KnowledgeUse).where(*same)).first()
                if before is not None:
                    return before
            use = KnowledgeUse(
                slug=slug,
                at=now,
                week=monday(now, self._zone),
                desk=known.desk,
                how=how,
                call_id=call_id,
                user_id=by.user_id if by else None,
                rank=place,
            )
            session.add(use)
        return use

    def recent(self) -> Mapping[str, int]:
        """How often each article was used in the last ninety days."""
        since = self._clock() - RECENT
        with self._database.reading() as session:
            rows = session.exec(
                select(KnowledgeUse.slug, func.count())
                .where(col(KnowledgeUse.at) >= since)
                .group_by(col(KnowledgeUse.slug))
            ).all()
        return dict(rows)


def monday(instant: datetime, zone: tzinfo) -> date:
    """The first day of the week an instant falls into, by the city's clocks."""
    day = instant.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
