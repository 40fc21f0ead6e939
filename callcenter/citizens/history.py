"""What happened with a citizen before, gathered from whichever features know something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class HistoryEntry:
    """One line: a call, a ticket, a missed call. Kind, title and status are words for the reader."""

    at: datetime
    kind: str
    title: str
    status: str
    owner: str | None
    id: str
    """Of the thing itself, among those of its source."""
    ticket_id: int | None = None
    call_id: str | None = None
    """Where the line opens."""


class HistorySource(Protocol):
    """A feature that knows what happened with citizens."""

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        """The newest `limit` entries of any of these citizens or canonical numbers."""
        ...


def gather(
    sources: Sequence[HistorySource], citizen_ids: Collection[int], phones: Collection[str], limit: int
) -> list[HistoryEntry]:
    """The newest `limit` entries of all sources together, newest first."""
    entries = [entry for source in sources for entry in source.history(citizen_ids, phones, limit)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]
