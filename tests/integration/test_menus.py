"""Tries at the menu on both databases: counted, kept over a restart, switched off and on again."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from callcenter.menus.api import blueprint
from callcenter.menus.figures import MenuFigures
from callcenter.menus.models import MenuSwitch
from callcenter.security.models import Role
from callcenter.storage.database import Database
from callcenter.storage.writer import Writer
from callcenter.wiring.menu_notices import menu_notices
from tests.support.web import Browser, House

ASK, MAIN = "speech/ask", "hotline/main_menu"
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def house(database: Database) -> House:
    house = House(database)
    house.user("admin", Role.ADMINISTRATOR)
    house.user("boss", Role.SUPERVISOR)
    house.user("lee", extension="201")
    return house


@pytest.fixture
def writer(house: House) -> Iterator[Writer]:
    writer = Writer(house.database)
    writer.start()
    yield writer
    writer.stop()


@pytest.fixture
def figures(house: House, writer: Writer) -> MenuFigures:
    return MenuFigures(house.database, writer, house.audit, SEOUL, house.clock)


def keys_do_well(figures: MenuFigures) -> None:
    for number in range(100):
        figures.count(MAIN, "keys", taken=number % 20 > 0)


def test_a_question_where_speech_does_worse_stops_listening_and_says_so(
    house: House, writer: Writer, figures: MenuFigures
) -> None:
    told: list[MenuSwitch] = []
    figures.switched_off = told.append
    keys_do_well(figures)
    for number in range(60):
        figures.count(ASK, "speech", taken=number % 2 == 0)
    assert [switch.place for switch in told] == [ASK]
    assert not figures.listens(ASK)
    assert figures.listens("speech/more")
    (alert,) = menu_notices(figures)
    assert ASK in alert.text
    assert "95%" in alert.text

    assert writer.flush(10)
    again = MenuFigures(house.database, writer, house.audit, SEOUL, house.clock)
    again.load()
    assert not again.listens(ASK)
    assert again.table()[MAIN]["keys"].tries == 100


def test_a_question_that_does_as_well_goes_on_listening(figures: MenuFigures) -> None:
    keys_do_well(figures)
    for number in range(200):
        figures.count(ASK, "speech", taken=number % 15 > 0)
    assert figures.listens(ASK)


def test_old_tries_count_no_more(house: House, figures: MenuFigures) -> None:
    keys_do_well(figures)
    for _ in range(39):
        figures.count(ASK, "speech", taken=False)
    house.clock.forward(days=15)
    figures.count(ASK, "speech", taken=False)
    assert figures.listens(ASK)
    assert figures.table()[ASK]["speech"].tries == 1


def test_an_administrator_lets_it_listen_again_and_it_is_counted_anew(
    house: House, figures: MenuFigures
) -> None:
    app = house.app(blueprint(figures, lambda place: (place.partition("/")[0], "말씀해 주십시오.")))
    keys_do_well(figures)
    for _ in range(50):
        figures.count(ASK, "speech", taken=False)
    admin, boss = Browser(app, "admin"), Browser(app, "boss")
    told = boss.get("/api/menus").get_json()
    rows = {row["place"]: row for row in told["items"]}
    assert told["days"] == 14
    assert (rows[ASK]["flow"], rows[ASK]["words"]) == ("speech", "말씀해 주십시오.")
    assert rows[ASK]["speech"] == {"tries": 50, "taken": 0}
    assert rows[MAIN]["off"] is None
    assert rows[ASK]["off"]["speech"] == {"tries": 40, "taken": 0}, "as they stood when it was switched off"
    assert rows[ASK]["off"]["keys"] == {"tries": 100, "taken": 95}
    assert boss.post("/api/menus/listen", {"place": ASK}).status_code == 403
    assert Browser(app, "lee").get("/api/menus").status_code == 403
    assert admin.post("/api/menus/listen", {"place": ASK}).status_code == 204
    assert figures.listens(ASK)
    assert menu_notices(figures) == ()
    assert admin.post("/api/menus/listen", {"place": ASK}).status_code == 404
    figures.count(ASK, "speech", taken=False)
    assert figures.table()[ASK]["speech"].tries == 1
    assert [entry.action for entry in house.audit.page(1, 10, subject=f"menu:{ASK}").items] == [
        "menu.listen_again"
    ]
