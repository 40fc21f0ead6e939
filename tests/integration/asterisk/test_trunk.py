"""The line to the carrier: registration with a digest, and where media is bound."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter.settings import Settings
from callcenter.wiring.asterisk_config import asterisk_config
from tests.support.asterisk import RealAsterisk, asterisk_folder, until
from tests.support.far_end import far_end
from tests.support.sipp import Citizen, SippCall

USER, PASSWORD = "07012340000", "carrier-secret"


@asynccontextmanager
async def registering(folder: Path, password: str) -> AsyncIterator[RealAsterisk]:
    """An Asterisk whose trunk comes from a site's settings, and a carrier it registers at."""
    async with far_end("registrar", folder) as port:
        trunk = {"mode": "registration", "host": f"127.0.0.1:{port}", "user": USER, "password": password}
        settings = Settings.model_validate({"data": folder, "asterisk": {"trunk": trunk}})
        with asterisk_folder(trunk=asterisk_config(settings).trunk) as real:
            await real.process.start()
            await real.process.wait_ready()
            yield real


async def _registration_is(real: RealAsterisk, state: str) -> None:
    """PJSIP waits up to ten seconds before it registers for the first time."""
    async with asyncio.timeout(30):
        while not re.search(  # noqa: ASYNC110 - another process
            rf"trunk/sip:\S+\s+\S+\s+{state}", await real.process.cli("pjsip show registrations")
        ):
            await asyncio.sleep(0.2)


async def test_we_register_with_a_digest_and_take_the_carriers_calls(tmp_path: Path) -> None:
    async with registering(tmp_path, PASSWORD) as real:
        await _registration_is(real, "Registered")
        async with SippCall(Citizen("01012342413").wait(1.0), real.config.sip_port) as call:
            await until(lambda: _media_ports(real), "a call with media")
            assert {address for address, _ in _media_ports(real)} == {"127.0.0.1"}
            assert await call.finished(), call.errors


async def test_a_wrong_password_is_seen(tmp_path: Path) -> None:
    async with registering(tmp_path, "another-secret") as real:
        await _registration_is(real, "Rejected")


@pytest.mark.parametrize(("bind", "bound"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")])  # noqa: S104
async def test_media_is_bound_where_the_site_says(bind: str, bound: str) -> None:
    with asterisk_folder(bind=bind) as real:
        await real.process.start()
        await real.process.wait_ready()
        async with SippCall(Citizen("01012342413").wait(1.0), real.config.sip_port) as call:
            await until(lambda: _media_ports(real), "a call with media")
            assert {address for address, _ in _media_ports(real)} == {bound}
            assert await call.finished(), call.errors


async def test_behind_a_nat_the_carrier_is_told_the_outer_address() -> None:
    nat = {"external_address": "203.0.113.7", "local_networks": ("192.0.2.0/24",)}
    with asterisk_folder(**nat) as real:
        await real.process.start()
        await real.process.wait_ready()
        shown = await real.process.cli("pjsip show transport udp")
        assert re.search(r"external_media_address\s*:\s*203.0.113.7", shown)
        assert re.search(r"external_signaling_address\s*:\s*203.0.113.7", shown)
        assert "192.0.2.0" in shown


def _media_ports(real: RealAsterisk) -> set[tuple[str, int]]:
    """UDP sockets of this Asterisk in its range of media: address and port."""
    own = {f"socket:[{line.split()[9]}]": line.split()[1] for line in _udp_sockets()}
    found = set()
    for descriptor in Path(f"/proc/{real.process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            address, _, port = own.get(str(descriptor.readlink()), ":").partition(":")
            if port and real.config.rtp_start <= int(port, 16) <= real.config.rtp_end:
                found.add((".".join(str(byte) for byte in reversed(bytes.fromhex(address))), int(port, 16)))
    return found


def _udp_sockets() -> list[str]:
    return Path("/proc/net/udp").read_text("ascii").splitlines()[1:]
