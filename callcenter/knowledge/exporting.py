"""Accepted proposals on their way into the articles' files."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml
from sqlmodel import col, select

from callcenter.knowledge.models import KnowledgeProposal, ProposalStatus
from callcenter.storage.database import Database
from knowledge_base.loader import parse_article
from knowledge_base.normalise import content


class Export:
    """What was accepted and does not stand in a file yet."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def waiting(self) -> Sequence[KnowledgeProposal]:
        """Accepted and not in a file yet, the oldest first."""
        with self._database.reading() as session:
            return session.exec(
                select(KnowledgeProposal)
                .where(
                    col(KnowledgeProposal.status) == ProposalStatus.ACCEPTED,
                    col(KnowledgeProposal.exported_at).is_(None),
                )
                .order_by(col(KnowledgeProposal.id))
            ).all()

    def done(self, proposal_id: int) -> bool:
        """It stands in the file now; False when no such proposal was waiting."""
        with self._database.transaction() as session:
            proposal = session.get(KnowledgeProposal, proposal_id)
            if proposal is None or proposal.status != ProposalStatus.ACCEPTED or proposal.exported_at:
                return False
            proposal.exported_at = self._clock()
        return True


def add_phrasing(file: Path, phrasing: str) -> bool:
    """Write one more phrasing at the end of an article's list; False when it already has it.

    The list is written one phrasing a line; the rest of the file stays as people wrote it. Raises
    `OSError`, and `ArticleError` when the file is no article before or after; then it is untouched.
    """
    text = file.read_text(encoding="utf-8")
    article = parse_article(text, file)
    if content(phrasing) in {content(known) for known in article.phrasings}:
        return False
    lines = text.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith("phrasings:")) + 1
    end = start
    while lines[end].startswith((" ", "- ")):
        end += 1
    indent = lines[start].partition("-")[0]
    lines.insert(end, f"{indent}- {_quoted(phrasing)}\n")
    changed = "".join(lines)
    parse_article(changed, file)
    file.write_text(changed, encoding="utf-8")
    return True


def _quoted(phrasing: str) -> str:
    """As YAML writes it on one line, in quotes where a plain word would mean something else."""
    scalar: str = yaml.safe_dump([phrasing], allow_unicode=True, width=10_000, default_flow_style=True)
    return scalar.strip()[1:-1]
