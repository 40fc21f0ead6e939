"""The traps of AMI, against a TCP peer that does its worst."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable

import pytest

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import (
    AmiDisconnectedError,
    AmiEvent,
    AmiFieldError,
    AmiListError,
    AmiTimeoutError,
)
from tests.support.asterisk import until

Answer = Callable[[str, str], bytes]


class Peer:
    """A peer that logs everybody in; `answer(action, id)` gives the bytes for other actions."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _, action_id: response(action_id)
        self.received: list[str] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.port = 0

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[Peer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await server.wait_closed()

    def send(self, data: bytes) -> None:
        self.writers[-1].write(data)

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                action = re.search(r"Action: (\w+)", text)
                action_id = re.search(r"ActionID: (\S+)", text)
                assert action is not None
                assert action_id is not None
                self.received.append(action[1])
                if action[1] == "Login":
                    writer.write(
                        response(action_id[1]) + b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n"
                    )
                else:
                    writer.write(self.answer(action[1], action_id[1]))


def response(action_id: str, status: str = "Success", message: str = "done") -> bytes:
    """One AMI response."""
    return f"Response: {status}\r\nActionID: {action_id}\r\nMessage: {message}\r\n\r\n".encode()


@contextlib.asynccontextmanager
async def linked(
    peer: Peer, action_timeout: float = 2.0, ping_every: float = 30.0
) -> AsyncIterator[tuple[AmiClient, list[AmiEvent], list[bool]]]:
    events: list[AmiEvent] = []
    states: list[bool] = []
    client = AmiClient(
        "127.0.0.1", peer.port, "u", "s", events.append, states.append,
        action_timeout=action_timeout, ping_every=ping_every,
    )  # fmt: skip
    await client.start()
    try:
        await until(lambda: client.connected, "connected", 5)
        yield client, events, states
    finally:
        await client.stop()


async def test_a_letter_split_over_segments_arrives_whole() -> None:
    text = "Event: QueueMemberAdded\r\nMemberName: 김민원\r\nTimestamp: 1764000000.250000\r\n\r\n".encode()
    async with Peer().serving() as peer, linked(peer) as (_, events, _):
        for byte in text:
            peer.send(bytes([byte]))
            await asyncio.sleep(0)
        await until(lambda: any(e.name == "QueueMemberAdded" for e in events), "event", 5)
    [event] = [e for e in events if e.name == "QueueMemberAdded"]
    assert event.fields["MemberName"] == "김민원"
    assert event.at.isoformat() == "2025-11-24T16:00:00.250000+00:00"


async def test_a_line_end_in_a_value_is_refused_and_nothing_is_sent() -> None:
    async with Peer().serving() as peer, linked(peer) as (client, _, _):
        for value in ("x\r\nAction: Originate", "x\ny", "x\ry", "x\0"):
            with pytest.raises(AmiFieldError):
                await client.action("Setvar", Value=value)
        with pytest.raises(AmiFieldError):
            await client.action("Setvar", Variable=["a=1", "b=2\r\n"])
        assert peer.received == ["Login"]


async def test_an_action_without_an_answer_ends_in_time() -> None:
    async with Peer().serving() as peer, linked(peer, action_timeout=0.2) as (client, _, _):
        peer.answer = lambda _, __: b""
        with pytest.raises(AmiTimeoutError):
            await client.action("CoreStatus")
        peer.answer = lambda _, action_id: response(action_id)
        assert (await client.action("CoreStatus")).ok


async def test_a_broken_link_fails_what_waits_and_repeats_nothing() -> None:
    async with Peer().serving() as peer, linked(peer) as (client, _, states):
        peer.answer = lambda _, __: b""
        waiting = asyncio.create_task(client.action("Originate", Channel="Local/1@x"))
        await until(lambda: "Originate" in peer.received, "sent", 5)
        peer.cut()
        with pytest.raises(AmiDisconnectedError):
            await waiting
        await until(lambda: states == [True, False, True], "reconnected", 5)
        peer.answer = lambda _, action_id: response(action_id)
        assert (await client.action("Ping")).ok
        assert peer.received.count("Originate") == 1


async def test_an_action_while_the_link_is_down_fails_at_once() -> None:
    client = AmiClient("127.0.0.1", 1, "u", "s", lambda _: None, lambda _: None)
    with pytest.raises(AmiDisconnectedError):
        await client.action("Originate")
    await client.start()
    with pytest.raises(AmiDisconnectedError):
        await client.action("Originate")
    await client.stop()


async def test_a_silent_peer_is_noticed() -> None:
    async with Peer().serving() as peer, linked(peer, 0.2, 0.1) as (_, _, states):
        peer.answer = lambda _, __: b""
        await until(lambda: states[:2] == [True, False], "noticed", 5)


async def test_a_refused_list_does_not_wait_and_a_late_list_is_not_taken_for_events() -> None:
    async with Peer().serving() as peer, linked(peer, action_timeout=0.2) as (client, events, _):
        peer.answer = lambda _, action_id: response(action_id, "Error", "No such queue")
        with pytest.raises(AmiListError, match="No such queue"):
            await client.list_action("QueueStatus", Queue="x")
        ids: list[str] = []
        peer.answer = lambda _, action_id: ids.append(action_id) or b""  # type: ignore[func-returns-value]
        with pytest.raises(AmiTimeoutError):
            await client.list_action("QueueStatus")
        peer.send(response(ids[0]) + f"Event: QueueMember\r\nActionID: {ids[0]}\r\n\r\n".encode())
        peer.send(f"Event: QueueStatusComplete\r\nActionID: {ids[0]}\r\nEventList: Complete\r\n\r\n".encode())
        peer.send(b"Event: Newchannel\r\nChannel: a\r\n\r\n")
        await until(lambda: events[-1].name == "Newchannel", "event", 5)
        assert [event.name for event in events] == ["FullyBooted", "Newchannel"]


async def test_stop_while_reconnecting_stays_stopped() -> None:
    async with Peer().serving() as peer, linked(peer) as (client, _, states):
        peer.cut()
        await until(lambda: states[-1] is False, "lost", 5)
        await client.stop()
        logins = peer.received.count("Login")
        await asyncio.sleep(0.5)
        assert peer.received.count("Login") == logins


async def test_a_flood_without_an_end_closes_the_link() -> None:
    async with Peer().serving() as peer, linked(peer) as (_, _, states):
        peer.send(b"Event: x\r\n" * 200_000)
        await until(lambda: states[:2] == [True, False], "closed", 5)
