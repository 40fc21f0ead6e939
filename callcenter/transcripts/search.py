"""Calls found by what was said in them: the masked words of both voices, as tickets are found by theirs."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, func, or_, select

from callcenter.clock import now
from callcenter.storage.database import Database
from callcenter.storage.text_search import contains
from callcenter.transcripts.models import TRANSCRIPT_SEARCH, CallTranscript, TranscriptLine, lines_of

QUIET = timedelta(minutes=2)
"""After so long nothing more is said and no earlier line is masked further."""
LOOKED_BACK = timedelta(days=3)
PASSAGE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the talk in which one of the words was found, cut around it."""

    speaker: str
    text: str


class TranscriptSearch:
    """Any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock

    def calls_with(self, words: str) -> Select[Any] | None:
        """Ids of the calls in whose talk every word was said; None where no word is given."""
        found = TRANSCRIPT_SEARCH.matching(self._database.engine.dialect.name, words)
        if found is None:
            return None
        return select(CallTranscript.call_id).where(col(CallTranscript.id).in_(found))

    def passages(self, call_ids: Collection[str], words: str) -> Mapping[str, Passage]:
        """For each of these calls the line that holds most of the words, the first of several."""
        with self._database.reading() as session:
            lines = session.exec(
                select(TranscriptLine)
                .where(col(TranscriptLine.call_id).in_(call_ids))
                .order_by(col(TranscriptLine.began_at), col(TranscriptLine.id))
            ).all()
        best: dict[str, tuple[int, Passage]] = {}
        for line in lines:
            places = [place for word in words.split() if (place := contains(line.text, word)) is not None]
            if len(places) > best.get(line.call_id, (0, None))[0]:
                best[line.call_id] = (len(places), Passage(line.speaker, _cut(line.text, min(places))))
        return {call_id: passage for call_id, (_, passage) in best.items()}

    def index_new(self, stopping: Callable[[], bool]) -> dict[str, int]:
        """Make what was said lately findable: the calls that were `indexed`. Bears being done twice."""
        counts = {"indexed": 0}
        with self._database.reading() as session:
            newest = func.max(TranscriptLine.ended_at).label("newest")
            last = (
                select(TranscriptLine.call_id, newest)
                .where(col(TranscriptLine.ended_at) >= self._clock() - LOOKED_BACK)
                .group_by(col(TranscriptLine.call_id))
                .subquery()
            )
            waiting = session.exec(
                select(last.c.call_id)
                .outerjoin(CallTranscript, col(CallTranscript.call_id) == last.c.call_id)
                .where(
                    last.c.newest <= self._clock() - QUIET,
                    or_(
                        col(CallTranscript.indexed_until).is_(None),
                        col(CallTranscript.indexed_until) < last.c.newest,
                    ),
                )
            ).all()
        for call_id in waiting:
            if stopping():
                break
            with self._database.transaction() as session:
                index(session, call_id)
            counts["indexed"] += 1
        return counts


def index(session: Session, call_id: str) -> None:
    """Make the words of a call findable, within the caller's transaction."""
    lines = session.exec(lines_of(call_id)).all()
    row = row_of(session, call_id)
    row.indexed_until = max((line.ended_at for line in lines), default=None)
    session.flush()
    TRANSCRIPT_SEARCH.put(session, row.id or 0, "\n".join(line.text for line in lines))


def row_of(session: Session, call_id: str) -> CallTranscript:
    """The call's row, made where it is missing."""
    row = session.exec(select(CallTranscript).where(CallTranscript.call_id == call_id)).first()
    if row is None:
        row = CallTranscript(call_id=call_id)
        session.add(row)
        session.flush()
    return row


def _cut(text: str, place: int) -> str:
    if len(text) <= PASSAGE_LENGTH:
        return text
    first = max(0, min(place - PASSAGE_LENGTH // 3, len(text) - PASSAGE_LENGTH))
    piece = text[first : first + PASSAGE_LENGTH].strip()
    return f"{'…' if first else ''}{piece}{'…' if first + PASSAGE_LENGTH < len(text) else ''}"
