"""A citizen's tickets, also those written in a call before anybody knew who was calling."""

from collections.abc import Collection, Sequence

from callcenter.calls.service import CallService
from callcenter.citizens.history import HistoryEntry
from callcenter.tickets.listing import TicketListing

CALLS_LOOKED_AT = 100


class TicketHistory:
    """`callcenter.citizens.history.HistorySource`: tickets know citizens and calls, calls know numbers."""

    def __init__(self, listing: TicketListing, calls: CallService) -> None:
        self._listing = listing
        self._calls = calls

    def history(
        self, citizen_ids: Collection[int], phones: Collection[str], limit: int
    ) -> Sequence[HistoryEntry]:
        calls = self._calls.of_numbers(phones, CALLS_LOOKED_AT)
        return [
            *self._listing.history(citizen_ids, phones, limit),
            *self._listing.history_of_calls(calls, limit),
        ]
