"""Citizens made of SIPp: they call, speak a file, press keys (RFC 4733), hang up or wait for it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.sax.saxutils import quoteattr

from tests.support.ports import free_port, free_ports

MEDIA_PORTS = 8
"""SIPp takes some of them: voice, video, and RTCP of either; and fails when somebody has one."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="citizen">
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]SIPp[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{number}@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=citizen 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio {port} RTP/AVP 0 96
a=rtpmap:0 PCMU/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-15
a=ptime:20
a=x-keys-from:audio [media_port]
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]SIPp[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""

_BYE = """<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]SIPp[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
"""

_WAIT_FOR_BYE = """<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
"""


@dataclass
class Citizen:
    """What one citizen does. Steps are added in order; times in seconds.

    `hang_up=False`: waits for the other side to end the call.
    """

    number: str = "01012342413"
    hang_up: bool = True
    steps: list[str] = field(default_factory=list)
    speaks: bool = False
    media_port: int | None = None
    """Port of somebody else who does the sound (`rtp_end`); SIPp then sends none."""

    def wait(self, seconds: float) -> Self:
        """Stay on the line."""
        self.steps.append(f'<pause milliseconds="{int(seconds * 1000)}"/>')
        return self

    def speak(self, file: Path, loops: int = 1) -> Self:
        """Start to play raw µ-law, 8 kHz; -1 loops: for ever. Follow it with `wait`."""
        self.speaks = True
        stream = quoteattr(f"{file},{loops},0,PCMU/8000")
        self.steps.append(f"<nop><action><exec rtp_stream={stream}/></action></nop>")
        return self

    def press(self, digits: str) -> Self:
        """Press keys (RFC 4733 events), each about 0.25 s. Needs root: SIPp opens a raw socket."""
        self.steps.append(f'<nop><action><exec play_dtmf="{digits}"/></action></nop>')
        return self.wait(0.3 * len(digits) + 0.1)

    def scenario(self) -> str:
        """The SIPp XML."""
        port = "[rtpstream_audio_port]" if self.speaks else str(self.media_port or "[media_port]")
        tail = _BYE if self.hang_up else _WAIT_FOR_BYE
        # SIPp loses a BYE that comes in a pause, and to wait for one needs none.
        waits = not self.hang_up and self.steps and self.steps[-1].startswith("<pause")
        steps = self.steps[:-1] if waits else self.steps
        parts = [_HEAD.replace("{port}", port), "\n".join(steps), "\n", tail]
        return "".join(parts).replace("{number}", self.number)


class SippCall:
    """One running SIPp with one call (or several). Use as `async with`; it is killed at the end."""

    def __init__(self, citizen: Citizen, sip_port: int, *, dialled: str = "120", calls: int = 1) -> None:
        self._citizen = citizen
        self._sip_port = sip_port
        self._dialled = dialled
        self._calls = calls
        self._folder = tempfile.TemporaryDirectory(prefix="sipp-")
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        scenario = Path(self._folder.name) / "citizen.xml"
        scenario.write_text(self._citizen.scenario(), "utf-8")
        self._process = await asyncio.create_subprocess_exec(
            # Its watch must not be late on a busy machine; without the right to it, nice says so and goes on.
            "nice", "-n", "-10", "sipp", f"127.0.0.1:{self._sip_port}", "-sf", str(scenario),
            "-s", self._dialled,
            # A port of its own: a late BYE for the SIPp of the test before must not end this call.
            "-p", str(free_port(socket.SOCK_DGRAM)),
            "-i", "127.0.0.1", "-mi", "127.0.0.1", "-m", str(self._calls), "-r", "10", "-nostdin",
            # Voice and keys from one port, or strict RTP drops one of them: rtp_stream takes the first
            # port from -mp on, play_dtmf the one of the [media_port] it last saw in an SDP.
            "-mp", str(free_ports(MEDIA_PORTS * self._calls, socket.SOCK_DGRAM)),
            "-trace_err", "-error_file", str(Path(self._folder.name) / "errors"), "-timeout", "180s",
            "-trace_msg", "-message_file", str(Path(self._folder.name) / "messages"),
            cwd=self._folder.name,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        return self

    async def finished(self, limit: float = 60.0) -> bool:
        """Wait for the end of the calls; True when each went as its scenario says."""
        if self._process is None:
            raise RuntimeError("not started")
        async with asyncio.timeout(limit):
            return await self._process.wait() == 0

    @property
    def running(self) -> bool:
        """Whether SIPp still has a call."""
        return self._process is not None and self._process.returncode is None

    @property
    def errors(self) -> str:
        """What SIPp complained about."""
        path = Path(self._folder.name) / "errors"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def trace(self) -> list[tuple[datetime, str]]:
        """Instant (UTC) and first line of every SIP message, both ways, in order."""
        path = Path(self._folder.name) / "messages"
        text = path.read_text("utf-8", "replace") if path.exists() else ""
        found = re.findall(r"-{5,}\s+(\S+\s\S+)\n[^\n]*bytes[^\n]*\n\s*([^\r\n]+)", text)
        return [
            (datetime.fromisoformat(stamp.replace("\t", " ")).astimezone(UTC), line) for stamp, line in found
        ]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._folder.cleanup()


@contextlib.contextmanager
def calling(citizen: Citizen, sip_port: int) -> Iterator[None]:
    """The same for tests without a loop of their own: the citizen is on the line inside the block."""
    there, enough = threading.Event(), threading.Event()

    async def stay() -> None:
        async with SippCall(citizen, sip_port):
            there.set()
            await asyncio.to_thread(enough.wait)

    thread = threading.Thread(target=lambda: asyncio.run(stay()), name="citizen")
    thread.start()
    try:
        if not there.wait(10):
            raise AssertionError("SIPp did not start")
        yield
    finally:
        enough.set()
        thread.join(10)
