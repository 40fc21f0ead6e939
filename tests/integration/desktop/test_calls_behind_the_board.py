"""Every number of the board opens exactly the calls behind it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.calls import kpi
from callcenter.floor.floor_picture import floor_picture
from callcenter.floor.repairs import RepairLog
from callcenter.realtime.topics import FloorTopic
from tests.support.city_day import CityDay
from tests.support.postgres import fresh_database
from tests.support.web import Browser
from tests.support.whole_house import WholeHouse, whole_house

BEGIN = datetime(2025, 11, 25, 0, 0, tzinfo=UTC)
NOON = BEGIN + timedelta(hours=3)
TODAY = {"from": "2025-11-25", "to": "2025-11-25"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """The house on each kind of database; these tests only look."""
    data = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        with whole_house(data) as house:
            yield house
        return
    server = request.getfixturevalue("postgres_url")
    with fresh_database(server, "behind_the_board") as url, whole_house(data, url) as house:
        yield house


@pytest.fixture(scope="module")
def day(either: WholeHouse) -> CityDay:
    """Three busy hours, with every way a call can go; callers wait and talk at the end of it."""
    day = either.day(BEGIN)
    day.work(until=BEGIN + timedelta(hours=2))
    day.lost_and_served_again("vehicle", "201", "202", 7600)
    day.overflown("civil", "general", "203", 7700)
    day.missed_by("201", "202", "civil", 8200)
    day.served("203", "complaint", 8600, wait=20.0, talk=30)
    day.served("203", "complaint", 9000, wait=20.000001, talk=30)
    yesterday = day.abandoned("civil", -40_000, wait=30)
    for ago in (600, 90, 30):
        day.waits_now("civil", 10_800 - ago)
    day.talks_now("203", "general", 10_500)
    day.live(NOON)
    day.store(either.house.database)
    assert yesterday in day.floor.day.calls_in
    day.floor.day.turn(NOON)
    return day


@pytest.fixture(scope="module")
def board(either: WholeHouse, day: CityDay) -> FloorTopic:
    return floor_picture(day.floor, {}, either.house.desks, RepairLog(), NOON)


@pytest.fixture(scope="module")
def watcher(either: WholeHouse) -> Browser:
    return Browser(either.app, "supervisor")


def listed(watcher: Browser, **query: Any) -> dict[str, Any]:
    answer = watcher.get("/api/calls", **TODAY, **query, page_size=200)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_figures_of_each_line(watcher: Browser, board: FloorTopic) -> None:
    for queue in board.queues:
        numbers = {
            "waiting": queue.waiting,
            "talking": queue.talking,
            "offered": queue.offered,
            "answered": queue.answered,
            "abandoned": queue.abandoned,
        }
        for figure, number in numbers.items():
            found = listed(watcher, queue=queue.name, figure=figure)
            assert found["counted"] == number, (queue.name, figure)
            twice = 1 if (queue.name, figure) in {("vehicle", "offered"), ("vehicle", "answered")} else 0
            assert found["total"] == number - twice, (queue.name, figure)
    assert sum(queue.waiting for queue in board.queues) == 3


def test_the_figures_of_the_house(watcher: Browser, board: FloorTopic, day: CityDay) -> None:
    visits = list(day.floor.day.visits.values())
    totals = board.totals
    assert listed(watcher, figure="waiting")["total"] == totals.waiting == 3
    assert listed(watcher, figure="calls_in")["total"] == totals.calls_in
    lost = listed(watcher, figure="lost")["total"]
    assert totals.abandon_percent == pytest.approx(100 * lost / totals.calls_in)

    levels = kpi.service_levels(visits, day.rules.service_level, day.rules.short_abandon)
    in_time = listed(watcher, figure="answered_in_time")["counted"]
    done = sum(1 for visit in visits if visit.outcome is not None)
    assert levels.of_offered == pytest.approx(100 * in_time / done)
    handled = listed(watcher, figure="handled")["counted"]
    assert handled == sum(1 for visit in visits if visit.answered_at and visit.ended_at)


def test_the_rows_of_a_figure_are_its_calls(watcher: Browser, board: FloorTopic) -> None:
    waiting = listed(watcher, figure="waiting", sort="-wait_seconds")
    assert [row["outcome"] for row in waiting["items"]] == ["waiting"] * 3
    [talking] = listed(watcher, figure="talking")["items"]
    assert (talking["outcome"], talking["agent"], talking["talk_seconds"]) == ("talking", "최유리", None)
    for row in listed(watcher, figure="abandoned", queue="complaint")["items"]:
        assert (row["outcome"], row["agent"]) == ("abandoned", None)
    outcomes = {row["outcome"] for row in listed(watcher, figure="lost")["items"]}
    assert outcomes == {"abandoned", "left_in_ivr"}


def test_lists_are_sorted_by_what_they_show(watcher: Browser, day: CityDay) -> None:
    for name in ("talk_seconds", "wait_seconds"):
        rows = listed(watcher, figure="handled", sort=f"-{name}")["items"]
        values = [row[name] for row in rows]
        assert values == sorted(values, reverse=True)
    assert watcher.get("/api/calls", sort="caller").status_code == 422


def test_the_outcome_filter_agrees_with_the_outcome_shown(watcher: Browser, day: CityDay) -> None:
    everything = listed(watcher)
    counts: dict[str, int] = {}
    for page in range(1, 1 + -(-everything["total"] // 200)):
        for row in listed(watcher, page=page)["items"]:
            counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
    assert {"waiting", "talking", "answered", "abandoned", "callback", "left_in_ivr"} <= set(counts)
    for outcome, number in counts.items():
        assert listed(watcher, outcome=outcome)["total"] == number, outcome
    assert sum(counts.values()) == everything["total"]
