"""Callers who come back from the queue, without an exchange."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from callcenter.asterisk import conversations as module
from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.conversations import Conversations
from callcenter.asterisk.surroundings import Surroundings
from callcenter.ivr import resumes as r
from callcenter.ivr.session import Session


class SlowConversation:
    """Hands its caller over at once, and is never done with it."""

    handed_over = True
    storing = False
    begun: list[tuple[Session, r.Resume]] = []  # noqa: RUF012 - of the whole test

    def __init__(self, around: Surroundings, channel: str, caller: str, session: Session) -> None:
        self.session = session

    async def run(self, fact: r.Resume) -> None:
        self.begun.append((self.session, fact))
        await asyncio.Event().wait()


class NoLease:
    def hold(self, channel: str) -> None: ...
    async def forget(self, channel: str) -> None: ...
    async def close(self) -> None: ...


class Around:
    hearing = None
    lease = NoLease()


def started(*arguments: str) -> AriEvent:
    data: dict[str, Any] = {"channel": {"id": "c1", "caller": {"number": ""}}, "args": list(arguments)}
    return AriEvent("StasisStart", "c1", data, datetime.now(UTC))


async def test_a_caller_the_queue_refuses_at_once_keeps_the_way_already_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "Conversation", SlowConversation)
    house_is_open = r.Opening.model_validate({"state": "open"})
    conversations = Conversations(
        cast(Surroundings, Around()), lambda _: house_is_open, lambda number: number
    )
    await conversations.take(started("hotline"))
    await conversations.take(started("overflow", "general", "JOINEMPTY"))
    await asyncio.sleep(0)
    [(first, _), (second, fact)] = SlowConversation.begun
    assert second is first
    assert isinstance(fact, r.QueueLeft)
    await conversations.close()
