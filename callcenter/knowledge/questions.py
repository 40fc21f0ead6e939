"""Questions no article answered: each is a task of a desk until somebody closes it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from callcenter.knowledge.models import QUERY_LENGTH, KnowledgeQuestion, QuestionResult
from callcenter.knowledge.people import names_of
from callcenter.knowledge.proposals import NewProposal, ProposalService
from callcenter.knowledge.service import KnowledgeService
from callcenter.knowledge.uses import monday
from callcenter.privacy.remarks import resident_number_remarks
from callcenter.privacy.text import mask_text
from callcenter.problems import Conflict, Invalid, NotFound, invalid_field
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database

_DECIDE_FOR_OTHERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
# From this certainty on, the nearest article tells whose question it is.
_NEAR_ENOUGH = 0.3


@dataclass(frozen=True)
class QuestionFilter:
    """`status`: `open`, `closed` or `all`; `owner`: `me`, `nobody` or `all`."""

    status: str = "open"
    desk: str = ""
    owner: str = "all"


@dataclass(frozen=True)
class QuestionPage:
    """One page of questions; `names` by user id."""

    items: Sequence[KnowledgeQuestion]
    total: int
    names: Mapping[int, str]


class QuestionService:
    """`desk_of_call` tells in which line a call stands or stood."""

    def __init__(
        self,
        database: Database,
        service: KnowledgeService,
        proposals: ProposalService,
        audit: AuditLog,
        desks: Collection[str],
        fallback_desk: str,
        desk_of_call: Callable[[str], str | None],
        zone: tzinfo,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._service = service
        self._proposals = proposals
        self._audit = audit
        self._desks = frozenset(desks)
        self._fallback = fallback_desk
        self._desk_of_call = desk_of_call
        self._zone = zone
        self._clock = clock

    def ask(self, query: str, call_id: str | None, by: Identity | None) -> KnowledgeQuestion:
        """A new task; the same question of the same call is one. Personal numbers in it are not kept."""
        words = mask_text(query).text[:QUERY_LENGTH]
        desk = self._owning_desk(words, call_id, by)
        now = self._clock()
        with self._database.transaction() as session:
            if call_id is not None:
                same = (KnowledgeQuestion.call_id == call_id, KnowledgeQuestion.query == words)
                before = session.exec(select(KnowledgeQuestion).where(*same)).first()
                if before is not None:
                    return before
            question = KnowledgeQuestion(
                query=words,
                desk=desk,
                call_id=call_id,
                asked_by=by.user_id if by else None,
                asked_at=now,
                week=monday(now, self._zone),
            )
            session.add(question)
            session.flush()
            user_id = by.user_id if by else None
            self._note(session, "ask", question, user_id)
        return question

    def page(self, wanted: QuestionFilter, by: Identity, page: int, page_size: int) -> QuestionPage:
        """Newest first; agents see the desks they serve, and what is their own."""
        conditions = _conditions(wanted, by)
        with self._database.reading() as session:
            total = session.exec(select(func.count()).select_from(KnowledgeQuestion).where(*conditions)).one()
            items = session.exec(
                select(KnowledgeQuestion)
                .where(*conditions)
                .order_by(col(KnowledgeQuestion.asked_at).desc(), col(KnowledgeQuestion.id).desc())
                .offset((page - 1) * page_size)
                .limit(page_size)
            ).all()
            return QuestionPage(items, total, _names(session, items))

    def names(self, question: KnowledgeQuestion) -> Mapping[int, str]:
        """Names of the people behind a question, by user id."""
        with self._database.reading() as session:
            return _names(session, [question])

    def take(self, question_id: int, by: Identity) -> KnowledgeQuestion:
        """Mine from now on; taking it again changes nothing."""
        with self._database.transaction() as session:
            question = _open(session, question_id, by)
            if question.owner_id not in (None, by.user_id):
                raise _owned(session, question)
            question.owner_id = by.user_id
            self._note(session, "take", question, by.user_id)
        return question

    def give_back(self, question_id: int, by: Identity) -> KnowledgeQuestion:
        """Nobody's again; a supervisor may do so for another."""
        with self._database.transaction() as session:
            question = _open(session, question_id, by)
            _mine(session, question, by)
            question.owner_id = None
            self._note(session, "give_back", question, by.user_id)
        return question

    def move(self, question_id: int, desk: str, by: Identity) -> KnowledgeQuestion:
        """It belongs to another desk; nobody there has taken it yet."""
        if desk not in self._desks:
            raise invalid_field("desk", "knowledge.no_desk")
        with self._database.transaction() as session:
            question = _open(session, question_id, by)
            _mine(session, question, by)
            question.desk, question.owner_id = desk, None
            self._note(session, "move", question, by.user_id)
        return question

    def close(
        self, question_id: int, note: str, proposal: NewProposal | None, by: Identity
    ) -> KnowledgeQuestion:
        """With a proposal, or because no article is needed (then `note` says why)."""
        remarks = resident_number_remarks({"note": note})
        if remarks:
            raise Invalid("invalid_input", remarks)
        if proposal is not None:
            self._proposals.check(proposal)
        with self._database.transaction() as session:
            question = _open(session, question_id, by)
            _mine(session, question, by)
            if proposal is not None:
                self._proposals.write(session, proposal, by, question.id)
            question.owner_id = question.owner_id or by.user_id
            question.result = QuestionResult.PROPOSAL if proposal else QuestionResult.NOT_NEEDED
            question.note = note
            question.closed_at, question.closed_by = self._clock(), by.user_id
            self._note(session, "close", question, by.user_id)
        return question

    def reopen(self, question_id: int, by: Identity) -> KnowledgeQuestion:
        """Take a close back, and with it the proposal, unless that has been decided."""
        with self._database.transaction() as session:
            question = _visible(session, question_id, by)
            if question.closed_at is None:
                raise Conflict("knowledge.not_closed")
            _mine(session, question, by)
            self._proposals.withdraw(session, question_id)
            question.result, question.closed_at, question.closed_by = None, None, None
            self._note(session, "reopen", question, by.user_id)
        return question

    def _owning_desk(self, query: str, call_id: str | None, by: Identity | None) -> str:
        desk = self._desk_of_call(call_id) if call_id else None
        if desk in self._desks:
            return desk or self._fallback
        found = self._service.search(query, 1)
        if found.hits and found.hits[0].score >= _NEAR_ENOUGH:
            return found.hits[0].known.desk
        served = [name for name in (by.desks if by else ()) if name in self._desks]
        return served[0] if len(served) == 1 else self._fallback

    def _note(self, session: Session, action: str, question: KnowledgeQuestion, user_id: int | None) -> None:
        self._audit.record(
            f"knowledge.question_{action}",
            f"knowledge_question:{question.id}",
            user_id=user_id,
            session=session,
        )


def _conditions(wanted: QuestionFilter, by: Identity) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    closed_at, owner = col(KnowledgeQuestion.closed_at), col(KnowledgeQuestion.owner_id)
    if wanted.status != "all":
        conditions.append(closed_at.is_(None) if wanted.status == "open" else closed_at.is_not(None))
    if wanted.owner == "me":
        conditions.append(owner == by.user_id)
    elif wanted.owner == "nobody":
        conditions.append(owner.is_(None))
    if wanted.desk:
        conditions.append(col(KnowledgeQuestion.desk) == wanted.desk)
    if by.role == Role.AGENT and by.desks:
        asked = col(KnowledgeQuestion.asked_by) == by.user_id
        conditions.append(col(KnowledgeQuestion.desk).in_(by.desks) | (owner == by.user_id) | asked)
    return conditions


def _visible(session: Session, question_id: int, by: Identity) -> KnowledgeQuestion:
    question = session.get(KnowledgeQuestion, question_id, with_for_update=True)
    seen = question is not None and (
        by.role != Role.AGENT
        or not by.desks
        or question.desk in by.desks
        or by.user_id in (question.owner_id, question.asked_by)
    )
    if question is None or not seen:
        raise NotFound("knowledge.no_question")
    return question


def _open(session: Session, question_id: int, by: Identity) -> KnowledgeQuestion:
    question = _visible(session, question_id, by)
    if question.closed_at is not None:
        raise Conflict("knowledge.closed")
    return question


def _mine(session: Session, question: KnowledgeQuestion, by: Identity) -> None:
    if question.owner_id not in (None, by.user_id) and by.role not in _DECIDE_FOR_OTHERS:
        raise _owned(session, question)


def _owned(session: Session, question: KnowledgeQuestion) -> Conflict:
    name = _names(session, [question]).get(question.owner_id or 0, "")
    return Conflict("knowledge.owned", facts={"name": name})


def _names(session: Session, items: Sequence[KnowledgeQuestion]) -> dict[int, str]:
    return names_of(session, [person for q in items for person in (q.asked_by, q.owner_id, q.closed_by)])
