"""The floor alive: facts from the exchange, declarations from the seats, pictures for everybody.

Runs on the event loop of the telephone side. It never waits for the database (rows go to the
writer) nor for a browser (pictures go to the hub); what it asks of the exchange is done in
tasks of their own, the newest wish of each seat winning over an older one.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from callcenter.agents.models import SeatState
from callcenter.agents.seat import Membership
from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.clock import now
from callcenter.floor.floor import Change, Floor
from callcenter.floor.repairs import RepairLog
from callcenter.floor.seating import Seated
from callcenter.floor.switchboard import Switchboard, SwitchboardError
from callcenter.messages import sentence
from callcenter.storage.writer import Writer

TICK_SECONDS = 0.5
REDRAW_SECONDS = 0.1

log = structlog.get_logger()


class FloorService:
    """Gives the floor its clock, its database and its exchange. Belongs to one loop."""

    def __init__(self, floor: Floor, writer: Writer, switchboard: Switchboard) -> None:
        self.floor = floor
        self._writer = writer
        self._switchboard = switchboard
        self._draw: Callable[[set[str]], None] = lambda seats: None
        self.repairs = RepairLog()
        self.repaired: Counter[str] = Counter()
        """Repairs since the start, by kind."""
        self._to_draw: set[str] = set()
        self._drawing: asyncio.TimerHandle | None = None
        self._wishes: dict[str, Membership] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended_listeners: list[Callable[[LiveCall], None]] = []
        self._fact_listeners: list[Callable[[f.Fact], None]] = []
        self._change_listeners: list[Callable[[Change], None]] = []

    def drawn_by(self, draw: Callable[[set[str]], None]) -> None:
        """`draw` is called with the seats concerned, soon after a change, at most ten times a second."""
        self._draw = draw

    def on_call_ended(self, listener: Callable[[LiveCall], None]) -> None:
        """Hear of each call after its last leg has gone."""
        self._ended_listeners.append(listener)

    def on_fact(self, listener: Callable[[f.Fact], None]) -> None:
        """Hear every fact after the floor has moved."""
        self._fact_listeners.append(listener)

    def on_change(self, listener: Callable[[Change], None]) -> None:
        """See everything that followed from something."""
        self._change_listeners.append(listener)

    async def run(self) -> None:
        """Let time pass: ends wrap-ups when they are due and turns the day. Runs until cancelled."""
        while True:
            due = self.floor.next_wrap_up_end
            left = TICK_SECONDS if due is None else (due - now()).total_seconds()
            await asyncio.sleep(min(TICK_SECONDS, max(0.0, left)))
            instant = now()
            self.floor.day.turn(instant)
            self.carry_out(self.floor.tick(instant))

    def tell(self, fact: f.Fact) -> None:
        """Take one fact from the exchange."""
        self.carry_out(self.floor.apply(fact))
        for listener in self._fact_listeners:
            listener(fact)

    def tell_late(self, fact: f.Fact) -> None:
        """Take a fact of the past: what time ended before it ends first."""
        self.carry_out(self.floor.tick(fact.at))
        self.tell(fact)

    @property
    def all_stored(self) -> bool:
        """Everything told so far is in the database."""
        return self._writer.flush(0)

    def carry_out(self, change: Change) -> None:
        """Store, tell and draw what followed from something."""
        if change.rows:
            self._writer.store(change.rows)
        for watcher in self._change_listeners:
            watcher(change)
        for extension, membership in change.memberships:
            self._wish(extension, membership)
        for live in change.ended:
            for listener in self._ended_listeners:
                listener(live)
        if change.rows or change.seats:
            self.redraw(change.seats)

    def redraw(self, seats: set[str]) -> None:
        """Draw the board and these seats soon."""
        self._to_draw |= seats
        if self._drawing is None:
            self._drawing = asyncio.get_running_loop().call_later(REDRAW_SECONDS, self._draw_now)

    def _draw_now(self) -> None:
        seats, self._to_draw, self._drawing = self._to_draw, set(), None
        self._draw(seats)

    # what the people at the seats do

    def declare(self, extension: str, state: SeatState, reason: str | None, user_id: int) -> None:
        """What the person at the seat declares, as of now."""
        self.carry_out(self.floor.declare(extension, state, reason, user_id, now()))

    def phone_health(self, extension: str, *, microphone: bool) -> None:
        """What the seat's browser says of its microphone."""
        self.carry_out(self.floor.phone_health(extension, microphone=microphone, at=now()))

    def extend_wrap_up(self, extension: str, seconds: int) -> None:
        """Raises `ValueError` as `Floor.extend_wrap_up` does."""
        self.carry_out(self.floor.extend_wrap_up(extension, seconds, now()))

    def finish_wrap_up(self, extension: str) -> None:
        """End the seat's wrap-up now."""
        self.carry_out(self.floor.finish_wrap_up(extension, now()))

    async def conference(self, extension: str) -> None:
        """Raises `ValueError` when the seat is not between a citizen and somebody it consults."""
        seat = self.floor.seats[extension]
        calls = [live for i in seat.legs if (live := self.floor.tracker.call_of_leg(i)) is not None]
        if len(calls) < 2:
            raise ValueError("nobody_to_join")
        mine = self.floor.tracker.leg(next(iter(seat.legs)))
        with_citizen, consulted = (
            [leg for leg in live.legs.values() if leg.extension != extension] for live in calls[:2]
        )
        if not with_citizen or not consulted:
            raise ValueError("nobody_to_join")
        citizen, *others = with_citizen
        call_id = calls[0].call.id
        joining = [leg.channel for leg in (*others, *consulted)]
        await self._switchboard.conference(call_id, (citizen.channel, mine.channel), joining)
        for leg in consulted:
            # The exchange keeps their linkedid; for us they are in the citizen's call from now on.
            self.tell(f.LegJoined(at=now(), linkedid=call_id, uniqueid=leg.id, bridge=f.CONFERENCE))

    def seat_people(self, people: Mapping[str, Seated]) -> None:
        """Who sits where, and which desks they serve, as of now; their names are drawn anew."""
        self.carry_out(self.floor.seat_people(people, now()))
        self.redraw(set(self.floor.seats))

    # what reconciliation found

    def note_repair(self, at: datetime, key: tuple[str, ...]) -> None:
        """Keep a repair for the supervisor: what kind, which one, when."""
        what = "/".join(key)
        self.repaired[key[0]] += 1
        log.warning("repaired", what=what)
        self._writer.store([self.repairs.add(at, what, sentence(f"floor.repaired_{key[0]}"))])
        self.redraw(set())

    def note_finding(self, at: datetime, subject: str, text: str) -> None:
        """Show something a job noticed beside the repairs; the job has stored it."""
        self.repairs.add(at, subject, text)
        self.redraw(set())

    # what the exchange has to be told

    def tell_membership(self, extension: str) -> None:
        """Say again what the exchange should know of a seat."""
        seat = self.floor.seats[extension]
        seat.last_membership = seat.membership
        self._wish(extension, seat.membership)

    def tell_memberships(self) -> None:
        """Say everything again, as after a reconnect."""
        for extension in self.floor.seats:
            self.tell_membership(extension)

    def _wish(self, extension: str, membership: Membership) -> None:
        busy = extension in self._wishes
        self._wishes[extension] = membership
        if not busy:
            self.start(self._fulfil(extension))

    async def _fulfil(self, extension: str) -> None:
        """Bring the exchange to the newest wish; what fails is repaired by reconciliation."""
        told: tuple[Membership, tuple[str, ...]] | None = None
        try:
            while (wish := (self._wishes[extension], self.floor.seats[extension].queues)) != told:
                membership, queues = wish
                await self._switchboard.set_membership(extension, queues, membership)
                told = wish
        except SwitchboardError as error:
            log.warning("membership_not_told", seat=extension, error=str(error))
        finally:
            del self._wishes[extension]

    def start(self, work: Awaitable[None]) -> None:
        """Do something beside the facts; an error in it is logged and hurts nothing else."""

        async def guarded() -> None:
            try:
                await work
            except Exception:
                log.exception("floor_task_failed")

        task = asyncio.get_running_loop().create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
