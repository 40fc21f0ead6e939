"""The hub's promises: latest wins, no gaps, no repeats, order, many threads."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import callcenter
from callcenter.realtime.hub import Hub, Update
from callcenter.realtime.schema import schema_text
from callcenter.realtime.topics import FloorTopic, FloorTotals, PhoneHealth, SeatTopic, seat_topic


def floor(waiting: int) -> FloorTopic:
    return FloorTopic(totals=FloorTotals(waiting=waiting))


class Ear:
    def __init__(self) -> None:
        self.heard: list[Update] = []
        self._news = threading.Condition()

    def __call__(self, update: Update) -> None:
        with self._news:
            self.heard.append(update)
            self._news.notify_all()

    def waiting(self) -> list[int]:
        return [update.state["totals"]["waiting"] for update in self.heard]

    def until(self, waiting: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: waiting in self.waiting(), 5), self.waiting()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def hub(ear: Ear) -> Iterator[Hub]:
    made = Hub(period=0.02)
    made.start(ear)
    yield made
    made.stop()


def test_a_burst_becomes_few_updates_and_the_latest_wins(hub: Hub, ear: Ear) -> None:
    for number in range(1, 2001):
        hub.publish("floor", floor(number))
    ear.until(2000)
    assert len(ear.heard) < 200
    assert [update.seq for update in ear.heard] == list(range(1, len(ear.heard) + 1))
    assert ear.waiting() == sorted(ear.waiting())


def test_an_equal_state_is_not_sent_again(hub: Hub, ear: Ear) -> None:
    hub.publish("floor", floor(1))
    ear.until(1)
    hub.publish("floor", floor(1).model_copy(update={"server_time": datetime(2030, 1, 1, tzinfo=UTC)}))
    hub.publish("floor", floor(1))
    answered = threading.Event()
    assert hub.ask("floor", lambda _: answered.set())
    assert answered.wait(5)
    hub.publish("floor", floor(2))
    ear.until(2)
    assert ear.waiting() == [1, 2]


def test_publishing_from_many_threads_and_an_event_loop(hub: Hub, ear: Ear) -> None:
    def publish(base: int) -> None:
        for number in range(100):
            hub.publish("floor", floor(base + number))

    async def publish_too() -> None:
        publish(5000)

    threads = [threading.Thread(target=publish, args=(n * 100,)) for n in range(5)]
    for thread in threads:
        thread.start()
    asyncio.run(publish_too())
    for thread in threads:
        thread.join()
    hub.publish("floor", floor(9999))
    ear.until(9999)
    assert [update.seq for update in ear.heard] == list(range(1, len(ear.heard) + 1))


def test_a_question_is_never_answered_with_an_older_state_than_published(hub: Hub) -> None:
    for number in range(1, 50):
        hub.publish("floor", floor(number))
        answer = Ear()
        hub.ask("floor", answer)
        answer.until(number)


def test_a_listener_that_fails_does_not_end_the_emitter() -> None:
    ear = Ear()

    def fragile(update: Update) -> None:
        ear(update)
        raise OSError("broken socket")

    hub = Hub(period=0.01)
    hub.start(fragile)
    hub.publish("floor", floor(1))
    ear.until(1)
    hub.publish("floor", floor(2))
    ear.until(2)
    hub.stop()


def test_a_topic_takes_only_its_own_state() -> None:
    hub = Hub()
    with pytest.raises(TypeError):
        hub.publish(seat_topic("201"), floor(1))
    with pytest.raises(KeyError):
        hub.publish("unknown", floor(1))


def test_a_thing_misspelt_in_a_state_is_refused() -> None:
    with pytest.raises(ValueError, match="wating"):
        FloorTotals.model_validate({"wating": 1})
    seat = SeatTopic(
        state="ready",
        since=datetime(2026, 11, 24, tzinfo=UTC),
        declared="ready",
        phone=PhoneHealth(registered=True, microphone=True),
    )
    assert seat.model_dump(mode="json")["since"] == "2026-11-24T00:00:00Z"


def test_exported_schema_is_fresh() -> None:
    exported = Path(callcenter.__file__).parent.parent / "docs" / "realtime.json"
    assert exported.read_text("utf-8") == schema_text(), (
        "run: python -m callcenter.realtime.schema docs/realtime.json"
    )
