"""A plausible day of the city's hotline, told fact by fact to a real floor.

Every agent takes calls one after another; other citizens hang up in line, leave in the menu, ask
for a callback or are lost and come again. The same seed gives the same day.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.agents.models import SeatRecord, SeatState
from callcenter.agents.seat import Seat
from callcenter.calls import facts as f
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Floor
from callcenter.floor.rules import FloorRules
from callcenter.storage.database import Database
from callcenter.storage.tables import Table
from tests.support.line import NINE, abandons, answers, citizen_calls, ends, joins, misses, rings

ZONE = ZoneInfo("Asia/Seoul")
DESKS = ("civil", "vehicle", "complaint", "general")
PATHS = {
    "civil": "대표번호 120 → 1번 여권·제증명",
    "vehicle": "대표번호 120 → 2번 차량등록",
    "complaint": "대표번호 120 → 3번 생활불편",
    "general": "대표번호 120 → 0번 상담원 연결",
}


@dataclass
class CityDay:
    """`begin` is when the first call may come. Facts are kept until `live` plays them in order."""

    begin: datetime
    rules: FloorRules
    queues_of: dict[str, tuple[str, ...]]
    users: dict[str, int]
    seed: int = 120
    known: Sequence[str] = ()
    """Canonical numbers of citizens who are known here; one call in fifteen comes from one of them."""
    floor: Floor = field(init=False)
    rows: dict[tuple[type[Table], str], Table] = field(default_factory=dict)
    _facts: list[f.Fact] = field(default_factory=list)
    _numbers: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        seats = [Seat(SeatRecord(extension=e), queues=queues) for e, queues in self.queues_of.items()]
        self.floor = Floor(self.rules, seats, DayBook(ZONE))

    # the day

    def work(self, until: datetime) -> None:
        """Calls one after another at every seat, and those who never reach one, until then."""
        last, choice, chance = (until - self.begin).total_seconds(), self.random.choice, self.random.random
        for extension, queues in self.queues_of.items():
            when = 60 + chance() * 300
            while when < last - 500:
                when = self.served(extension, choice(queues), when) + 20 + chance() * 240
        for moment in self._moments(last, every=700):
            self.abandoned(choice(DESKS), moment, wait=choice((3.0, 12.0, 47.0, 95.0)))
        for moment in self._moments(last, every=2400):
            self.left_in_menu(moment)
        for moment in self._moments(last, every=3600):
            self.asked_for_callback(choice(DESKS), moment)

    def served(
        self, extension: str, desk: str, when: float, wait: float | None = None, talk: float | None = None
    ) -> float:
        """One call taken by the seat at `when`, seconds after the begin; gives its end."""
        call, number = self._new()
        wait = wait if wait is not None else self.random.choice((4.0, 8.5, 12.0, 16.0, 19.9, 27.0, 41.5))
        talk = talk if talk is not None else 40 + self.random.random() * 260
        end = when + talk
        self.add(*self._enters(call, number, desk, when - wait), rings(call, when - 3, extension, desk))
        self.add(answers(call, when, extension, desk))
        if talk > 200:
            leg = f"{call}-{extension}"
            self.add(
                f.HoldStarted(at=_at(when + 60), linkedid=call, uniqueid=leg),
                f.HoldEnded(at=_at(when + 81), linkedid=call, uniqueid=leg),
            )
        self.add(ends(call, end), ends(call, end + 0.02, f"{call}-{extension}"))
        return end + self.rules.wrap_up.total_seconds()

    def abandoned(self, desk: str, when: float, wait: float) -> str:
        call, number = self._new()
        self.add(*self._enters(call, number, desk, when), abandons(call, when + wait, desk))
        return call

    def left_in_menu(self, when: float) -> str:
        call, number = self._new()
        self.add(citizen_calls(call, when, number), ends(call, when + 9))
        return call

    def asked_for_callback(self, desk: str, when: float) -> str:
        call, number = self._new()
        self.add(
            *self._enters(call, number, desk, when),
            f.QueueLeft(at=_at(when + 60), linkedid=call, queue=desk),
            f.IvrEnded(at=_at(when + 70), linkedid=call, outcome="callback"),
            ends(call, when + 72),
        )
        return call

    def lost_and_served_again(self, desk: str, first: str, second: str, when: float) -> str:
        """The first agent's browser dies: the same call stands in the same line twice."""
        call, number = self._new()
        self.add(*self._enters(call, number, desk, when), rings(call, when + 2, first, desk))
        self.add(answers(call, when + 5, first, desk), ends(call, when + 30, f"{call}-{first}", cause=44))
        self.add(joins(call, when + 34, desk), rings(call, when + 35, second, desk))
        self.add(answers(call, when + 37, second, desk), ends(call, when + 90))
        self.add(ends(call, when + 90, f"{call}-{second}"))
        return call

    def overflown(self, desk: str, other: str, extension: str, when: float) -> str:
        """Too long in one line, taken in another."""
        call, number = self._new()
        self.add(
            *self._enters(call, number, desk, when),
            f.QueueLeft(at=_at(when + 120), linkedid=call, queue=desk),
            joins(call, when + 121, other), rings(call, when + 122, extension, other),
            answers(call, when + 125, extension, other), ends(call, when + 200),
            ends(call, when + 200, f"{call}-{extension}"),
        )  # fmt: skip
        return call

    def missed_by(self, extension: str, other: str, desk: str, when: float) -> str:
        call, number = self._new()
        self.add(*self._enters(call, number, desk, when), rings(call, when + 1, extension, desk))
        self.add(misses(call, when + 21, extension, desk), rings(call, when + 22, other, desk))
        self.add(answers(call, when + 24, other, desk), ends(call, when + 70))
        self.add(ends(call, when + 70, f"{call}-{other}"))
        return call

    def waits_now(self, desk: str, since: float) -> str:
        call, number = self._new()
        self.add(*self._enters(call, number, desk, since))
        return call

    def talks_now(self, extension: str, desk: str, since: float) -> str:
        call, number = self._new()
        self.add(*self._enters(call, number, desk, since - 8), rings(call, since - 3, extension, desk))
        self.add(answers(call, since, extension, desk))
        return call

    # telling

    def add(self, *facts: f.Fact | list[f.Fact]) -> None:
        for fact in facts:
            self._facts += fact if isinstance(fact, list) else [fact]

    def live(self, until: datetime) -> None:
        """Sign everybody in, then let everything happen up to then."""
        for extension, user in self.users.items():
            here = f.SeatRegistered(at=self.begin, linkedid="", extension=extension, registered=True)
            self._keep(self.floor.apply(here).rows)
            self._keep(self.floor.declare(extension, SeatState.READY, None, user, self.begin).rows)
        for fact in sorted(self._shifted(), key=lambda fact: fact.at):
            if fact.at <= until:
                self._keep(self.floor.tick(fact.at).rows)
                self._keep(self.floor.apply(fact).rows)
        self._keep(self.floor.tick(until).rows)
        self._facts.clear()

    def go_home(self, at: datetime) -> None:
        """Everybody signs out."""
        for extension in self.users:
            self._keep(self.floor.declare(extension, SeatState.LOGGED_OUT, None, None, at).rows)

    def store(self, database: Database) -> None:
        """Into a database that knows nothing of this day yet; seats may be known already."""
        with database.transaction() as session:
            for row in self.rows.values():
                stored = type(row)(**row.model_dump())
                if isinstance(row, SeatRecord):
                    session.merge(stored)
                else:
                    session.add(stored)

    def _keep(self, rows: Iterable[Table]) -> None:
        for row in rows:
            key = getattr(row, "id", None) or row.extension  # type: ignore[attr-defined]
            self.rows[type(row), str(key)] = row

    def _shifted(self) -> list[f.Fact]:
        return [replace(fact, at=fact.at + (self.begin - NINE)) for fact in self._facts]

    def _enters(self, call: str, number: str, desk: str, when: float) -> list[f.Fact]:
        began = when - 12
        return [
            citizen_calls(call, began, number),
            f.LegAnswered(at=_at(began + 0.1), linkedid=call, uniqueid=call),
            f.IvrProgressed(at=_at(when - 0.5), linkedid=call, path=PATHS[desk]),
            joins(call, when, desk),
        ]

    def _moments(self, last: float, every: float) -> Iterator[float]:
        when = every * self.random.random()
        while when < last - 300:
            yield when
            when += every * (0.4 + 1.2 * self.random.random())

    def _new(self) -> tuple[str, str]:
        self._numbers += 1
        second = int(self.begin.timestamp())
        number = f"+82102{self.random.randrange(100, 999)}{1000 + self._numbers}"
        if self.known and self._numbers % 15 == 0:
            number = self.random.choice(self.known)
        return f"{second}.{self._numbers}", number


def _at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)
