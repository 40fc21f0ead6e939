"""Counts every try, and switches a question off where speech does worse than keys."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from threading import Lock
from typing import Literal

import structlog
from sqlmodel import col, select

from callcenter.menus.judge import FEWEST, Tries, is_worse
from callcenter.menus.models import MenuSwitch, MenuTally
from callcenter.problems import NotFound
from callcenter.security.audit import AuditLog
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.storage.writer import Writer

WINDOW = timedelta(days=14)
Way = Literal["speech", "keys"]

log = structlog.get_logger("callcenter.menus")


class MenuFigures:
    """Used by the telephone side (counts) and by requests (shows, switches on).

    `switched_off` is told of each question that stops listening. `zone` is the city's.
    """

    def __init__(
        self,
        database: Database,
        writer: Writer,
        audit: AuditLog,
        zone: tzinfo,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._writer, self._audit = database, writer, audit
        self._zone, self._clock = zone, clock
        self._lock = Lock()
        self._tallies: dict[str, MenuTally] = {}
        self._switches: dict[str, MenuSwitch] = {}
        self.switched_off: Callable[[MenuSwitch], None] = lambda switch: None

    def load(self) -> None:
        """What was counted before a restart. Blocks."""
        with self._database.reading() as session:
            tallies = session.exec(select(MenuTally).where(col(MenuTally.day) > self._today - WINDOW)).all()
            switches = session.exec(select(MenuSwitch)).all()
        with self._lock:
            self._tallies = {row.id: row for row in tallies}
            self._switches = {row.place: row for row in switches}

    def count(self, place: str, way: Way, *, taken: bool) -> None:
        """One answer of a caller. Never waits for the database."""
        with self._lock:
            day = self._today
            name = f"{day.isoformat()}/{place}/{way}"
            row = self._tallies.setdefault(name, MenuTally(id=name, day=day, place=place, way=way))
            if taken:
                row.taken += 1
            else:
                row.missed += 1
            self._writer.store([row])
            switch = self._judged(place) if way == "speech" and not taken else None
        if switch is not None:
            log.warning("menu_stopped_listening", place=place)
            self.switched_off(switch)

    def listens(self, place: str) -> bool:
        """Whether this question may still be answered by speech."""
        switch = self._switches.get(place)
        return switch is None or not switch.off

    @property
    def off(self) -> Sequence[MenuSwitch]:
        """The questions that stopped listening, longest first."""
        with self._lock:
            off = [one for one in self._switches.values() if one.off]
        return sorted(off, key=lambda one: one.off_at)

    def table(self) -> Mapping[str, Mapping[str, Tries]]:
        """Tries of the last fourteen days by question and way."""
        found: dict[str, dict[str, Tries]] = defaultdict(lambda: defaultdict(Tries))
        with self._lock:
            for row in self._fresh():
                found[row.place][row.way] += Tries(row.taken, row.taken + row.missed)
        return found

    def switch_on(self, place: str, by: Identity) -> None:
        """Listen again, counting anew. Raises `NotFound` for a question that listens."""
        with self._lock:
            switch = self._switches.get(place)
            if switch is None or not switch.off:
                raise NotFound("menus.not_off")
            switch.on_at, switch.on_by = self._clock(), by.user_id
            rows = [row for row in self._tallies.values() if row.place == place and row.way == "speech"]
            for row in rows:
                row.taken = row.missed = 0
            self._audit.record("menu.listen_again", f"menu:{place}", user_id=by.user_id)
            self._writer.store([switch, *rows])

    def _judged(self, place: str) -> MenuSwitch | None:
        if not self.listens(place):
            return None
        tries: dict[str, Tries] = defaultdict(Tries)
        everywhere = Tries()
        for row in self._fresh():
            one = Tries(row.taken, row.taken + row.missed)
            if row.place == place:
                tries[row.way] += one
            if row.way == "keys":
                everywhere += one
        # Few use keys where they are asked to speak: then the house's menus are what speech is held against.
        keys = tries["keys"] if tries["keys"].tries >= FEWEST else everywhere
        speech = tries["speech"]
        if not is_worse(speech, keys):
            return None
        switch = MenuSwitch(
            place=place,
            off_at=self._clock(),
            speech_taken=speech.taken,
            speech_tries=speech.tries,
            keys_taken=keys.taken,
            keys_tries=keys.tries,
        )
        self._switches[place] = switch
        self._writer.store([switch])
        return switch

    def _fresh(self) -> list[MenuTally]:
        first = self._today - WINDOW
        for name in [name for name, row in self._tallies.items() if row.day <= first]:
            del self._tallies[name]
        return list(self._tallies.values())

    @property
    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()
