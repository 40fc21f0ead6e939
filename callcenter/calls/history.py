"""Earlier calls as lines of a citizen's history."""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlmodel import col, select

from callcenter.calls.models import Call, Direction
from callcenter.citizens.history import HistoryEntry
from callcenter.messages import sentence
from callcenter.queues.desks import Desks
from callcenter.storage.database import Database


class CallHistory:
    """`callcenter.citizens.history.HistorySource` of calls that are over.

    `people` names each extension's person.
    """

    def __init__(self, database: Database, desks: Desks, people: Callable[[], Mapping[str, str]]) -> None:
        self._database = database
        self._desks = desks
        self._people = people

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
        people = self._people() if rows else {}
        return [self._entry(row, people) for row in rows]

    def _entry(self, call: Call, people: Mapping[str, str]) -> HistoryEntry:
        return HistoryEntry(
            at=call.started_at,
            kind=sentence("calls.kind"),
            title=self._desks.label(call.queue) or sentence("calls.hotline"),
            status=sentence(f"calls.outcome_{call.outcome}"),
            owner=people.get(call.extension, call.extension) if call.extension else None,
            id=call.id,
            call_id=call.id,
        )
