"""Corrections of articles: an agent proposes, a supervisor or administrator decides.

An accepted phrasing is found at once (`Shelves`), before it stands in the article's file; a text has
to be written into the file by the article's owner, and is shown beside the article until then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from callcenter.knowledge.models import KnowledgeProposal, ProposalStatus
from callcenter.knowledge.people import names_of
from callcenter.knowledge.service import KnowledgeService
from callcenter.knowledge.shelf import Phrasing, Shelf
from callcenter.privacy.remarks import resident_number_remarks
from callcenter.problems import Conflict, Invalid, NotFound, invalid_field
from callcenter.security.audit import AuditLog
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from knowledge_base.normalise import content


@dataclass(frozen=True, slots=True)
class NewProposal:
    """Without `slug` a new article is wished for; then `text` says what it should answer."""

    slug: str | None
    phrasing: str | None
    text: str | None
    reason: str


@dataclass(frozen=True)
class ProposalPage:
    """One page of proposals; `names` by user id."""

    items: Sequence[KnowledgeProposal]
    total: int
    names: Mapping[int, str]


def accepted_phrasings(database: Database) -> list[Phrasing]:
    """Slug and phrasing of what was accepted, the oldest first."""
    with database.reading() as session:
        rows = session.exec(
            select(KnowledgeProposal.slug, KnowledgeProposal.phrasing)
            .where(
                col(KnowledgeProposal.status) == ProposalStatus.ACCEPTED,
                col(KnowledgeProposal.slug).is_not(None),
                col(KnowledgeProposal.phrasing).is_not(None),
            )
            .order_by(col(KnowledgeProposal.id))
        ).all()
    return [(slug, phrasing) for slug, phrasing in rows if slug and phrasing]


class ProposalService:
    """`renew` puts what was just accepted on the shelf (`Shelves.renew`)."""

    def __init__(
        self,
        database: Database,
        service: KnowledgeService,
        audit: AuditLog,
        renew: Callable[[], object],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._service = service
        self._audit = audit
        self._renew = renew
        self._clock = clock

    def propose(self, new: NewProposal, by: Identity) -> KnowledgeProposal:
        """A new proposal, to be decided by a reviewer. Raises as `check` does."""
        self.check(new)
        with self._database.transaction() as session:
            return self.write(session, new, by)

    def check(self, new: NewProposal) -> None:
        """Raises `Invalid` or `Conflict` when it could never be accepted."""
        texts = {"phrasing": new.phrasing or "", "text": new.text or "", "reason": new.reason}
        remarks = resident_number_remarks(texts)
        if remarks:
            raise Invalid("invalid_input", remarks)
        if bool(new.phrasing) == bool(new.text):
            raise invalid_field("phrasing", "knowledge.phrasing_or_text")
        if new.slug is None:
            if not new.text:
                raise invalid_field("slug", "knowledge.which_article")
            return
        if new.slug not in self._service.shelf.articles:
            raise invalid_field("slug", "knowledge.no_article")
        if new.phrasing:
            _check_phrasing(self._service.shelf, new.slug, new.phrasing)

    def write(
        self, session: Session, new: NewProposal, by: Identity, question_id: int | None = None
    ) -> KnowledgeProposal:
        """Within the caller's transaction; `new` has been checked."""
        proposal = KnowledgeProposal(
            slug=new.slug,
            phrasing=new.phrasing or None,
            text=new.text or None,
            reason=new.reason,
            question_id=question_id,
            proposed_by=by.user_id,
            proposed_at=self._clock(),
        )
        session.add(proposal)
        session.flush()
        self._note(session, "propose", proposal, by)
        return proposal

    def page(self, status: str, page: int, page_size: int, by: Identity | None = None) -> ProposalPage:
        """Newest first; `status` may be `all`. With `by`, only that person's own."""
        conditions = [] if status == "all" else [col(KnowledgeProposal.status) == status]
        if by is not None:
            conditions.append(col(KnowledgeProposal.proposed_by) == by.user_id)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(KnowledgeProposal).where(*conditions)).one()
            items = session.exec(
                select(KnowledgeProposal)
                .where(*conditions)
                .order_by(col(KnowledgeProposal.id).desc())
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            return ProposalPage(items, total, _names(session, items))

    def names(self, proposal: KnowledgeProposal) -> Mapping[int, str]:
        """Names of the people behind a proposal, by user id."""
        with self._database.reading() as session:
            return _names(session, [proposal])

    def corrections(self, slug: str) -> Sequence[KnowledgeProposal]:
        """Accepted texts that do not stand in the article's file yet, the newest first."""
        with self._database.reading() as session:
            return session.exec(
                select(KnowledgeProposal)
                .where(
                    col(KnowledgeProposal.slug) == slug,
                    col(KnowledgeProposal.text).is_not(None),
                    col(KnowledgeProposal.status) == ProposalStatus.ACCEPTED,
                    col(KnowledgeProposal.exported_at).is_(None),
                )
                .order_by(col(KnowledgeProposal.id).desc())
            ).all()

    def accept(self, proposal_id: int, by: Identity) -> KnowledgeProposal:
        """From now on the article is found by the phrasing. Raises `Conflict` when the phrasing has
        meanwhile become another article's.
        """
        with self._database.transaction() as session:
            proposal = _undecided(session, proposal_id)
            if proposal.slug and proposal.phrasing:
                _check_phrasing(self._service.shelf, proposal.slug, proposal.phrasing)
            self._decide(session, proposal, ProposalStatus.ACCEPTED, "", by)
        self._renew()
        return proposal

    def reject(self, proposal_id: int, reason: str, by: Identity) -> KnowledgeProposal:
        """Decide against it; whoever proposed it sees the reason."""
        with self._database.transaction() as session:
            proposal = _undecided(session, proposal_id)
            self._decide(session, proposal, ProposalStatus.REJECTED, reason, by)
        return proposal

    def reopen(self, proposal_id: int, by: Identity) -> KnowledgeProposal:
        """Take a decision back, unless it already stands in the article's file."""
        with self._database.transaction() as session:
            proposal = _existing(session, proposal_id)
            if proposal.status not in (ProposalStatus.ACCEPTED, ProposalStatus.REJECTED):
                raise Conflict("knowledge.not_decided")
            if proposal.exported_at is not None:
                raise Conflict("knowledge.exported")
            proposal.status, proposal.decision = ProposalStatus.OPEN, ""
            proposal.decided_by, proposal.decided_at = None, None
            self._note(session, "reopen_proposal", proposal, by)
        self._renew()
        return proposal

    def withdraw(self, session: Session, question_id: int) -> None:
        """What was proposed by closing a question goes with the close; what is decided stays."""
        open_ones = session.exec(
            select(KnowledgeProposal).where(
                col(KnowledgeProposal.question_id) == question_id,
                col(KnowledgeProposal.status) == ProposalStatus.OPEN,
            )
        ).all()
        for proposal in open_ones:
            proposal.status = ProposalStatus.WITHDRAWN

    def _decide(
        self, session: Session, proposal: KnowledgeProposal, status: ProposalStatus, why: str, by: Identity
    ) -> None:
        proposal.status, proposal.decision = status, why
        proposal.decided_by, proposal.decided_at = by.user_id, self._clock()
        action = "accept" if status == ProposalStatus.ACCEPTED else "reject"
        self._note(session, action, proposal, by, why or None)

    def _note(
        self, session: Session, action: str, proposal: KnowledgeProposal, by: Identity, why: str | None = None
    ) -> None:
        self._audit.record(
            f"knowledge.{action}",
            f"knowledge_proposal:{proposal.id}",
            user_id=by.user_id,
            reason=why,
            details={"slug": proposal.slug, "kind": "phrasing" if proposal.phrasing else "text"},
            session=session,
        )


def _check_phrasing(shelf: Shelf, slug: str, phrasing: str) -> None:
    form = content(phrasing)
    if not form:
        raise invalid_field("phrasing", "knowledge.no_words")
    for article in shelf.articles.values():
        if any(content(known) == form for known in article.phrasings):
            code = "knowledge.known_phrasing" if article.slug == slug else "knowledge.others_phrasing"
            raise invalid_field("phrasing", code, title=article.title)


def _existing(session: Session, proposal_id: int) -> KnowledgeProposal:
    proposal = session.get(KnowledgeProposal, proposal_id, with_for_update=True)
    if proposal is None:
        raise NotFound("knowledge.no_proposal")
    return proposal


def _undecided(session: Session, proposal_id: int) -> KnowledgeProposal:
    proposal = _existing(session, proposal_id)
    if proposal.status != ProposalStatus.OPEN:
        raise Conflict("knowledge.decided")
    return proposal


def _names(session: Session, items: Sequence[KnowledgeProposal]) -> dict[int, str]:
    return names_of(session, [person for p in items for person in (p.proposed_by, p.decided_by)])
