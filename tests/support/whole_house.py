"""The real house with every route, without a telephone exchange: for tests of what the desktop asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from prometheus_client import CollectorRegistry
from sqlmodel import SQLModel

from callcenter.agents.models import SeatState
from callcenter.agents.phone_access import PhoneAccess
from callcenter.floor.standing import FloorStanding, LineStanding
from callcenter.security.access import Guard
from callcenter.security.passwords import Passwords
from callcenter.security.rate_limit import SignInLimit
from callcenter.security.sessions import SessionService
from callcenter.security.users import NewUser, UserService
from callcenter.settings import Settings, Storage, Web
from callcenter.tickets.models import TICKET_SEARCH
from callcenter.transcripts.models import TRANSCRIPT_SEARCH
from callcenter.web.app import allowed_origins, create_web
from callcenter.wiring import tables
from callcenter.wiring.house import House, open_house
from callcenter.wiring.people import Person, demo_people
from callcenter.wiring.routes import routes
from callcenter.wiring.telephone import TelephoneDoors
from tests.support.city_day import CityDay
from tests.support.web import PASSWORD, NoGateway

assert tables


@dataclass
class Exchange:
    """The telephone side, writing down what it is asked."""

    asked: list[tuple[object, ...]] = field(default_factory=list)

    def declare(self, extension: str, state: SeatState, reason: str | None, user_id: int) -> None:
        self.asked.append(("declare", extension, state, reason, user_id))

    def phone_health(self, extension: str, *, microphone: bool) -> None:
        self.asked.append(("phone_health", extension, microphone))

    def extend_wrap_up(self, extension: str, seconds: int) -> None:
        self.asked.append(("extend_wrap_up", extension, seconds))

    def finish_wrap_up(self, extension: str) -> None:
        self.asked.append(("finish_wrap_up", extension))

    def conference(self, extension: str) -> None:
        self.asked.append(("conference", extension))

    def standing(self) -> FloorStanding:
        return FloorStanding({"201": SeatState.READY}, {"civil": LineStanding(waiting=2, ready=1)})

    def dial(self, item_id: int, extension: str) -> None:
        self.asked.append(("dial", item_id, extension))

    def grant(self, extension: str, password: str) -> None:
        self.asked.append(("grant", extension))

    def revoke(self, extension: str) -> None:
        self.asked.append(("revoke", extension))


@dataclass
class WholeHouse:
    house: House
    app: Flask
    exchange: Exchange
    people: dict[str, Person]
    """By login."""
    ids: dict[str, int]
    """User ids by extension."""

    def day(self, begin: datetime) -> CityDay:
        agents = {person.extension: person for person in self.people.values() if person.role == "agent"}
        desks = self.house.desks.names
        queues = {e: (person.desks or desks) for e, person in agents.items() if e}
        return CityDay(begin, self.house.rules, queues, {e: self.ids[e] for e in queues})


def _with_weak_passwords(house: House) -> House:
    """Argon2 as weak as it goes: these tests are not about its strength."""
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return replace(
        house,
        users=UserService(house.database, passwords, house.audit, house.desks.labels),
        sessions=SessionService(house.database, passwords, house.audit, 10),
    )


@contextmanager
def whole_house(data: Path, url: str = "") -> Iterator[WholeHouse]:
    """With the demonstration's people, each with the tests' password. `url`: another database than SQLite."""
    storage = {"url": url or f"sqlite:///{data / 'house.db'}"}
    settings = Settings(web=Web(port=23001), storage=Storage.model_validate(storage), data=data)
    house = _with_weak_passwords(open_house(settings))
    try:
        with house.database.engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
            TICKET_SEARCH.create(connection)
            TRANSCRIPT_SEARCH.create(connection)
        ids = {}
        for person in demo_people():
            new = NewUser(person.login, person.name, person.role, PASSWORD, person.extension, person.desks)
            ids[person.extension or ""] = house.users.create(new, None).id or 0
        exchange = Exchange()
        telephone = TelephoneDoors(exchange, exchange, PhoneAccess(exchange, "ws://x/ws", "x"), exchange)
        guard, limit = Guard(house.sessions, allowed_origins(settings)), SignInLimit()
        app = create_web(
            settings, routes(house, guard, limit, telephone), NoGateway(), Path("/nonexistent"),
            guard=guard, limit=limit, registry=CollectorRegistry(),
        )  # fmt: skip
        yield WholeHouse(house, app, exchange, {p.login: p for p in demo_people()}, ids)
    finally:
        house.database.close()
