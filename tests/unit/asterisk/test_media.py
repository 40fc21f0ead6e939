"""Who may bring sound, and how."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from callcenter.asterisk.media import MediaServer
from tests.support.asterisk import until
from tests.support.ports import free_port

USER, PASSWORD = "asterisk", "media-secret-1"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def media(port: int) -> AsyncIterator[MediaServer]:
    server = MediaServer(USER, PASSWORD, port)
    await server.start()
    yield server
    await server.stop()


def as_asterisk(port: int, token: str, password: str = PASSWORD, path: str = "/media") -> connect:
    login = base64.b64encode(f"{USER}:{password}".encode()).decode()
    return connect(
        f"ws://127.0.0.1:{port}{path}?token={token}",
        additional_headers={"Authorization": f"Basic {login}"},
        subprotocols=[Subprotocol("media")],
        proxy=None,
    )


async def test_sound_goes_to_the_call_of_its_token(media: MediaServer, port: int) -> None:
    heard: list[bytes] = []
    ended: list[bool] = []
    token = media.expect(heard.append, lambda: ended.append(True))
    media.expect(lambda _: pytest.fail("another call's sound"), lambda: None)
    async with as_asterisk(port, token) as socket:
        assert socket.subprotocol == "media"
        await socket.send('{"event": "MEDIA_START"}')
        await socket.send(b"\1\2" * 160)
        await until(lambda: heard, "heard")
    await until(lambda: ended, "the end is told")
    assert heard == [b"\1\2" * 160]


async def test_a_token_is_good_for_one_connection(media: MediaServer, port: int) -> None:
    token = media.expect(lambda _: None, lambda: None)
    async with as_asterisk(port, token):
        with pytest.raises(InvalidStatus, match="403"):
            await as_asterisk(port, token)


@pytest.mark.parametrize(
    ("password", "path", "status"), [("wrong", "/media", "401"), (PASSWORD, "/other", "403")]
)
async def test_strangers_are_refused(
    media: MediaServer, port: int, password: str, path: str, status: str
) -> None:
    token = media.expect(lambda _: None, lambda: None)
    with pytest.raises(InvalidStatus, match=status):
        await as_asterisk(port, token, password, path)


async def test_an_unknown_or_forgotten_token_is_refused(media: MediaServer, port: int) -> None:
    token = media.expect(lambda _: None, lambda: None)
    media.forget(token)
    for unknown in (token, "", "x"):
        with pytest.raises(InvalidStatus, match="403"):
            await as_asterisk(port, unknown)
