"""When jobs are due."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from callcenter.jobs.schedule import Every, Nightly

NIGHT = Nightly(time(3, 10), ZoneInfo("Asia/Seoul"))


def seoul(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Seoul")).astimezone(UTC)


def test_every_so_often() -> None:
    every = Every(timedelta(seconds=5))
    assert every.due(None, seoul(24, 9))
    assert not every.due(seoul(24, 9), seoul(24, 9) + timedelta(seconds=4.9))
    assert every.due(seoul(24, 9), seoul(24, 9) + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, seoul(24, 1), True),
        (seoul(23, 3, 10), seoul(24, 3, 9), False),
        (seoul(23, 3, 10), seoul(24, 3, 10), True),
        (seoul(24, 3, 10), seoul(24, 23, 59), False),
        # The machine was off at night: made up for in the morning, once.
        (seoul(23, 3, 11), seoul(24, 8, 30), True),
        (seoul(24, 8, 30), seoul(24, 18), False),
        (seoul(24, 8, 30), seoul(25, 3, 10), True),
    ],
)
def test_once_a_night(last: datetime | None, now: datetime, due: bool) -> None:
    assert NIGHT.due(last, now) is due


def test_when_it_is_due_next() -> None:
    every, now = Every(timedelta(minutes=1)), seoul(24, 9)
    assert every.next_due(None, now) == now
    assert every.next_due(now - timedelta(seconds=20), now) == now + timedelta(seconds=40)
    assert every.next_due(now - timedelta(hours=1), now) == now
    assert NIGHT.next_due(seoul(24, 3, 10), seoul(24, 18)) == seoul(25, 3, 10)
    assert NIGHT.next_due(seoul(23, 3, 10), seoul(24, 1)) == seoul(24, 3, 10)
    assert NIGHT.next_due(seoul(23, 3, 10), seoul(24, 8)) == seoul(24, 8)
