"""What the jobs noticed: kept until a person has looked at it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from callcenter.clock import now
from callcenter.jobs.models import Finding
from callcenter.problems import Conflict, NotFound
from callcenter.security.audit import AuditLog
from callcenter.storage.database import Database


@dataclass(frozen=True)
class FindingPage:
    """One page of findings, the newest first, and how many there are in all."""

    items: Sequence[Finding]
    total: int


class Findings:
    """`on_found` is told each new finding, in the thread of the job."""

    def __init__(self, database: Database, audit: AuditLog, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self.on_found: list[Callable[[Finding], None]] = []

    def note(self, kind: str, subject: str, facts: Mapping[str, str | int]) -> bool:
        """Keep it; False when it is known already, settled or not. `jobs.finding_<kind>` is its sentence."""
        key = f"{kind}/{subject}"
        with self._database.transaction() as session:
            if session.get(Finding, key) is not None:
                return False
            finding = Finding(id=key, kind=kind, subject=subject, facts=dict(facts), found_at=self._clock())
            session.add(finding)
        for listener in self.on_found:
            listener(finding)
        return True

    def page(self, page: int, page_size: int, *, settled: bool) -> FindingPage:
        """Those somebody has settled, or those nobody has; `page` counts from 1."""
        done = col(Finding.settled_at)
        wanted = done.is_not(None) if settled else done.is_(None)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(Finding).where(wanted)).one()
            items = session.exec(
                select(Finding)
                .where(wanted)
                .order_by(col(Finding.found_at).desc(), col(Finding.id))
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
        return FindingPage(items, total)

    def settle(self, finding_id: str, note: str, user_id: int) -> Finding:
        """Somebody has looked, and says what came of it. Raises `NotFound`, `Conflict`."""
        with self._database.transaction() as session:
            finding = session.get(Finding, finding_id, with_for_update=True)
            if finding is None:
                raise NotFound("jobs.no_such_finding")
            if finding.settled_at is not None:
                raise Conflict("jobs.already_settled")
            finding.settled_at, finding.settled_by, finding.note = self._clock(), user_id, note
            self._audit.record(
                "finding.settle", finding.subject, user_id=user_id, reason=note, session=session
            )
        return finding
