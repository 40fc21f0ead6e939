"""Asterisk starts in seconds, without a complaint, and tells nobody its secrets."""

from __future__ import annotations

import re
import stat
import time

from callcenter.asterisk.config import Queue, Trunk, render
from tests.support.asterisk import QUEUES, SEATS, RealAsterisk, asterisk_folder
from tests.support.ports import free_port


async def test_is_ready_within_seconds(own_asterisk: RealAsterisk) -> None:
    began = time.monotonic()
    assert await own_asterisk.process.start() is False
    await own_asterisk.process.wait_ready()
    assert time.monotonic() - began < 10
    await own_asterisk.process.stop()
    assert own_asterisk.process.pid is None


async def test_configuration_is_read_without_errors(own_asterisk: RealAsterisk) -> None:
    await own_asterisk.process.start()
    await own_asterisk.process.wait_ready()
    assert not re.findall(r".* (?:ERROR|WARNING)\[.*", own_asterisk.log)
    queues = await own_asterisk.process.cli("queue show")
    endpoints = await own_asterisk.process.cli("pjsip show endpoints")
    assert all(queue.name_in_asterisk in queues for queue in QUEUES)
    assert all(f"Endpoint:  {seat.extension}" in endpoints for seat in SEATS)
    not_running = await own_asterisk.process.cli("module show like .so")
    assert "Not Running" not in not_running
    await own_asterisk.process.stop()


async def test_every_application_and_function_of_the_dialplan_is_loaded(asterisk: RealAsterisk) -> None:
    # Asterisk itself complains only when a call comes by.
    text = "".join(p.read_text("utf-8") for p in (asterisk.config.run_dir / "etc").glob("extensions*.conf"))
    code = "\n".join(line for line in text.splitlines() if not line.startswith(";"))
    applications = set(re.findall(r"(?:=> n(?:\(\w+\))?,|,1,|\?)([A-Z]\w+)\(", code))
    functions = set(re.findall(r"(?:\$\{|Set\(|\()([A-Z]+)\(", code))
    assert {"Queue", "ExecIf", "Gosub", "Playback"} <= applications
    assert {"SHARED", "TIMEOUT", "IF", "CUT", "STRFTIME", "CHANNEL"} <= functions
    for name in applications:
        assert "(are) not registered" not in await asterisk.process.cli(f"core show application {name}"), name
    for name in functions:
        assert "No function by that name" not in await asterisk.process.cli(f"core show function {name}"), (
            name
        )


async def test_files_are_private(asterisk: RealAsterisk) -> None:
    etc = asterisk.config.run_dir / "etc"
    assert stat.S_IMODE(etc.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in etc.iterdir()} == {0o600}
    log = asterisk.config.run_dir / "log" / "messages.log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


async def test_a_registering_trunk_is_read_without_errors() -> None:
    trunk = Trunk(
        mode="registration", host="127.0.0.1", port=free_port(), user="07012340000", secret="carrier-secret",
        caller_id="0212340000",
    )  # fmt: skip
    with asterisk_folder(trunk=trunk) as real:
        await real.process.start()
        await real.process.wait_ready()
        assert not re.findall(r".* ERROR\[.*", real.log)
        assert "trunk/sip:127.0.0.1" in await real.process.cli("pjsip show registrations")
        assert "trunk/07012340000" in await real.process.cli("pjsip show auths")
        await real.process.stop()


async def test_a_changed_setting_needs_only_a_reload(own_asterisk: RealAsterisk) -> None:
    await own_asterisk.process.start()
    await own_asterisk.process.wait_ready()
    civil = Queue(key="civil", name="여권·제증명", digit="1", max_callers=7)
    changed = own_asterisk.config.model_copy(update={"queues": (civil, *QUEUES[1:])})
    assert render(changed, own_asterisk.secrets, own_asterisk.installation) is True
    await own_asterisk.process.reload()
    shown = await own_asterisk.process.cli("queue show desk-civil")
    assert "(max 7)" in shown
    await own_asterisk.process.stop()


async def test_rendering_again_changes_nothing(asterisk: RealAsterisk) -> None:
    assert render(asterisk.config, asterisk.secrets, asterisk.installation) is False
