"""All places where callers can be heard: our workers and a site's other machines, behind one `Recognizer`.

A caller goes to the living place with the most room. When there is none, or all are full, the caller is
refused at once and goes on with the keypad; the operator is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from callcenter.speech.metrics import CALLERS, Numbers
from callcenter.speech.recognition.contract import (
    Emit,
    Event,
    Listening,
    Lost,
    RecognizerBusyError,
    RecognizerError,
    Session,
)
from callcenter.speech.recognition.remote import RemoteRecognizer
from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.worker_process import WorkerProcess

_AVOIDED_S = 5.0
"""A place that could not be reached is left alone for so long."""
_NOTE_EVERY_S = 60.0

log = structlog.get_logger("callcenter.speech.workers")


class Note(StrEnum):
    """What the operator is told."""

    FULL = "full"
    NOBODY = "nobody"
    DIED = "died"


@dataclass(frozen=True)
class Elsewhere:
    """A recogniser on another machine: ours or a plain vosk server. `places` is how many callers it takes."""

    url: str
    places: int = 10
    token: str | None = None


@dataclass
class _Place:
    """Where callers can be heard. `callers` are those we sent there."""

    places: int
    address: Callable[[], str | None]
    token: str | None = None
    callers: int = 0
    avoid_until: float = 0.0
    engines: tuple[str, ...] = field(default=())


class Workers:
    """`Recognizer` over `count` worker processes of ours and those `elsewhere`.

    `tell` gets each kind of note at most once a minute; it is called on the event loop. `numbers` are of
    what it hears.
    """

    def __init__(
        self,
        options: WorkerOptions,
        count: int = 1,
        elsewhere: Sequence[Elsewhere] = (),
        tell: Callable[[Note], None] = lambda note: None,
        numbers: Numbers = CALLERS,
    ) -> None:
        self._processes = [WorkerProcess(options, self._died) for _ in range(count)]
        self._places = [_of_process(process) for process in self._processes]
        self._places += [_of_machine(machine) for machine in elsewhere]
        self._tell = tell
        self._numbers = numbers
        self._told: dict[Note, float] = {}

    @property
    def engines(self) -> tuple[str, ...]:
        """Of the best place that lives."""
        known = [process.ready.engines for process in self._processes if process.ready]
        known += [place.engines for place in self._places]
        return max(known, key=len, default=())

    @property
    def pids(self) -> list[int]:
        """Of our living workers."""
        return [process.pid for process in self._processes if process.pid is not None]

    @property
    def ready(self) -> bool:
        """Whether a caller could be heard now."""
        return any(place.address() for place in self._places)

    @property
    def notices(self) -> tuple[str, ...]:
        """What our workers lack, one sentence each."""
        return tuple(dict.fromkeys(notice for process in self._processes for notice in process.notices))

    async def start(self) -> None:
        """Begin to load; returns at once. Until a worker is ready callers get the keypad."""
        for process in self._processes:
            process.start()

    async def close(self) -> None:
        await asyncio.gather(*(process.stop() for process in self._processes))

    async def open(self, listening: Listening, emit: Emit) -> Session:
        now = asyncio.get_running_loop().time()
        living = [place for place in self._places if place.address() and place.avoid_until <= now]
        self._numbers.places.set(sum(place.places for place in living))
        roomy = sorted(
            (place for place in living if place.callers < place.places),
            key=lambda place: place.callers / place.places,
        )
        for place in roomy:
            try:
                return await self._open_at(place, listening, emit)
            except RecognizerBusyError:
                continue
            except RecognizerError as error:
                place.avoid_until = now + _AVOIDED_S
                log.warning("recogniser_avoided", reason=str(error))
        if living:
            self._note(Note.FULL)
            raise RecognizerBusyError("Every place of the speech recognition is taken.")
        self._note(Note.NOBODY)
        raise RecognizerError("No speech recogniser is ready.")

    async def _open_at(self, place: _Place, listening: Listening, emit: Emit) -> Session:
        address = place.address()
        if address is None:
            raise RecognizerError("it has just ended")
        place.callers += 1
        counted = _Counted(place, emit, self._numbers)
        try:
            remote = RemoteRecognizer(address, place.token)
            session = await remote.open(listening, counted.take)
        except BaseException:
            counted.gone()
            raise
        place.engines = remote.engines
        counted.session = session
        return counted

    def _died(self) -> None:
        self._note(Note.DIED)

    def _note(self, note: Note) -> None:
        if note is not Note.DIED:
            self._numbers.refused.labels(note.value).inc()
        now = asyncio.get_running_loop().time()
        if now - self._told.get(note, -_NOTE_EVERY_S) >= _NOTE_EVERY_S:
            self._told[note] = now
            log.warning("speech_note", note=note.value)
            self._tell(note)


class _Counted:
    """A session that gives its place back once, however it ends."""

    session: Session

    def __init__(self, place: _Place, emit: Emit, numbers: Numbers) -> None:
        self._place = place
        self._numbers = numbers
        self._emit = emit
        self._there = True
        numbers.heard.inc()

    def take(self, event: Event) -> None:
        if isinstance(event, Lost):
            self._numbers.lost.inc()
            self.gone()
        self._emit(event)

    def gone(self) -> None:
        if self._there:
            self._there = False
            self._place.callers -= 1
            self._numbers.heard.dec()

    def feed(self, pcm: bytes) -> None:
        self.session.feed(pcm)

    def prompt_playing(self, playing: bool) -> None:
        self.session.prompt_playing(playing)

    async def caught_up(self) -> None:
        await self.session.caught_up()

    async def finish(self) -> None:
        try:
            await self.session.finish()
        finally:
            self.gone()

    async def close(self) -> None:
        try:
            await self.session.close()
        finally:
            self.gone()


def _of_process(process: WorkerProcess) -> _Place:
    options = process.options

    def address() -> str | None:
        return f"ws://{options.host}:{process.ready.port}" if process.ready else None

    return _Place(options.limit, address, options.token.get_secret_value() if options.token else None)


def _of_machine(machine: Elsewhere) -> _Place:
    return _Place(machine.places, lambda: machine.url, machine.token)
