"""A real Asterisk for tests: own ports, own folder, everything else as in production."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import re
import shutil
import socket
import struct
import tempfile
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.asterisk.ami import AmiClient
from callcenter.asterisk.ami_messages import AmiEvent
from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.config import AsteriskConfig, Queue, Seat, Trunk, render
from callcenter.asterisk.credentials import AsteriskSecrets, load_or_create
from callcenter.asterisk.fetch import fetch
from callcenter.asterisk.installation import Installation, find_installation
from callcenter.asterisk.process import AsteriskProcess
from tests.support.ports import free_port, free_ports

REPOSITORY = Path(__file__).parents[2]
TEMPLATES = REPOSITORY / "callcenter" / "asterisk" / "config" / "templates"
CACHE = Path(os.environ.get("CALLCENTER_ASTERISK_DIST", REPOSITORY / "var" / "asterisk-dist"))

RTP_PORTS = 400

SEATS = tuple(Seat(extension=str(e), name=f"상담사 {e}") for e in (*range(201, 214), 231, 241))
QUEUES = (
    Queue(key="civil", name="여권·제증명", digit="1"),
    Queue(key="vehicle", name="차량등록", digit="2"),
    Queue(key="complaint", name="생활불편", digit="3"),
    Queue(key="general", name="일반", digit="4"),
)


@dataclass
class RealAsterisk:
    """One Asterisk: what it was told, its log-ins, and its process (start it, or let a fixture)."""

    installation: Installation
    config: AsteriskConfig
    secrets: AsteriskSecrets
    process: AsteriskProcess = field(init=False)

    def __post_init__(self) -> None:
        self.process = AsteriskProcess(self.installation, self.config)

    @property
    def log(self) -> str:
        """Everything Asterisk has written to its log so far."""
        return (self.config.run_dir / "log" / "messages.log").read_text("utf-8")

    @contextlib.asynccontextmanager
    async def ami(self) -> AsyncIterator[AmiRecorder]:
        """A connected AMI client that keeps its events."""
        recorder = AmiRecorder()
        client = AmiClient(
            "127.0.0.1",
            self.config.ami_port,
            self.secrets.ami_user,
            self.secrets.ami_secret.get_secret_value(),
            recorder.events.append,
            recorder.states.append,
        )
        recorder.client = client
        await client.start()
        try:
            await until(lambda: client.connected, "AMI connected")
            yield recorder
        finally:
            await client.stop()

    @contextlib.asynccontextmanager
    async def ari(
        self,
        on_event: Callable[[AriClient, AriEvent], Awaitable[None]] | None = None,
        *,
        subscribe_all: bool = False,
        listen: bool = True,
    ) -> AsyncIterator[AriRecorder]:
        """A connected ARI application that keeps its events and hands them to `on_event`.

        `listen=False`: requests only; the hotline then finds no application.
        """
        recorder = AriRecorder()

        async def take(event: AriEvent) -> None:
            recorder.events.append(event)
            if on_event is not None:
                await on_event(recorder.client, event)

        recorder.client = AriClient(
            self.config.ari_url,
            self.secrets.ari_user,
            self.secrets.ari_secret.get_secret_value(),
            self.config.app,
            take,
            recorder.states.append,
            subscribe_all=subscribe_all,
        )
        try:
            if listen:
                await recorder.client.start()
                await until(lambda: recorder.client.connected, "ARI connected")
            yield recorder
        finally:
            await recorder.client.stop()


@dataclass
class AmiRecorder:
    """AMI events and states as they came."""

    events: list[AmiEvent] = field(default_factory=list)
    states: list[bool] = field(default_factory=list)
    client: AmiClient = field(init=False)

    async def hang_up_everybody(self) -> None:
        """End every channel and wait until there is none: a killed SIPp leaves its callers behind."""
        await self.client.action("Hangup", Channel="/.*/", Cause="16")
        async with asyncio.timeout(10):
            while await self.client.list_action("CoreShowChannels"):  # noqa: ASYNC110 - asked, not told
                await asyncio.sleep(0.05)

    def named(self, name: str, **fields: str) -> list[AmiEvent]:
        """The events of this name whose fields have these values."""
        return [
            event
            for event in self.events
            if event.name == name and all(event.fields.get(k) == v for k, v in fields.items())
        ]


@dataclass
class AriRecorder:
    """ARI events and states as they came."""

    events: list[AriEvent] = field(default_factory=list)
    states: list[bool] = field(default_factory=list)
    client: AriClient = field(init=False)

    def typed(self, kind: str) -> list[AriEvent]:
        """The events of this type."""
        return [event for event in self.events if event.type == kind]


async def until(condition: Callable[[], object], what: str, limit: float = 15.0) -> None:
    """Wait for a condition; AssertionError that names it after `limit` seconds."""
    try:
        async with asyncio.timeout(limit):
            while not condition():  # noqa: ASYNC110 - conditions of many kinds
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not within {limit:.0f} s: {what}") from None


@contextlib.contextmanager
def asterisk_folder(**changes: object) -> Iterator[RealAsterisk]:
    """A rendered, not yet started Asterisk in a short temporary folder; killed at the end."""
    fetch(CACHE)
    base = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    config = AsteriskConfig(**{**_defaults(base), **changes})
    write_test_sounds(config.sounds_dir / "ko")
    asterisk = RealAsterisk(find_installation(CACHE), config, load_or_create(base / "secrets"))
    render(config, asterisk.secrets, asterisk.installation)
    try:
        yield asterisk
    finally:
        # A loop of its own in a thread of its own: the test's may be closed, or running right now.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, AsteriskProcess(asterisk.installation, config).stop()).result()
        shutil.rmtree(base, ignore_errors=True)


def _defaults(base: Path) -> dict[str, object]:
    rtp_start = free_ports(RTP_PORTS, socket.SOCK_DGRAM)
    return {
        "run_dir": base / "ast",
        "sounds_dir": base / "sounds",
        "recording_dir": base / "rec",
        "sip_port": free_port(socket.SOCK_DGRAM),
        "http_port": free_port(),
        "ami_port": free_port(),
        "rtp_start": rtp_start,
        "rtp_end": rtp_start + RTP_PORTS - 1,
        "seats": SEATS,
        "queues": QUEUES,
        "lease": 3,
        "asr_url": f"ws://127.0.0.1:{free_port()}/media",
        "trunk": Trunk(host="127.0.0.1", port=free_port(socket.SOCK_DGRAM)),
    }


def dialplan_sounds() -> list[str]:
    """Every sound the dialplan and the queues name, below the folder of a language."""
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.j2"))
    queue = [f"queue-{part}" for part in ("youarenext", "thereare", "callswaiting", "holdtime", "thankyou")]
    named = re.findall(r"cc/[a-z_]+|queue-periodic-announce", text)
    return sorted({*named, *queue, "queue-minute", "queue-minutes", *(f"digits/{n}" for n in range(10))})


def write_test_sounds(folder: Path) -> None:
    """A 0.3 s tone for every sound the dialplan needs: quick to play, not silent."""
    tone = b"".join(struct.pack("<h", int(8000 * math.sin(n * 0.35))) for n in range(2400))
    for name in dialplan_sounds():
        path = folder / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(tone)
