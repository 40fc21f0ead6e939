"""Outbox, text search and units of work on both databases."""

import threading

import pytest

from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox, OutboxMessage
from callcenter.storage.text_search import TextIndex
from tests.support.clock import Clock


def test_outbox_is_part_of_the_transaction_and_retries_with_back_off(database: Database) -> None:
    clock = Clock()
    outbox = Outbox(database, clock)
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        outbox.add(session, "ticket.opened", {"id": 1 // len(outbox.due())})
    assert outbox.due() == []
    with database.transaction() as session:
        outbox.add(session, "ticket.opened", {"id": 2})
    [message] = outbox.due()
    assert message.id is not None
    waits = []
    for _ in range(3):
        outbox.failed(message.id, "no route")
        waited = 0
        while not outbox.due():
            clock.forward(seconds=1)
            waited += 1
        waits.append(waited)
    assert waits == [5, 10, 20]
    outbox.delivered(message.id)
    assert outbox.due() == []
    with database.reading() as session:
        row = session.get_one(OutboxMessage, message.id)
        assert (row.attempts, row.last_error) == (4, None)


TEXTS = {
    1: "여권 등기발송 신청합니다",
    2: "강남로 12 앞 가로등이 꺼졌습니다",
    3: "Parking at 100% of the Lot_7",
    4: "주차위반 과태료 문의",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("여권", {1}),
        ("등기", {1}),
        ("가로등", {2}),
        ("가", {2}),
        ("강", {2}),
        ("로등이", {2}),
        ("꺼졌 가로등", {2}),
        ("PARKING", {3}),
        ("100%", {3}),
        ("lot_7", {3}),
        ("%", set()),
        ("과태", {4}),
        ("없는말", set()),
        ("' OR 1=1 --", set()),
        ('"여권" AND', set()),
    ],
)
def test_any_piece_of_a_korean_text_is_found(database: Database, query: str, found: set[int]) -> None:
    index = TextIndex("sample_search")
    with database.engine.begin() as connection:
        index.create(connection)
    with database.transaction() as session:
        for row_id, text in TEXTS.items():
            index.put(session, row_id, "to be replaced")
            index.put(session, row_id, text)
    statement = index.matching(database.engine.dialect.name, query)
    if statement is None:
        assert found == set()
        return
    with database.reading() as session:
        assert set(session.connection().scalars(statement)) == found


def test_readers_who_become_writers_wait_for_each_other(database: Database) -> None:
    outbox = Outbox(database)
    with database.transaction() as session:
        outbox.add(session, "counter", {"value": 0})
    failures: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(10):
                with database.transaction() as session:
                    row = session.get_one(OutboxMessage, 1, with_for_update=True)
                    row.attempts += 1
        except BaseException as failure:  # noqa: BLE001 - reported by the assertion below
            failures.append(failure)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    with database.reading() as session:
        assert session.get_one(OutboxMessage, 1).attempts == 40
