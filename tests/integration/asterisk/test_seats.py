"""Seats register with short-lived passwords that live in Asterisk's memory only."""

from __future__ import annotations

from tests.support.asterisk import RealAsterisk, until
from tests.support.ws_phone import WsPhone


async def test_a_pushed_password_registers_and_its_deletion_revokes(asterisk: RealAsterisk) -> None:
    async with asterisk.ari() as ari:
        async with WsPhone(asterisk.config.sip_ws_url, "211") as phone:
            assert await phone.register("not-yet-known") == 500
            assert not (await ari.client.put_seat_password("211", "short-lived-1")).left
            assert await phone.register("wrong") == 401
            assert await phone.register("short-lived-1") == 200
            assert not (await ari.client.delete_seat_password("211")).left
            assert await phone.register("short-lived-1") == 500
        assert (await ari.client.delete_seat_password("211")).left


async def test_a_new_password_replaces_the_old_one(asterisk: RealAsterisk) -> None:
    async with asterisk.ari() as ari, WsPhone(asterisk.config.sip_ws_url, "212") as phone:
        await ari.client.put_seat_password("212", "session-one")
        assert await phone.register("session-one") == 200
        await ari.client.put_seat_password("212", "session-two")
        assert await phone.register("session-one") == 401
        assert await phone.register("session-two") == 200
        await ari.client.delete_seat_password("212")


async def test_a_dead_browser_loses_its_registration_at_once(asterisk: RealAsterisk) -> None:
    async with asterisk.ari() as ari, asterisk.ami() as ami:
        async with WsPhone(asterisk.config.sip_ws_url, "213") as phone:
            await ari.client.put_seat_password("213", "short-lived-2")
            assert await phone.register("short-lived-2") == 200
            await until(
                lambda: ami.named("DeviceStateChange", Device="PJSIP/213", State="NOT_INUSE"), "reachable"
            )
        await until(
            lambda: ami.named("DeviceStateChange", Device="PJSIP/213", State="UNAVAILABLE"), "gone", 5
        )
        await ari.client.delete_seat_password("213")


async def test_a_browser_with_an_unknown_name_is_nobody(asterisk: RealAsterisk) -> None:
    for name in ("999", "trunk", "stranger"):
        async with WsPhone(asterisk.config.sip_ws_url, name) as phone:
            assert await phone.register("anything") == 500
            assert await phone.call("120") == 500
