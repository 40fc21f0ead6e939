"""The gateway with a real server and real Socket.IO clients."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import socketio

from callcenter.realtime.gateway import Gateway
from callcenter.realtime.hub import Hub
from callcenter.realtime.topics import FloorTopic, FloorTotals, PhoneHealth, SeatTopic, seat_topic
from callcenter.security.models import Role
from tests.support.sockets import ORIGIN, Screen, serving
from tests.support.web import PASSWORD, House


def seat(reason: str | None = None) -> SeatTopic:
    return SeatTopic(
        state="paused",
        reason=reason,
        since=datetime(2026, 11, 24, tzinfo=UTC),
        declared="paused",
        phone=PhoneHealth(registered=True, microphone=True),
    )


def floor(waiting: int) -> FloorTopic:
    return FloorTopic(totals=FloorTotals(waiting=waiting))


def eventually(act: Callable[[], object]) -> None:
    """Until the server has noticed what a client did."""
    for _ in range(50):
        try:
            act()
        except socketio.exceptions.ConnectionError:
            threading.Event().wait(0.1)
        else:
            return
    act()


@dataclass
class Live:
    house: House
    hub: Hub
    address: str
    screens: list[Screen]

    def screen(self, login: str) -> Screen:
        token = self.house.sessions.sign_in(login, PASSWORD)
        screen = Screen(self.address, f"{self.house.guard.cookie}={token}")
        self.screens.append(screen)
        return screen


@pytest.fixture
def live(house: House) -> Iterator[Live]:
    house.user("agent201", extension="201")
    house.user("agent202", extension="202")
    house.user("boss", Role.SUPERVISOR)
    hub = Hub(period=0.02)
    gateway = Gateway(hub, house.guard, sweep_seconds=0.1)
    app = house.app(gateway=gateway)
    gateway.start()
    screens: list[Screen] = []
    with serving(app) as address:
        yield Live(house, hub, address, screens)
        gateway.stop()
        for screen in screens:
            screen.gone.wait(5 if screen.client.connected else 0)
            screen.close()


def test_join_gives_a_snapshot_then_every_update(live: Live) -> None:
    live.hub.publish("floor", floor(1))
    screen = live.screen("boss").open()
    assert screen.say("join", {"topic": "floor"}) == {"ok": True}
    first = screen.wait_for("snapshot")
    assert (first["topic"], first["state"]["totals"]["waiting"]) == ("floor", 1)
    live.hub.publish("floor", floor(2))
    update = screen.wait_for("update")
    assert update["seq"] == first["seq"] + 1
    assert update["state"]["totals"]["waiting"] == 2
    assert update["state"]["server_time"].endswith("Z")
    screen.say("resync", {"topic": "floor"})
    again = screen.wait_for("snapshot", 2)
    assert again["seq"] == update["seq"]


def test_a_seat_hears_only_itself(live: Live) -> None:
    live.hub.publish(seat_topic("201"), seat("mine"))
    live.hub.publish(seat_topic("202"), seat("not yours"))
    screen = live.screen("agent201").open()
    for forged in ("seat:202", "seat:201", "floor", "*", "../floor", ""):
        assert screen.say("join", {"topic": forged})["ok"] is False
    screen.say("join", {"topic": "seat"})
    snapshot = screen.wait_for("snapshot")
    assert snapshot["topic"] == "seat"
    assert snapshot["state"]["reason"] == "mine"
    live.hub.publish(seat_topic("202"), seat("secret"))
    live.hub.publish("floor", floor(7))
    live.hub.publish(seat_topic("201"), seat("mine again"))
    assert screen.wait_for("update")["state"]["reason"] == "mine again"
    assert "secret" not in str(screen.heard)
    assert "totals" not in str(screen.heard)


def test_nobody_without_an_extension_joins_a_seat(live: Live) -> None:
    screen = live.screen("boss").open()
    answer = screen.say("join", {"topic": "seat"})
    assert answer["code"] == "realtime.no_seat"
    assert "내선번호" in answer["detail"]


@pytest.mark.parametrize(
    ("cookie", "origin"),
    [
        ("", ORIGIN),
        ("callcenter_session=forged", ORIGIN),
        (None, "https://evil.example"),
        (None, "http://127.0.0.1:1"),
        (None, "null"),
    ],
)
def test_a_forged_socket_is_refused_before_it_opens(live: Live, cookie: str | None, origin: str) -> None:
    screen = live.screen("agent201")
    if cookie is not None:
        screen.cookie = cookie
    with pytest.raises(socketio.exceptions.ConnectionError):
        screen.open(origin)


def test_a_socket_without_origin_is_refused(live: Live) -> None:
    token = live.house.sessions.sign_in("boss", PASSWORD)
    answer = httpx.get(
        live.address + "/socket.io/",
        params={"EIO": "4", "transport": "websocket"},
        headers={"Cookie": f"{live.house.guard.cookie}={token}"},
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "security.wrong_origin"


def test_polling_is_not_offered(live: Live) -> None:
    screen = live.screen("boss")
    headers = {"Cookie": screen.cookie, "Origin": ORIGIN}
    with pytest.raises(socketio.exceptions.ConnectionError):
        screen.client.connect(live.address, headers=headers, transports=["polling"])


def test_malformed_messages_are_refused_and_then_cut_off(live: Live) -> None:
    screen = live.screen("boss").open()
    forgeries: list[Any] = [
        {}, {"topic": 1}, {"topic": "floor", "more": 1}, "floor", None, [], {"topic": "x" * 99},
    ]  # fmt: skip
    for forged in forgeries:
        assert screen.say("join", forged)["code"] == "realtime.malformed"
    screen.client.emit("publish", {"topic": "floor"})
    screen.wait_for("refused", 8)
    for _ in range(5):
        screen.client.emit("publish", {"topic": "floor"})
    assert screen.gone.wait(5)


def test_an_oversized_message_ends_the_connection(live: Live) -> None:
    screen = live.screen("boss").open()
    screen.client.emit("join", {"topic": "x" * 10_000})
    assert screen.gone.wait(5)


def test_a_flood_ends_the_connection(live: Live) -> None:
    live.hub.publish("floor", floor(1))
    screen = live.screen("boss").open()
    screen.say("join", {"topic": "floor"})
    for _ in range(200):
        if screen.gone.is_set():
            break
        try:
            screen.client.emit("resync", {"topic": "floor"})
        except socketio.exceptions.BadNamespaceError:
            break
    assert screen.gone.wait(5)


def test_sockets_end_with_the_sign_in(live: Live) -> None:
    screen = live.screen("agent201").open()
    identity = live.house.sessions.identify(screen.cookie.split("=", 1)[1])
    assert identity is not None
    live.house.sessions.sign_out(identity)
    assert screen.gone.wait(5)


def test_sockets_end_when_the_sign_in_expires(live: Live) -> None:
    screen = live.screen("agent201").open()
    live.house.clock.forward(hours=11)
    assert screen.gone.wait(5)


def test_one_sign_in_opens_only_so_many_sockets(live: Live) -> None:
    first = live.screen("boss").open()
    for _ in range(7):
        again = Screen(live.address, first.cookie)
        live.screens.append(again)
        again.open()
    with pytest.raises(socketio.exceptions.ConnectionError):
        Screen(live.address, first.cookie).open()
    live.screens[1].close()
    assert live.screens[1].gone.wait(5)
    again = Screen(live.address, first.cookie)
    live.screens.append(again)
    eventually(again.open)


def test_thirty_changes_reach_two_screens_in_order(live: Live) -> None:
    screens = [live.screen("boss").open() for _ in range(2)]
    for screen in screens:
        screen.say("join", {"topic": "floor"})
    for number in range(1, 31):
        live.hub.publish("floor", floor(number))
    live.hub.publish("floor", floor(999))
    for screen in screens:
        number = 1
        while screen.wait_for("update", number)["state"]["totals"]["waiting"] != 999:
            number += 1
        # On a busy machine the snapshot of the joining comes between them.
        sent = [content["seq"] for event, content in screen.heard if event == "update"]
        assert sent == list(range(1, number + 1))
