"""What reconciliation mended: kept for the supervisor's board and in the database."""

from collections import deque
from datetime import datetime

from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime

SHOWN = 20


class RepairRecord(Table, table=True):
    """A difference between our picture and the exchange's that was mended."""

    __tablename__ = "repair"

    id: str = Field(primary_key=True, max_length=200)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    what: str = Field(max_length=200)
    """Which leg, visit or seat; no personal data."""
    text: str = Field(max_length=200)


class RepairLog:
    """The newest repairs, newest first."""

    def __init__(self) -> None:
        self.newest: deque[RepairRecord] = deque(maxlen=SHOWN)

    def add(self, at: datetime, what: str, text: str) -> RepairRecord:
        """Note a repair; the row is to be stored by the caller."""
        record = RepairRecord(id=f"{at.timestamp():.6f}/{what}"[:200], at=at, what=what[:200], text=text)
        self.newest.appendleft(record)
        return record
