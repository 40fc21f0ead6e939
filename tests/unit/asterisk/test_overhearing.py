"""Talks being listened to: who is heard, who has to wait, and that nothing of it reaches the talk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import pytest

from callcenter.asterisk import overhearing as module
from callcenter.asterisk.hearing import EarRefusedError
from callcenter.asterisk.overhearing import Overhearing, TalkListener, Voice
from callcenter.asterisk.tap import Spy, TapError, Taps

CITIZEN, AGENT = Voice(None), Voice("201")


class Session:
    def __init__(self, listener: TalkListener) -> None:
        self.listener = listener
        self.heard = bytearray()
        self.finished = False

    def feed(self, pcm: bytes) -> None:
        self.heard += pcm

    async def finish(self) -> None:
        self.finished = True


class Ear:
    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.refuses: EarRefusedError | None = None

    async def open(self, listener: TalkListener) -> Session:
        if self.refuses is not None:
            raise self.refuses
        self.sessions.append(Session(listener))
        return self.sessions[-1]


class AllTaps:
    def __init__(self) -> None:
        self.open_now: dict[str, Callable[[bytes], None]] = {}
        self.gone = False

    async def open(self, leg: str, take: Callable[[bytes], None], ended: Callable[[], None], spy: Spy) -> str:
        if self.gone:
            raise TapError("the caller has left")
        name = leg if spy == Spy.IN else f"to {leg}"
        self.open_now[name] = take
        return name

    async def close(self, leg: str) -> None:
        del self.open_now[leg]


class Notes:
    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.said_by: list[tuple[str, str | None, str]] = []

    def said(self, call_id: str, voice: Voice, text: str, began: datetime, ended: datetime) -> None:
        assert began < ended
        self.said_by.append((call_id, voice.extension, text))

    def state(self, call_id: str, state: Any) -> None:
        self.states[call_id] = state


class Room:
    def __init__(self, limit: int = 2) -> None:
        self.ear, self.taps, self.notes = Ear(), AllTaps(), Notes()
        self.all = Overhearing(cast(Taps, self.taps), self.ear, self.notes, limit)

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - conditions of many kinds
                await asyncio.sleep(0)


@pytest.fixture
def room() -> Room:
    return Room()


async def test_both_voices_are_heard_apart_and_let_go_at_the_end(room: Room) -> None:
    room.all.follow("c1", {"leg-1": CITIZEN, "leg-2": AGENT})
    await room.until(lambda: len(room.taps.open_now) == 2)
    assert room.notes.states == {"c1": "listening"}
    room.taps.open_now["leg-1"](b"ab")
    room.taps.open_now["leg-2"](b"cd")
    first, second = room.ear.sessions
    assert [bytes(first.heard), bytes(second.heard)] == [b"ab", b"cd"]
    first.listener.utterance("여보세요", 0.5, 1.5)
    second.listener.utterance("네", 1.0, 1.5)
    assert room.notes.said_by == [("c1", None, "여보세요"), ("c1", "201", "네")]
    await room.all.end("c1")
    assert room.taps.open_now == {}
    assert first.finished
    assert second.finished


async def test_who_is_on_hold_is_not_overheard(room: Room) -> None:
    room.all.follow("c1", {"leg-1": CITIZEN})
    await room.until(lambda: room.taps.open_now)
    room.all.follow("c1", {"leg-1": Voice(None, away=True)})
    room.taps.open_now["leg-1"](b"ab")
    assert room.ear.sessions[0].heard == b"\0\0"
    await room.all.close()


async def test_a_leg_that_left_is_let_go_while_the_others_stay(room: Room) -> None:
    room.all.follow("c1", {"leg-1": CITIZEN, "leg-2": AGENT})
    await room.until(lambda: len(room.taps.open_now) == 2)
    room.all.follow("c1", {"leg-1": CITIZEN, "leg-3": Voice("202")})
    await room.until(lambda: set(room.taps.open_now) == {"leg-1", "leg-3"})
    await room.all.close()


async def test_the_citizen_is_heard_where_the_agent_hears_them_also_after_a_transfer(room: Room) -> None:
    room.all.follow("c1", {"leg-1": Voice(None, through="leg-2"), "leg-2": AGENT})
    await room.until(lambda: set(room.taps.open_now) == {"to leg-2", "leg-2"})
    room.all.follow("c1", {"leg-1": Voice(None, through="leg-3"), "leg-3": Voice("202")})
    await room.until(lambda: set(room.taps.open_now) == {"to leg-3", "leg-3"})
    await room.all.close()


async def test_beyond_the_limit_a_talk_waits_for_a_place(room: Room) -> None:
    for call in ("c1", "c2", "c3"):
        room.all.follow(call, {f"{call}-leg": CITIZEN})
    await room.until(lambda: len(room.taps.open_now) == 2)
    assert room.notes.states["c3"] == "full"
    await room.all.end("c1")
    await room.until(lambda: room.notes.states["c3"] == "listening")
    await room.all.close()
    assert room.taps.open_now == {}


async def test_a_full_or_missing_recogniser_is_said_and_tried_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_S", 0.0)
    room.ear.refuses = EarRefusedError("full", full=True)
    room.all.follow("c1", {"leg-1": CITIZEN})
    await room.until(lambda: room.notes.states["c1"] == "full")
    room.ear.refuses = EarRefusedError("nobody")
    await room.until(lambda: room.notes.states["c1"] == "unavailable")
    room.ear.refuses = None
    await room.until(lambda: room.notes.states["c1"] == "listening")
    room.ear.sessions[0].listener.lost("died")
    await room.until(lambda: len(room.ear.sessions) == 2)
    await room.all.close()


async def test_a_leg_that_cannot_be_tapped_gives_its_ear_back(room: Room) -> None:
    room.taps.gone = True
    room.all.follow("c1", {"leg-1": CITIZEN})
    await room.until(lambda: room.ear.sessions and room.ear.sessions[0].finished)
    await room.all.end("c1")
