"""People at a running centre without a screen: signed in over HTTP, their telephones are robots."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.asterisk import until
from tests.support.centre import Centre, Login
from tests.support.robot_agent import RobotAgent, tone_of
from tests.support.sockets import Screen
from tests.support.tones import best_share, tone

ONE_SECOND = 8000
NEVER = 1e6
"""Seconds until a robot answers that does not answer."""


@asynccontextmanager
async def signed_in(centre: Centre, login: Login) -> AsyncIterator[httpx.AsyncClient]:
    """A client that behaves like a page: cookie, Origin, CSRF token."""
    async with httpx.AsyncClient(
        base_url=centre.origin, headers={"Origin": centre.origin}, timeout=20, trust_env=False
    ) as client:
        answer = await client.post("/api/session", json={"login": login.login, "password": login.password})
        assert answer.status_code == 204, answer.text
        client.headers["X-CSRF-Token"] = (await client.get("/api/session")).json()["csrf_token"]
        yield client


async def log_out(centre: Centre, login: Login) -> None:
    """The seat takes no more calls, whatever was declared before."""
    async with signed_in(centre, login) as client:
        await declare(client, "logged_out")


async def close_open_work(centre: Centre, supervisor: Login) -> None:
    """Nobody is called back any more: a second attempt would ring the robots of another test."""
    async with signed_in(centre, supervisor) as client:
        page = (await client.get("/api/callbacks", params={"status": "open", "page_size": 100})).json()
        for item in page["items"]:
            done = {"result": "not_needed", "note": ""}
            answer = await client.post(f"/api/callbacks/{item['id']}/close", json=done)
            assert answer.status_code == 200, answer.text


async def declare(client: httpx.AsyncClient, state: str, reason: str | None = None) -> None:
    answer = await client.put("/api/seat/state", json={"state": state, "reason": reason})
    assert answer.status_code == 204, answer.text


@dataclass
class RobotSeat:
    """`client` is the person's page, `phone` the telephone, whose voice is `hertz`."""

    client: httpx.AsyncClient
    phone: RobotAgent

    @property
    def hertz(self) -> float:
        return tone_of(self.phone.extension)

    async def declare(self, state: str, reason: str | None = None) -> None:
        await declare(self.client, state, reason)

    async def answered(self, count: int = 1, limit: float = 30.0) -> None:
        """Wait until this many calls have been answered."""
        await until(lambda: self.answers >= count, f"{count} answer(s) at {self.phone.extension}", limit)

    @property
    def answers(self) -> int:
        return sum(1 for call in self.phone.calls if call.answered_at is not None)

    async def hears(self, hertz: float) -> None:
        """The citizen with this voice, in sound that arrives from now on."""
        heard = self.phone.calls[-1].heard
        before = len(heard)
        voice = f"{hertz:.0f} Hz at {self.phone.extension}"
        await until(lambda: best_share(heard[before:][-ONE_SECOND:], hertz) > 0.5, voice)

    async def hang_up(self) -> None:
        await self.phone.end_talks()


@asynccontextmanager
async def robot_seat(
    centre: Centre, login: Login, *, answer_after: float = 0.3, talk: float | None = None, ready: bool = True
) -> AsyncIterator[RobotSeat]:
    """Registered and, if `ready`, waiting for calls; hangs up after `talk` seconds (None: never)."""
    async with signed_in(centre, login) as client:
        granted = (await client.post("/api/phone/credentials")).json()
        sound = tone(tone_of(login.extension), 1.0)
        phone = RobotAgent(
            granted["websocket_url"], login.extension, answer_after=answer_after, talk=talk, sound=sound
        )
        async with phone:
            await phone.log_in(granted["password"])
            seat = RobotSeat(client, phone)
            if ready:
                await seat.declare("ready")
            yield seat
            await phone.leave()


class Board:
    """What a supervisor's page is shown."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    @property
    def updates(self) -> int:
        """Pictures that came so far."""
        return len(self._screen.heard)

    @property
    def now(self) -> dict[str, Any]:
        """The newest picture of the floor."""
        state: dict[str, Any] = self._screen.heard[-1][1]["state"]
        return state

    def seat(self, extension: str) -> dict[str, Any]:
        return next(seat for seat in self.now["seats"] if seat["extension"] == extension)

    def states(self, *extensions: str) -> list[str]:
        return [self.seat(extension)["state"] for extension in extensions]


@asynccontextmanager
async def supervisor_board(centre: Centre) -> AsyncIterator[Board]:
    """The live floor of a supervisor who has just signed in."""
    async with signed_in(centre, centre.logins()["supervisor"]) as client:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        screen = Screen(centre.origin, cookie).open(centre.origin)
        try:
            assert screen.say("join", {"topic": "floor"}) == {"ok": True}
            screen.wait_for("snapshot")
            yield Board(screen)
        finally:
            screen.close()
