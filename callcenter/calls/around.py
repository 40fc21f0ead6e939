"""What other features know about calls: who sat there, which ticket came of it, who called."""

from collections.abc import Collection, Mapping
from typing import Protocol

from pydantic import BaseModel

from callcenter.api_schema import CitizenRef


class TicketRef(BaseModel):
    """Where a ticket opens."""

    id: int
    number: str


class CallSurroundings(Protocol):
    """Given by the wiring; each answer reads the database once."""

    def people(self) -> Mapping[str, str]:
        """Each extension's person by name."""
        ...

    def tickets(self, call_ids: Collection[str]) -> Mapping[str, TicketRef]:
        """The newest ticket of each call that has one; drafts are not told."""
        ...

    def citizen(self, call_id: str, number: str) -> CitizenRef | None:
        """Whose call it was: the ticket's citizen, or the only one known under the number."""
        ...

    def household(self, number: str) -> list[CitizenRef]:
        """All who are known under the number."""
        ...
