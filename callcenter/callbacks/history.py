"""Calls nobody took, as lines of a citizen's history."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col, select

from callcenter.callbacks.models import WorkItem
from callcenter.callbacks.service import names_of
from callcenter.citizens.history import HistoryEntry
from callcenter.messages import sentence
from callcenter.storage.database import Database


class CallbackHistory:
    """`callcenter.citizens.history.HistorySource`; work items know numbers, not citizens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        with self._database.reading() as session:
            items = session.exec(
                select(WorkItem)
                .where(col(WorkItem.caller).in_(phones))
                .order_by(col(WorkItem.arrived_at).desc())
                .limit(limit)
            ).all()
            names = names_of(session, items)
        return [_line(item, names) for item in items]


def _line(item: WorkItem, names: Mapping[int, str]) -> HistoryEntry:
    done = "closed" if item.closed_at else "open"
    return HistoryEntry(
        at=item.arrived_at,
        kind=sentence("callbacks.kind"),
        title=sentence(f"callbacks.kind_{item.kind}"),
        status=sentence(f"callbacks.status_{done}"),
        owner=names.get(item.closed_by or item.owner_id or 0),
        id=str(item.id),
        call_id=item.call_id,
    )
