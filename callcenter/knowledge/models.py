"""Tables of what happens to articles: uses, questions without an answer, corrections by agents."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

QUERY_LENGTH = 300
PHRASING_LENGTH = 120
TEXT_LENGTH = 4_000
REASON_LENGTH = 300
SLUG_LENGTH = 80


class How(StrEnum):
    """In which way a citizen was given an article."""

    READ = "read"
    SMS = "sms"
    ATTACHED = "attached"
    SPOKEN = "spoken"
    """By the machine, to a citizen."""


class QuestionResult(StrEnum):
    """How a question without an answer was closed."""

    PROPOSAL = "proposal"
    NOT_NEEDED = "not_needed"


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """The close of the question it came from was taken back."""


class KnowledgeUse(Table, table=True):
    """An article given to a citizen."""

    __tablename__ = "knowledge_use"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=SLUG_LENGTH, index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    week: date
    """Monday of the city's week: the databases cut weeks differently."""
    desk: str = Field(max_length=32, index=True)
    how: str = Field(max_length=16)
    call_id: str | None = Field(default=None, max_length=64, index=True)
    user_id: int | None = Field(default=None, foreign_key="staff_user.id")
    """Nobody's: the machine's."""
    rank: int | None = None
    """Place among the articles found, from 1; None when nothing was searched for. The words are not kept."""


class KnowledgeQuestion(Table, table=True):
    """A question no article answered: open until somebody of the owning desk closes it."""

    __tablename__ = "knowledge_question"

    id: int | None = Field(default=None, primary_key=True)
    query: str = Field(max_length=QUERY_LENGTH)
    desk: str = Field(max_length=32, index=True)
    call_id: str | None = Field(default=None, max_length=64, index=True)
    asked_by: int | None = Field(default=None, foreign_key="staff_user.id")
    """Nobody: the citizen asked the machine."""
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)
    week: date
    owner_id: int | None = Field(default=None, foreign_key="staff_user.id", index=True)
    result: str | None = Field(default=None, max_length=16)
    note: str = Field(default="", max_length=REASON_LENGTH)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    closed_by: int | None = Field(default=None, foreign_key="staff_user.id")


class KnowledgeProposal(Table, table=True):
    """A correction of an article, or the wish for a new one; another person decides."""

    __tablename__ = "knowledge_proposal"

    id: int | None = Field(default=None, primary_key=True)
    slug: str | None = Field(default=None, max_length=SLUG_LENGTH, index=True)
    """None: a new article is wished for."""
    phrasing: str | None = Field(default=None, max_length=PHRASING_LENGTH)
    text: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    reason: str = Field(max_length=REASON_LENGTH)
    question_id: int | None = Field(default=None, foreign_key="knowledge_question.id", index=True)
    status: str = Field(default=ProposalStatus.OPEN, max_length=16, index=True)
    proposed_by: int = Field(foreign_key="staff_user.id")
    proposed_at: datetime = Field(sa_type=UtcDateTime, index=True)
    decided_by: int | None = Field(default=None, foreign_key="staff_user.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision: str = Field(default="", max_length=REASON_LENGTH)
    """Why it was rejected."""
    exported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it went into the article's file."""
