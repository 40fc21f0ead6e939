"""What the floor asks of the telephone exchange; `callcenter.asterisk` does it."""

from typing import Protocol

from callcenter.agents.seat import Membership


class Switchboard(Protocol):
    """Every method waits at most a few seconds and raises `SwitchboardError` when it could not be done."""

    async def set_membership(self, extension: str, queues: tuple[str, ...], membership: Membership) -> None:
        """Make the seat a member of exactly these queues (or none), paused or not."""

    async def conference(self, room: str, talking: tuple[str, str], joining: list[str]) -> None:
        """Move two channels that talk, and others, into one room where everybody hears everybody."""

    async def call_back(self, call_id: str, number: str, queue: str, position: int) -> None:
        """Put a callback into the line of `queue` at `position`, counted from 1.

        The citizen is called when an agent has answered; the call gets the id `call_id`.
        """

    async def call_from_seat(self, call_id: str, extension: str, number: str) -> None:
        """Ring the seat; when it answers, call the number. The call gets the id `call_id`."""

    async def hang_up(self, channel: str) -> None:
        """End one leg; a leg that is gone already is fine."""


class SwitchboardError(Exception):
    """The exchange could not do what was asked: not reachable, too slow, or refused."""
