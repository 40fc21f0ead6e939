"""Talks written down: which legs are heard, where the words go, what is sealed at the end."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Literal

import structlog
from sqlalchemy.exc import SQLAlchemyError

from callcenter.asterisk.overhearing import Overhearing, Voice
from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.models import Direction
from callcenter.floor.floor import Floor
from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.models import Part
from callcenter.realtime.hub import Hub
from callcenter.realtime.topics import seat_topic
from callcenter.storage.patience import until_stored
from callcenter.transcripts.book import TranscriptBook
from callcenter.transcripts.live import Said
from callcenter.transcripts.models import Speaker, TranscriptLine

JSON = "application/json"
TOPIC = "transcript"
StoredLines = Callable[[Collection[str]], Sequence[TranscriptLine]]
"""The stored lines of some calls; blocks."""

log = structlog.get_logger("callcenter.transcripts")


class BookNotes:
    """`callcenter.asterisk.overhearing.TalkNotes` and `callcenter.asterisk.surroundings.Notes`."""

    def __init__(self, book: TranscriptBook) -> None:
        self._book = book

    def said(self, call_id: str, voice: Voice, text: str, began: datetime, ended: datetime) -> None:
        speaker = Speaker.CITIZEN if voice.extension is None else Speaker.AGENT
        self._book.said(call_id, Said(speaker, text, began, ended, voice.extension))

    def state(self, call_id: str, state: Literal["starting", "listening", "full", "unavailable"]) -> None:
        self._book.state(call_id, state)

    def citizen_said(self, call_id: str, text: str, began: datetime, ended: datetime) -> None:
        self._book.said(call_id, Said(Speaker.CITIZEN, text, began, ended))

    def machine_said(self, call_id: str, text: str, began: datetime) -> None:
        self._book.said(call_id, Said(Speaker.MACHINE, text, began, began))


class TalkSide:
    """Lives on the telephone side's loop. `overhearing` is None where talks are not written down."""

    def __init__(
        self,
        book: TranscriptBook,
        archive: SealedArchive,
        hub: Hub,
        floor: Floor,
        overhearing: Overhearing | None,
        stored: StoredLines,
        name_of: Callable[[str], str | None],
    ) -> None:
        self._name_of = name_of
        self._stored = stored
        self._book, self._archive, self._hub, self._floor = book, archive, hub, floor
        self._overhearing = overhearing
        book.changed = self._changed

    def take(self, fact: f.Fact) -> None:
        """Every fact, after the floor has moved."""
        if self._overhearing is None:
            return
        leg = getattr(fact, "uniqueid", "")
        live = self._floor.tracker.call_of_leg(leg) or self._floor.tracker.calls.get(fact.linkedid)
        if live is not None:
            self._overhearing.follow(live.call.id, voices_of(live))

    def go_on(self) -> None:
        """After a start: the talks that outlived another application are heard again."""
        if self._overhearing is not None:
            for live in self._floor.tracker.calls.values():
                self._overhearing.follow(live.call.id, voices_of(live))

    async def recall(self) -> None:
        """After a start: what was said before it is shown to the seats again."""
        calls = {seat.call_id for seat in self._floor.seats.values() if seat.call_id is not None}
        calls |= set(self._floor.tracker.calls)
        try:
            lines = await asyncio.to_thread(self._stored, calls) if calls else ()
        except SQLAlchemyError as error:
            log.warning("transcripts_not_recalled", error=type(error).__name__)
            return
        self._book.restore(lines)

    async def ended(self, call_id: str) -> None:
        """The call is over: its last words, and the original sealed where something was masked."""
        if self._overhearing is not None:
            await self._overhearing.end(call_id)
        original = self._book.over(call_id)
        if original is not None:
            try:
                await until_stored(self._archive.seal, call_id, Part.TRANSCRIPT, BytesIO(original), JSON)
            except OSError as error:
                log.error("transcript_not_sealed", call=call_id, error=error.strerror)

    def draw(self, seats: Collection[str]) -> None:
        """What these seats see of the talk."""
        for extension in seats:
            call_id = self._floor.seats[extension].call_id
            self._hub.publish(seat_topic(extension, TOPIC), self._book.topic(call_id, self._name_of))

    async def stop(self) -> None:
        """Let go of every talk."""
        if self._overhearing is not None:
            await self._overhearing.close()

    def _changed(self, call_id: str) -> None:
        self.draw([seat.extension for seat in self._floor.seats.values() if seat.call_id == call_id])


def voices_of(live: LiveCall) -> Mapping[str, Voice]:
    """The legs of a talk by uniqueid: nobody where no agent or no citizen is in it."""
    up = [leg for leg in live.legs.values() if leg.answered_at is not None]
    seats = [leg for leg in up if leg.extension is not None]
    citizens = [leg for leg in up if leg.extension is None and not leg.channel.startswith("Local/")]
    if not seats or not citizens or live.call.direction == Direction.INTERNAL:
        return {}
    held = bool(live.holds)
    # In a conference a seat hears the other seats too. Its sound is mixed, so no agent is lost to the
    # recording by a tap on the citizen's leg there.
    through = "" if live.conference else seats[0].id
    voices = {leg.id: Voice(None, away=held, through=through) for leg in citizens}
    return voices | {leg.id: Voice(leg.extension, away=leg.id in live.holds) for leg in seats}
