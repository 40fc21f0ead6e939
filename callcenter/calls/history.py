"""Earlier calls as lines of a citizen's history."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from callcenter.calls.models import Call, Direction
from callcenter.citizens.history import HistoryEntry
from callcenter.messages import sentence
from callcenter.queues.desks import Desks
from callcenter.storage.database import Database


class CallHistory:
    """`callcenter.citizens.history.HistorySource` of calls that are over."""

    def __init__(self, database: Database, desks: Desks) -> None:
        self._database = database
        self._desks = desks

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        """By number only: whom of a household the call was with is the ticket's to know."""
        with self._database.reading() as session:
            rows = session.exec(
                select(Call)
                .where(
                    col(Call.caller).in_(phones),
                    col(Call.direction) == Direction.INBOUND,
                    col(Call.ended_at).is_not(None),
                )
                .order_by(col(Call.started_at).desc())
                .limit(limit)
            ).all()
        return [self._entry(row) for row in rows]

    def _entry(self, call: Call) -> HistoryEntry:
        return HistoryEntry(
            at=call.started_at,
            kind=sentence("calls.kind"),
            title=self._desks.label(call.queue) or sentence("calls.hotline"),
            status=sentence(f"calls.outcome_{call.outcome}"),
            owner=call.extension,
            id=call.id,
        )
