"""The telephone side: one event loop in a thread of its own, with everything that lives on it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from prometheus_client import CollectorRegistry

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.backfill import Backfill
from callcenter.asterisk.config import AsteriskConfig, render
from callcenter.asterisk.conversations import Conversations
from callcenter.asterisk.credentials import AsteriskSecrets, load_or_create
from callcenter.asterisk.exchange import Exchange
from callcenter.asterisk.installation import find_installation
from callcenter.asterisk.lease import LeaseKeeper
from callcenter.asterisk.phone_book import AriPhoneBook
from callcenter.asterisk.process import AsteriskProcess
from callcenter.asterisk.surroundings import Sounds, Surroundings, WorkItems
from callcenter.callbacks.dispatch import CallbackDispatcher, Line
from callcenter.calls.live import LiveCall
from callcenter.clock import now
from callcenter.floor.callers import Callers, LookUp
from callcenter.floor.drawing import Drawing
from callcenter.floor.floor import Floor
from callcenter.floor.gate import FloorGate
from callcenter.floor.metrics import FloorFigures, QueueCounters, floor_figures
from callcenter.floor.places import Places
from callcenter.floor.service import FloorService
from callcenter.ivr.engine import Engine
from callcenter.ivr.resumes import Opening
from callcenter.menus.figures import MenuFigures
from callcenter.privacy.archive import SealedArchive
from callcenter.realtime.hub import Hub
from callcenter.storage.writer import Writer
from callcenter.transcripts.book import TranscriptBook
from callcenter.wiring.callback_line import CallbackLine
from callcenter.wiring.caller_cards import CallerCards
from callcenter.wiring.people_watch import People, PeopleWatch
from callcenter.wiring.speech_side import SpeechNeeds, SpeechSide
from callcenter.wiring.talk_side import BookNotes, StoredLines, TalkSide

START_SECONDS = 60.0
WORKERS = 32

log = structlog.get_logger()


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
    people: PeopleWatch
    cards: CallerCards

    def __init__(self, needs: TelephonyNeeds) -> None:
        self._needs = needs
        self._loop = asyncio.new_event_loop()
        # Writes that wait for a locked database must not hold up announcements and look-ups.
        self._loop.set_default_executor(ThreadPoolExecutor(WORKERS, thread_name_prefix="telephony"))
        self._thread = threading.Thread(target=self._loop.run_forever, name="telephony", daemon=True)
        self._tasks: list[asyncio.Task[None]] = []
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
        secrets = load_or_create(needs.secrets)
        await self._start_asterisk(secrets)
        self._make_links(secrets)
        floor = await asyncio.to_thread(needs.floor)
        await asyncio.to_thread(needs.menus.load)
        self._make_floor(floor)
        around = await self._listen(secrets, floor)
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
            self._loop.create_task(self.people.run(), name="people"),
        ]
        async with asyncio.timeout(START_SECONDS / 2):
            while not self.connected:  # noqa: ASYNC110 - two links, each with its own state
                await asyncio.sleep(0.05)
        self._talks.go_on()
        self.floor.start(self._talks.recall())
        self.floor.start(needs.settle())

    async def _start_asterisk(self, secrets: AsteriskSecrets) -> None:
        """Ours, or the one that an application before us left running."""
        needs = self._needs
        installation = await asyncio.to_thread(find_installation, needs.distribution)
        changed = render(needs.config, secrets, installation)
        self.process = AsteriskProcess(installation, needs.config)
        adopted = await self.process.start()
        await self.process.wait_ready()
        if adopted and changed:
            await self.process.reload()

    def _make_links(self, secrets: AsteriskSecrets) -> None:
        needs = self._needs
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

    def _make_floor(self, floor: Floor) -> None:
        """The floor's service with all that looks at it."""
        needs = self._needs
        callers = Callers()
        self.floor = FloorService(floor, needs.writer, self._exchange.switchboard)
        self.people = PeopleWatch(needs.people, self.floor.seat_people, self._loop)
        self.cards = CallerCards(self.floor, callers, needs.look_up, self._loop)
        drawing = needs.drawing(self.floor, callers)
        self.floor.drawn_by(lambda seats: self._draw(drawing, seats))
        self.floor.on_fact(self.cards.take)
        self.floor.on_change(QueueCounters(needs.metrics, floor.day.visits.values()).take)
        self.floor.on_call_ended(self._call_ended)
        needs.menus.switched_off = lambda _: self._note_speech("speech_menu_off")
        self.gate = FloorGate(self._loop, self.floor)

    async def _listen(self, secrets: AsteriskSecrets, floor: Floor) -> Surroundings:
        """Begin to listen to callers and talks, where that is wanted; what a caller's conversation needs."""
        needs = self._needs
        book = TranscriptBook(needs.writer, needs.public_numbers)
        notes = BookNotes(book)
        self._speech = speech = await self._start_speech(secrets, notes)
        self._talks = TalkSide(
            book,
            needs.sealed,
            needs.hub,
            floor,
            speech.overhearing if speech else None,
            needs.stored_lines,
            self.people.name_of,
        )
        self.floor.on_fact(self._talks.take)
        return Surroundings(
            ari=self._ari,
            lease=LeaseKeeper(self._exchange.ami, needs.config.lease),
            engine=needs.engine,
            sounds=needs.sounds(),
            work=needs.work,
            places=Places(floor),
            tell=self.floor.tell,
            hearing=speech.hearing if speech else None,
            library=speech.library if speech else None,
            taps=speech.taps if speech else None,
            notes=notes,
            menus=needs.menus,
        )

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

    def show_finding(self, at: datetime, subject: str, text: str) -> None:
        """Something a job noticed, for the supervisor's board. From any thread."""
        self._loop.call_soon_threadsafe(self.floor.note_finding, at, subject, text)

    def _call_ended(self, live: LiveCall) -> None:
        self._conversations.forget(live.call.id)
        self.floor.start(self._needs.on_call_ended(live))
        self.floor.start(self._talks.ended(live.call.id))
        seat = live.call.extension
        self.floor.start(self.dispatcher.ended(live.call.id, reached=live.citizen_answered, extension=seat))
