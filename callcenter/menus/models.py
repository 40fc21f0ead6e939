"""Tables of tries at the menu's questions, and of questions that no longer listen."""

from datetime import date, datetime

from sqlmodel import Field

from callcenter.storage.tables import Table
from callcenter.storage.types import UtcDateTime


class MenuTally(Table, table=True):
    """Tries of one day at one question in one way. Whose they were is not kept."""

    __tablename__ = "menu_tally"

    id: str = Field(primary_key=True, max_length=160)
    day: date = Field(index=True)
    place: str = Field(max_length=130, index=True)
    """The question as `flow/node`."""
    way: str = Field(max_length=8)
    """`speech` or `keys`."""
    taken: int = 0
    """The caller's answer led on …"""
    missed: int = 0
    """… or was not understood, or fitted nothing."""


class MenuSwitch(Table, table=True):
    """A question that stopped listening by itself, and why, until a person says otherwise."""

    __tablename__ = "menu_switch"

    place: str = Field(primary_key=True, max_length=130)
    off_at: datetime = Field(sa_type=UtcDateTime)
    speech_taken: int
    speech_tries: int
    keys_taken: int
    keys_tries: int
    on_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    on_by: int | None = Field(default=None, foreign_key="staff_user.id")

    @property
    def off(self) -> bool:
        return self.on_at is None
