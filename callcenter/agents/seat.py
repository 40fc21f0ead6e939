"""One seat: what its person declared, what its telephone does, and the state that follows.

The state is never set, it follows: whatever happens on the line, a seat falls back to what
its person declared (break, failed outbound call: still on break). Wrap-up is a pause held by
the server. Nothing here knows a clock; instants come in with each change.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callcenter.agents.models import SeatInterval, SeatRecord, SeatState

PHONE_LOST = "phone_lost"
MISSED_CALLS = "missed_calls"
WRAP_UP = "wrap_up"
ON_CALL = "on_call"


@dataclass(frozen=True, slots=True)
class Membership:
    """What the exchange's queues should know of the seat."""

    present: bool
    pause: str | None
    """The reason calls are kept away, or None when they may come."""


@dataclass
class SeatLeg:
    """One channel of a seat: ringing, or `up`; `outgoing` was begun by the seat itself."""

    uniqueid: str
    up: bool = False
    outgoing: bool = False
    queue_call: bool = False


@dataclass
class Seat:
    """An extension, what its person declared, and what its telephone does now."""

    record: SeatRecord
    queues: tuple[str, ...]
    legs: dict[str, SeatLeg] = field(default_factory=dict)
    registered: bool = False
    microphone: bool = True
    missed_in_row: int = 0
    interval: SeatInterval | None = None
    call_id: str | None = None
    wrap_up_extended: timedelta = timedelta()
    last_membership: Membership | None = None

    @property
    def extension(self) -> str:
        return self.record.extension

    @property
    def healthy(self) -> bool:
        return self.registered and self.microphone

    @property
    def state(self) -> SeatState:
        """What follows from legs, declaration, wrap-up and the health of the telephone, in that order."""
        if any(leg.up or leg.outgoing for leg in self.legs.values()):
            return SeatState.TALKING
        if self.legs:
            return SeatState.RINGING
        if self.record.declared == SeatState.LOGGED_OUT:
            return SeatState.LOGGED_OUT
        if self.record.wrap_up_until is not None:
            return SeatState.WRAP_UP
        if self.record.declared == SeatState.PAUSED or not self.healthy:
            return SeatState.PAUSED
        return SeatState.READY

    @property
    def reason(self) -> str | None:
        """Why the seat is paused; None in every other state."""
        if self.state is not SeatState.PAUSED:
            return None
        return self.record.reason if self.record.declared == SeatState.PAUSED else PHONE_LOST

    @property
    def membership(self) -> Membership:
        """A queued call is guarded by the exchange itself; any other call needs our pause."""
        if self.record.declared == SeatState.LOGGED_OUT:
            return Membership(present=False, pause=None)
        if self.record.wrap_up_until is not None:
            return Membership(present=True, pause=WRAP_UP)
        if self.record.declared == SeatState.PAUSED:
            return Membership(present=True, pause=self.record.reason or SeatState.PAUSED)
        if not self.healthy:
            return Membership(present=True, pause=PHONE_LOST)
        if any(not leg.queue_call for leg in self.legs.values()):
            return Membership(present=True, pause=ON_CALL)
        return Membership(present=True, pause=None)

    def turn_interval(self, at: datetime) -> list[SeatInterval]:
        """Close the present interval and open the next if the state moved; the rows that changed."""
        state, reason = self.state, self.reason
        before = self.interval
        if before is not None and (before.state, before.reason) == (state, reason):
            return []
        rows = []
        if before is not None:
            before.ended_at = max(at, before.started_at)
            rows.append(before)
        self.interval = SeatInterval(
            id=f"{self.extension}/{at.timestamp():.6f}",
            extension=self.extension,
            user_id=self.record.user_id,
            state=state,
            reason=reason,
            call_id=self.call_id if state in (SeatState.TALKING, SeatState.WRAP_UP) else None,
            started_at=at,
        )
        return [*rows, self.interval]
