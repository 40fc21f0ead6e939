"""Thirty SIPp citizens at once into thirteen robot seats: nobody lost, and the board never wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from callcenter.agents.models import SeatInterval
from callcenter.calls.models import Call, QueueVisit, Recording
from callcenter.calls.wav import sha256
from tests.support.api_client import ApiClient, signed_in
from tests.support.asterisk import until
from tests.support.board_replay import Ledger, differences, shown
from tests.support.centre import Centre, running_centre
from tests.support.crowd import Caller, callers, crowd
from tests.support.robot_agent import RobotAgents, RobotCall

CALLERS, SEATS, WRAP_UP = 30, 13, 3
TALK_SECONDS = 9.0
DESK_OF_KEY = {"1": "civil", "2": "vehicle", "3": "complaint", "4": "general"}
IN_FLIGHT = timedelta(seconds=0.35)
"""The only tolerance: a picture is drawn at most 0.1 s after a change and sent at most 0.1 s later, so
a sample shows one instant of the 0.35 s before it was stamped (all its numbers the same instant)."""
TALK_TOLERANCE = 0.2


@dataclass(frozen=True)
class Stored:
    ledger: Ledger
    recordings: dict[str, Recording]


@pytest.fixture
def own_centre() -> Iterator[Centre]:
    with running_centre({"ROUTING__WRAP_UP_SECONDS": str(WRAP_UP)}) as running:
        yield running


@pytest.mark.timeout(240)
async def test_thirty_callers_at_once(own_centre: Centre) -> None:
    logins = own_centre.logins()
    chance = random.Random(20261123)
    with ExitStack() as clients:
        agents = {
            login.extension: clients.enter_context(signed_in(own_centre, login))
            for login in logins.values()
            if login.role == "agent"
        }
        watcher = clients.enter_context(signed_in(own_centre, logins["supervisor"]))
        board = clients.enter_context(watcher.screen())
        board.say("join", {"topic": "floor"})
        phones = {extension: agent.phone_login() for extension, agent in agents.items()}
        robots = RobotAgents(
            SEATS, phones.__getitem__, phones["201"].websocket_url, answer_after=0.4, talk=TALK_SECONDS
        )
        async with robots:
            for agent in agents.values():
                agent.be_ready()
            await until(lambda: _in_state(_samples(board.heard), "ready") == SEATS, "all seats are ready")
            async with AsyncExitStack() as crowds:
                calling = [
                    await crowds.enter_async_context(
                        crowd(own_centre.sip_port, group, key_after=3.0, patience=chance.uniform(8.0, 60.0))
                    )
                    for group in _groups(callers(CALLERS), 3)
                ]
                for one in calling:
                    assert await one.finished(150), one.errors
            await until(
                lambda: _in_state(_samples(board.heard), "ready") == SEATS, "every seat is ready again", 20
            )
        samples = _samples(board.heard)
        stored = await _stored(own_centre, watcher)
    _everybody_served_or_gone(stored)
    _board_was_never_wrong(samples, stored.ledger)
    _recordings_are_sealed(stored)
    _talks_agree(robots, stored.ledger)


def _groups(people: list[Caller], size: int) -> list[list[Caller]]:
    return [people[n : n + size] for n in range(0, len(people), size)]


def _samples(heard: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [content for name, content in list(heard) if name in ("snapshot", "update")]


def _in_state(samples: list[dict[str, Any]], state: str) -> int:
    return sum(1 for seat in samples[-1]["state"]["seats"] if seat["state"] == state) if samples else 0


async def _stored(centre: Centre, watcher: ApiClient) -> Stored:
    """All rows, when the writer has written the last of them."""
    people = watcher.put_through("GET", "/api/users")["items"]
    desks = {
        desk: frozenset(
            person["extension"]
            for person in people
            if person["extension"] and (not person["desks"] or desk in person["desks"])
        )
        for desk in DESK_OF_KEY.values()
    }
    with centre.database() as database:

        def look() -> Stored:
            with database.reading() as session:
                ledger = Ledger(
                    session.exec(select(Call)).all(),
                    session.exec(select(QueueVisit)).all(),
                    session.exec(select(SeatInterval)).all(),
                    desks,
                )
                return Stored(ledger, {row.call_id: row for row in session.exec(select(Recording))})

        def complete() -> bool:
            now = look()
            return all(call.ended_at for call in now.ledger.calls) and len(now.recordings) == CALLERS

        await until(complete, "the last row is written", 20)
        return look()


def _everybody_served_or_gone(stored: Stored) -> None:
    calls = stored.ledger.calls
    assert len(calls) == CALLERS
    outcomes = Counter(call.outcome for call in calls)
    assert set(outcomes) <= {"answered", "abandoned", "left_in_ivr"}, outcomes
    assert outcomes["answered"] >= SEATS, outcomes
    assert outcomes["abandoned"] >= 1, "the test needs somebody impatient"
    by_call = {visit.call_id: visit for visit in stored.ledger.visits}
    keys = {f"+82{caller.number[1:]}": caller.key for caller in callers(CALLERS)}
    for call in calls:
        if call.outcome == "left_in_ivr":
            assert call.id not in by_call
            continue
        visit = by_call[call.id]
        assert visit.queue == DESK_OF_KEY[keys[call.caller]]
        assert visit.outcome == call.outcome
        assert visit.ended_at is not None
        assert (visit.answered_at is not None) == (call.outcome == "answered")
        assert visit.answered_at is None or visit.wrapped_up_at is not None
    open_intervals = [row for row in stored.ledger.intervals if row.ended_at is None]
    assert Counter(row.extension for row in open_intervals if int(row.extension) <= 213) == Counter(
        {str(201 + n): 1 for n in range(SEATS)}
    )


def _board_was_never_wrong(samples: list[dict[str, Any]], ledger: Ledger) -> None:
    assert [sample["seq"] for sample in samples] == list(
        range(samples[0]["seq"], samples[0]["seq"] + len(samples))
    ), "no picture was lost on the way"
    assert len(samples) > 20
    before: datetime | None = None
    for sample in samples:
        stamped = datetime.fromisoformat(sample["state"]["server_time"])
        board = shown(sample["state"])
        since = max(filter(None, (stamped - IN_FLIGHT, before)))
        counts = {at: ledger.numbers(at) for at in ledger.instants(since, stamped)}
        right = [at for at, count in counts.items() if count == board]
        assert right, (
            f"sample {sample['seq']} of {stamped:%H:%M:%S.%f} is like no instant: "
            f"{[(f'{at:%S.%f}', differences(board, count)) for at, count in counts.items()]}"
        )
        # The board never goes back in time either.
        before = right[0]


def _recordings_are_sealed(stored: Stored) -> None:
    for call in stored.ledger.calls:
        recording = stored.recordings[call.id]
        path = Path(recording.path)
        assert path.stat().st_size == recording.size_bytes
        assert sha256(path) == recording.sha256
        assert call.ended_at is not None
        assert call.answered_at is not None
        # These citizens send no sound, so a file holds what the exchange played and the agent said, and
        # pauses between are missing; that the whole stay is kept of one who speaks, test_one_call proves.
        stay = (call.ended_at - call.answered_at).total_seconds()
        assert stay / 2 < recording.seconds < stay + 0.5


def _talks_agree(robots: RobotAgents, ledger: Ledger) -> None:
    for extension in robots.extensions:
        seen = [call for call in robots.calls(extension) if call.answered_at is not None]
        kept = sorted(_talks(ledger, extension))
        assert len(seen) == len(kept), f"seat {extension}"
        for call, (_, seconds) in zip(seen, kept, strict=True):
            assert abs(call.seconds - seconds) <= TALK_TOLERANCE, f"seat {extension}"
    total = sum(seconds for extension in robots.extensions for _, seconds in _talks(ledger, extension))
    heard = sum(call.seconds for call in _answered(robots))
    assert abs(total - heard) <= TALK_TOLERANCE * len(_answered(robots))


def _answered(robots: RobotAgents) -> list[RobotCall]:
    return [call for e in robots.extensions for call in robots.calls(e) if call.answered_at is not None]


def _talks(ledger: Ledger, extension: str) -> list[tuple[datetime, float]]:
    return [
        (visit.answered_at, (visit.ended_at - visit.answered_at).total_seconds())
        for visit in ledger.visits
        if visit.extension == extension and visit.answered_at and visit.ended_at
    ]
