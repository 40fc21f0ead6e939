"""The exchange as one thing: its links, what it tells the floor, and the rounds of reconciliation."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.backfill import Backfill
from callcenter.asterisk.recordings import TakeOvers
from callcenter.asterisk.survey import seats_reachable, survey
from callcenter.asterisk.switchboard import AmiSwitchboard
from callcenter.asterisk.translate import Translator
from callcenter.floor.reconcile import Reconciler
from callcenter.floor.service import FloorService

ROUND_SECONDS = 5.0
RETRY_SECONDS = 1.0

log = structlog.get_logger()


class Exchange:
    """Binds AMI and the floor. `on_connected` is awaited after each (re)connect, before reconciling."""

    def __init__(
        self,
        ami_at: Callable[[Callable[[AmiEvent], None], Callable[[bool], None]], AmiClient],
        seats: frozenset[str],
        desks: tuple[str, ...],
        canonical: Callable[[str], str],
        on_connected: Callable[[], Awaitable[None]],
        backfill: Backfill,
    ) -> None:
        self.ami = ami_at(self._event, self._link)
        self.switchboard = AmiSwitchboard(self.ami, desks)
        self._translator = Translator(seats, canonical)
        self._take_overs = TakeOvers(seats)
        self._on_connected = on_connected
        self._backfill = backfill
        self._floor: FloorService | None = None
        self._reconciler: Reconciler | None = None
        self._link_is_new = asyncio.Event()

    async def start(self, floor: FloorService) -> None:
        """Bind the floor and begin to connect; returns before the link is up."""
        self._floor = floor
        self._reconciler = Reconciler(floor.floor)
        await self.ami.start()

    async def stop(self) -> None:
        """Close the link; Asterisk goes on."""
        await self.ami.stop()

    async def run(self) -> None:
        """Reconcile every few seconds and at once after a reconnect. Runs until cancelled."""
        while True:
            try:
                async with asyncio.timeout(ROUND_SECONDS):
                    await self._link_is_new.wait()
            except TimeoutError:
                pass
            at_once = self._link_is_new.is_set()
            self._link_is_new.clear()
            if self.ami.connected:
                try:
                    await self._round(at_once=at_once)
                except Exception:
                    log.exception("reconcile_failed")
                    await self._again(at_once=at_once)

    async def _again(self, *, at_once: bool) -> None:
        """What a new link asks for is asked until it is done."""
        if at_once:
            await asyncio.sleep(RETRY_SECONDS)
            self._link_is_new.set()

    async def _round(self, *, at_once: bool) -> None:
        floor, reconciler = self._bound()
        if at_once:
            self.switchboard.forget()
            await self._on_connected()
            for fact in await seats_reachable(self.ami, self._translator):
                floor.tell(fact)
            floor.tell_memberships()
        seen = await survey(self.ami, self._translator)
        if at_once and not await self._backfill.catch_up(floor, seen):
            await self._again(at_once=True)
            return
        for repair in reconciler.compare(seen, at_once=at_once):
            for fact in repair.facts:
                floor.tell(fact)
            if repair.tell_again is not None:
                self.switchboard.forget()
                floor.tell_membership(repair.tell_again)
            floor.note_repair(seen.at, repair.key)
        await self._backfill.listened(stored=floor.all_stored)

    def _event(self, event: AmiEvent) -> None:
        if self._floor is None:
            return
        if (recorded := self._take_overs.heard(event)) is not None:
            self._floor.start(self.switchboard.record_anew(recorded.channel, recorded.path))
        for fact in self._translator.facts(event.name, event.at, event.fields):
            self._floor.tell(fact)

    def _link(self, connected: bool) -> None:
        log.info("exchange_link", connected=connected)
        if connected:
            self._link_is_new.set()

    def _bound(self) -> tuple[FloorService, Reconciler]:
        if self._floor is None or self._reconciler is None:
            raise RuntimeError("the exchange runs without a floor")
        return self._floor, self._reconciler
