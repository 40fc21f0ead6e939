"""The telephone side: one event loop in a thread of its own, with everything that lives on it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.backfill import Backfill
from callcenter.asterisk.config import AsteriskConfig, render
from callcenter.asterisk.conversations import Conversations
from callcenter.asterisk.credentials import AsteriskSecrets, load_or_create
from callcenter.asterisk.errors import AsteriskNotFoundError
from callcenter.asterisk.exchange import Exchange
from callcenter.asterisk.installation import find_installation
from callcenter.asterisk.lease import LeaseKeeper
from callcenter.asterisk.phone_book import AriPhoneBook
from callcenter.asterisk.process import AsteriskProcess
from callcenter.asterisk.surroundings import Sounds, Surroundings, WorkItems
from callcenter.callbacks.dispatch import CallbackDispatcher, Line
from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.clock import now
from callcenter.floor.callers import Callers, LookUp
from callcenter.floor.drawing import Drawing
from callcenter.floor.floor import Floor
from callcenter.floor.gate import FloorGate
from callcenter.floor.metrics import FloorFigures, QueueCounters, floor_figures
from callcenter.floor.places import Places
from callcenter.floor.seating import Seated
from callcenter.floor.service import FloorService
from callcenter.ivr.engine import Engine
from callcenter.ivr.resumes import Opening
from callcenter.menus.figures import MenuFigures
from callcenter.privacy.archive import SealedArchive
from callcenter.realtime.hub import Hub
from callcenter.storage.writer import Writer
from callcenter.transcripts.book import TranscriptBook
from callcenter.wiring.callback_line import CallbackLine
from callcenter.wiring.speech_side import SpeechNeeds, SpeechSide
from callcenter.wiring.talk_side import BookNotes, StoredLines, TalkSide

START_SECONDS = 60.0
PEOPLE_SECONDS = 5.0
"""How often people are read anew: the command line changes them without telling us."""
WORKERS = 32

log = structlog.get_logger()


class People(Protocol):
    """Who sits where (`callcenter.wiring.people_directory`)."""

    @property
    def seated(self) -> Mapping[str, Seated]:
        """By extension, as last read."""
        ...

    @property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """By extension: name and role, as last read."""
        ...

    def read(self) -> bool:
        """Read anew, blocking; whether anything is different now."""
        ...


@dataclass(frozen=True)
class TelephonyNeeds:
    """What the telephone side is given by the rest of the house."""

    config: AsteriskConfig
    distribution: Path
    """Folder of the unpacked Asterisk."""
    secrets: Path
    floor: Callable[[], Floor]
    writer: Writer
    engine: Engine
    sounds: Callable[[], Sounds]
    """Made on the telephone side's loop."""
    work: WorkItems
    canonical: Callable[[str], str]
    """The one form of a number the carrier sent."""
    national: Callable[[str], str]
    """A caller's number as it is dialled in the country, or "" where it cannot be called back."""
    opening: Callable[[datetime], Opening]
    people: People
    look_up: LookUp
    drawing: Callable[[FloorService, Callers], Drawing]
    on_call_ended: Callable[[LiveCall], Awaitable[None]]
    settle: Callable[[], Awaitable[None]]
    """Does what a killed application left undone after calls."""
    dispatcher: Callable[[Line], CallbackDispatcher]
    backfill: Backfill
    zone: ZoneInfo
    speech: SpeechNeeds | None
    """None: nobody is listened to."""
    metrics: CollectorRegistry
    menus: MenuFigures
    public_numbers: Collection[str]
    """Numbers in talks that are nobody's secret."""
    stored_lines: StoredLines
    """What was said in talks that outlived another application."""
    sealed: SealedArchive
    hub: Hub


class Telephony:
    """Starts, runs and stops it."""

    gate: FloorGate
    phone_book: AriPhoneBook
    floor: FloorService

    def __init__(self, needs: TelephonyNeeds) -> None:
        self._needs = needs
        self._loop = asyncio.new_event_loop()
        # Writes that wait for a locked database must not hold up announcements and look-ups.
        self._loop.set_default_executor(ThreadPoolExecutor(WORKERS, thread_name_prefix="telephony"))
        self._thread = threading.Thread(target=self._loop.run_forever, name="telephony", daemon=True)
        self._tasks: list[asyncio.Task[None]] = []
        self._people_changed = asyncio.Event()
        self._unseated = True
        """Nobody has compared the restored floor with the people yet."""
        self.process: AsteriskProcess

    def start(self) -> None:
        """Returns when Asterisk is there and we are connected to it. Raises what went wrong."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(START_SECONDS)

    def stop(self) -> None:
        """Let go; Asterisk and its calls go on."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(START_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    @property
    def connected(self) -> bool:
        return all(self.links.values())

    @property
    def links(self) -> dict[str, bool]:
        """The connections to the exchange, by name, and which of them are up."""
        return {"ami": self._exchange.ami.connected, "ari": self._ari.connected}

    def figures(self) -> FloorFigures:
        """The floor as it is now, for monitoring. Raises `Unavailable` when it does not answer in time."""
        desks = [queue.key for queue in self._needs.config.queues]

        async def look() -> FloorFigures:
            return floor_figures(self.floor.floor, desks, self.floor.repaired, now())

        return self.gate.wait_for(look())

    async def _start(self) -> None:
        needs = self._needs
        installation = await asyncio.to_thread(find_installation, needs.distribution)
        secrets = load_or_create(needs.secrets)
        changed = render(needs.config, secrets, installation)
        self.process = AsteriskProcess(installation, needs.config)
        adopted = await self.process.start()
        await self.process.wait_ready()
        if adopted and changed:
            await self.process.reload()

        self._ari = AriClient(
            needs.config.ari_url,
            secrets.ari_user,
            secrets.ari_secret.get_secret_value(),
            needs.config.app,
            self._take_ari,
            self._ari_link,
        )

        def ami_at(on_event: Callable[[AmiEvent], None], on_state: Callable[[bool], None]) -> AmiClient:
            secret = secrets.ami_secret.get_secret_value()
            # Whatever SIP is bound to, the manager never leaves loopback.
            return AmiClient("127.0.0.1", needs.config.ami_port, secrets.ami_user, secret, on_event, on_state)

        desks = tuple(queue.key for queue in needs.config.queues)
        seats = frozenset(seat.extension for seat in needs.config.seats)
        self.phone_book = AriPhoneBook(self._ari, self._loop)
        self._exchange = Exchange(
            ami_at, seats, desks, needs.canonical, self.phone_book.give_again, needs.backfill
        )

        floor = await asyncio.to_thread(needs.floor)
        await asyncio.to_thread(needs.menus.load)
        self._callers = callers = Callers()
        self.floor = FloorService(floor, needs.writer, self._exchange.switchboard)
        drawing = needs.drawing(self.floor, callers)
        self.floor.drawn_by(lambda seats: self._draw(drawing, seats))
        self.floor.on_fact(self._look_up)
        self.floor.on_change(QueueCounters(needs.metrics, floor.day.visits.values()).take)
        self.floor.on_call_ended(self._call_ended)
        needs.menus.switched_off = lambda _: self._note_speech("speech_menu_off")
        self.gate = FloorGate(self._loop, self.floor)

        lease = LeaseKeeper(self._exchange.ami, needs.config.lease)
        book = TranscriptBook(needs.writer, needs.public_numbers)
        notes = BookNotes(book)
        self._speech = await self._start_speech(secrets, notes)
        overhearing = self._speech.overhearing if self._speech else None
        self._talks = TalkSide(
            book, needs.sealed, needs.hub, floor, overhearing, needs.stored_lines, self._name_of
        )
        self.floor.on_fact(self._talks.take)
        around = Surroundings(
            ari=self._ari,
            lease=lease,
            engine=needs.engine,
            sounds=needs.sounds(),
            work=needs.work,
            places=Places(floor),
            tell=self.floor.tell,
            hearing=self._speech.hearing if self._speech else None,
            library=self._speech.library if self._speech else None,
            taps=self._speech.taps if self._speech else None,
            notes=notes,
            menus=needs.menus,
        )
        self._conversations = Conversations(around, needs.opening, needs.national)
        self.dispatcher = needs.dispatcher(CallbackLine(self.floor, self._exchange.switchboard))
        self.floor.redraw(set(floor.seats))
        await self.dispatcher.recover(floor.tracker.calls.__contains__)
        await self._ari.start()
        await self._exchange.start(self.floor)
        self._tasks = [
            self._loop.create_task(self.floor.run(), name="floor"),
            self._loop.create_task(self._exchange.run(), name="reconcile"),
            self._loop.create_task(self.dispatcher.run(), name="callbacks"),
            self._loop.create_task(self._keep_people_new(), name="people"),
        ]
        async with asyncio.timeout(START_SECONDS / 2):
            while not self.connected:  # noqa: ASYNC110 - two links, each with its own state
                await asyncio.sleep(0.05)
        self._talks.go_on()
        self.floor.start(self._talks.recall())
        self.floor.start(needs.settle())

    def _name_of(self, extension: str) -> str | None:
        name, _ = self._needs.people.names.get(extension, (None, None))
        return name

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._conversations.close()
        await self._talks.stop()
        if self._speech is not None:
            await self._speech.stop()
        await self._exchange.stop()
        await self._ari.stop()
        await self.process.release()

    async def _start_speech(self, secrets: AsteriskSecrets, notes: BookNotes) -> SpeechSide | None:
        """Without it callers use keys: what keeps it from starting keeps nobody from calling."""
        if self._needs.speech is None:
            return None
        side = SpeechSide(self._needs.speech, self._ari, secrets, self._note_speech, notes)
        try:
            await side.start()
        except OSError as error:
            log.error("speech_not_started", reason=error.strerror)
            self._note_speech("speech_nobody")
            return None
        return side

    def _note_speech(self, note: str) -> None:
        self.floor.note_repair(now(), (note,))

    def _draw(self, drawing: Drawing, seats: set[str]) -> None:
        drawing.draw(seats)
        self._talks.draw(seats)

    async def _take_ari(self, event: AriEvent) -> None:
        await self._conversations.take(event)

    def _ari_link(self, connected: bool) -> None:
        log.info("ari_link", connected=connected)
        if not connected:
            # What happens to our callers now is not told to us any more: the leases run out and
            # the dialplan takes them to a person.
            self._loop.create_task(self._conversations.close())

    def look_at_people(self) -> None:
        """Somebody was added, changed or disabled: see it at once. From any thread."""
        self._loop.call_soon_threadsafe(self._people_changed.set)

    async def _keep_people_new(self) -> None:
        people = self._needs.people
        while True:
            try:
                if await asyncio.to_thread(people.read) or self._unseated:
                    self._unseated = False
                    self.floor.seat_people(people.seated)
            except SQLAlchemyError as error:
                log.warning("people_not_read", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(PEOPLE_SECONDS):
                    await self._people_changed.wait()
            self._people_changed.clear()

    def look_again(self, *, call_id: str | None = None, numbers: Collection[str] = ()) -> None:
        """What is known of a call or of these numbers has changed: renew the cards. From any thread."""
        self._loop.call_soon_threadsafe(self._look_again, call_id, frozenset(numbers))

    def show_finding(self, at: datetime, subject: str, text: str) -> None:
        """Something a job noticed, for the supervisor's board. From any thread."""
        self._loop.call_soon_threadsafe(self.floor.note_finding, at, subject, text)

    def _look_again(self, call_id: str | None, numbers: frozenset[str]) -> None:
        floor = self.floor.floor
        for live in (*floor.tracker.calls.values(), *floor.wrapping.values()):
            number = self._callers.get(live.call.id).number
            if live.call.id == call_id or number in numbers:
                self.floor.start(self._remember(live.call.id, number))

    def _look_up(self, fact: f.Fact) -> None:
        # The first leg we hear of: of a callback it is the half that waits in line.
        if isinstance(fact, f.LegStarted) and not self._callers.looked_up(fact.linkedid):
            number = fact.caller if fact.extension is None else fact.dialled or fact.caller
            self.floor.start(self._remember(fact.linkedid, number))

    async def _remember(self, call_id: str, number: str) -> None:
        turn = self._callers.begin(call_id)
        caller = await asyncio.to_thread(self._needs.look_up, call_id, number)
        if self._callers.remember(call_id, caller, turn):
            seats = self.floor.floor.seats.values()
            self.floor.redraw({seat.extension for seat in seats if seat.call_id == call_id})

    def _call_ended(self, live: LiveCall) -> None:
        self._conversations.forget(live.call.id)
        self.floor.start(self._needs.on_call_ended(live))
        self.floor.start(self._talks.ended(live.call.id))
        seat = live.call.extension
        self.floor.start(self.dispatcher.ended(live.call.id, reached=live.citizen_answered, extension=seat))


def own_asterisk(config: AsteriskConfig, distribution: Path) -> AsteriskProcess | None:
    """The running Asterisk of this installation, or None."""
    try:
        process = AsteriskProcess(find_installation(distribution), config)
    except AsteriskNotFoundError:
        return None
    return process if process.pid is not None else None
