"""Where a caller stands in line, by the time of first joining."""

from datetime import datetime

from callcenter.floor.floor import Floor


class Places:
    """Reads the floor; belongs to its loop."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def joined_at(self, call_id: str) -> datetime | None:
        """When the caller first joined a queue in this call; None for one who never did."""
        live = self._floor.tracker.calls.get(call_id)
        return live.visits[0].joined_at if live and live.visits else None

    def position(self, desk: str, joined_at: datetime) -> int:
        """The place in line (from 1) of one who joined then."""
        return 1 + sum(1 for visit in self._floor.tracker.waiting_in(desk) if visit.joined_at < joined_at)
