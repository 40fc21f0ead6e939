"""The calls that are going on, and to which of them each living leg belongs."""

from collections.abc import Callable

from callcenter.calls.live import LiveCall
from callcenter.calls.models import Call, Leg, QueueVisit
from callcenter.storage.tables import Table

Rows = list[Table]
"""What a fact changed: rows to be stored, each with its full present content."""


class LiveCalls:
    """By linkedid. `on_ended` hears of each call that is over, after its last row changed."""

    def __init__(self, on_ended: Callable[[LiveCall], None] = lambda call: None) -> None:
        self.calls: dict[str, LiveCall] = {}
        self._call_of_leg: dict[str, str] = {}
        self._on_ended = on_ended

    def call(self, linkedid: str) -> LiveCall | None:
        """The call with this linkedid, or None."""
        return self.calls.get(linkedid)

    def call_of_leg(self, uniqueid: str) -> LiveCall | None:
        """The call a living leg belongs to now, or None."""
        return self.calls.get(self._call_of_leg.get(uniqueid, ""))

    def leg(self, uniqueid: str) -> Leg:
        """A leg that is still there. Raises `KeyError`."""
        return self.calls[self._call_of_leg[uniqueid]].legs[uniqueid]

    def waiting_in(self, queue: str) -> list[QueueVisit]:
        """Visits that wait in `queue`, the longest first."""
        waits = (call.waiting for call in self.calls.values())
        return sorted((v for v in waits if v is not None and v.queue == queue), key=lambda v: v.joined_at)

    def take_over(self, live: LiveCall) -> None:
        """Go on with a call that began before we did."""
        self.calls[live.call.id] = live
        for uniqueid in live.legs:
            self._call_of_leg[uniqueid] = live.call.id

    def begin(self, call: Call) -> LiveCall:
        """A new call, without legs yet."""
        live = self.calls[call.id] = LiveCall(call)
        return live

    def add_leg(self, live: LiveCall, leg: Leg) -> None:
        """From now on it belongs to this call."""
        live.legs[leg.id] = leg
        self._call_of_leg[leg.id] = live.call.id

    def drop_leg(self, live: LiveCall, uniqueid: str) -> Leg:
        """It is gone, or on its way to another call."""
        del self._call_of_leg[uniqueid]
        return live.legs.pop(uniqueid)

    def end(self, live: LiveCall) -> None:
        """The call is over."""
        del self.calls[live.call.id]
        self._on_ended(live)
