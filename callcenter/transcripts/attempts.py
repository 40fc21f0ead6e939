"""How often a recording is tried to be heard, and when again: counted before each attempt begins.

So a recording that brings the recogniser down, and us with it, cannot do so for ever.
"""

from datetime import datetime, timedelta
from typing import Protocol

MOST_ATTEMPTS = 4
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=2)


class Attempted(Protocol):
    """A row that remembers its attempts."""

    attempts: int
    next_try_at: datetime | None
    settled_at: datetime | None


def begin(row: Attempted, now: datetime) -> bool:
    """Count one more; False where all of them were cut off by crashes."""
    row.attempts += 1
    row.next_try_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (row.attempts - 1))
    return row.attempts <= MOST_ATTEMPTS


def take_back(row: Attempted) -> None:
    """We were told to stop, or nobody could hear it: that was no attempt."""
    row.attempts, row.next_try_at = row.attempts - 1, None


def settle(row: Attempted, now: datetime) -> None:
    """It is done with, well or not."""
    row.settled_at, row.next_try_at = now, None
