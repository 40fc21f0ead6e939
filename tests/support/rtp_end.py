"""The sound of a SIPp citizen: speaks, presses keys (RFC 4733) and keeps what it hears.

SIPp tells the exchange this end's port; SIP is SIPp's, RTP (RFC 3550, PCMU) is ours, so that
speech, keys and listening share one port, as in a telephone.
"""

from __future__ import annotations

import asyncio
import secrets
import struct
import time
from array import array
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

from tests.support.tones import tone

RATE = 8000
FRAME = 160
FRAME_SECONDS = 0.02
PCMU, EVENT = 0, 96
KEYS = "0123456789*#"
AUDIBLE = 300
_BIAS, _CLIP = 0x84, 32635


class RtpEnd(asyncio.DatagramProtocol):
    """`heard`: samples at 8 kHz in the order of arrival, without those of silence while nothing came.

    `hertz`: its voice while it has nothing else to say; None: silence.
    """

    def __init__(self, hertz: float | None) -> None:
        self.heard: array[int] = array("h")
        self.first_heard_at: datetime | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        even = tone(hertz, 1.0) if hertz else array("h", bytes(2 * RATE))
        self._speech = [to_ulaw(frame) for frame in _frames(even)]
        self._sentence: deque[bytes] = deque()
        self._loud_at = 0.0
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._stamp = 0
        self._keys: asyncio.Queue[str] = asyncio.Queue()

    @property
    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer = addr
        if len(data) > 12 and data[1] & 0x7F == PCMU:
            self.first_heard_at = self.first_heard_at or datetime.now(UTC)
            samples = [_FROM_ULAW[byte] for byte in data[12:]]
            self.heard.extend(samples)
            if max(samples, default=0) > AUDIBLE:
                self._loud_at = time.monotonic()

    def press(self, keys: str) -> None:
        for key in keys:
            self._keys.put_nowait(key)

    def say(self, samples: array[int]) -> None:
        """Speak this next, once; 8 kHz."""
        self._sentence.extend(to_ulaw(frame) for frame in _frames(samples))

    @property
    def is_speaking(self) -> bool:
        """A sentence is being said."""
        return bool(self._sentence)

    def is_quiet(self, seconds: float) -> bool:
        """Something was heard, but nothing audible for so long."""
        return self._loud_at > 0 and time.monotonic() - self._loud_at > seconds

    async def speak(self) -> None:
        """Send the tone, the sentences and the keys when there are any, until cancelled."""
        began, sent = time.monotonic(), 0
        while True:
            if not self._keys.empty():
                sent += await self._send_key(self._keys.get_nowait())
            frame = self._sentence.popleft() if self._sentence else self._speech[sent % len(self._speech)]
            self._send(PCMU, frame)
            self._stamp += FRAME
            sent += 1
            await asyncio.sleep(max(0.0, began + sent * FRAME_SECONDS - time.monotonic()))

    async def _send_key(self, key: str) -> int:
        """100 ms of events with the same time stamp, the end told three times; frames used."""
        packets = [(False, n) for n in range(1, 6)] + [(True, 6)] * 3
        for number, (over, length) in enumerate(packets):
            body = struct.pack(">BBH", KEYS.index(key), (0x80 if over else 0) | 10, length * FRAME)
            self._send(EVENT, body, marker=number == 0)
            await asyncio.sleep(FRAME_SECONDS)
        self._stamp += 10 * FRAME
        return len(packets)

    def _send(self, kind: int, body: bytes, *, marker: bool = False) -> None:
        if self._peer is None or self._transport is None:
            return
        header = struct.pack(
            ">BBHII", 0x80, kind | (0x80 if marker else 0), self._sequence & 0xFFFF, self._stamp, self._ssrc
        )
        self._sequence += 1
        self._transport.sendto(header + body, self._peer)


@asynccontextmanager
async def rtp_end(hertz: float | None = 700.0) -> AsyncIterator[RtpEnd]:
    """An end on a free port of loopback, speaking as soon as the other side is heard."""
    loop = asyncio.get_running_loop()
    transport, end = await loop.create_datagram_endpoint(lambda: RtpEnd(hertz), ("127.0.0.1", 0))
    speaking = asyncio.create_task(end.speak())
    try:
        yield end
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        transport.close()


def _frames(samples: array[int]) -> Iterator[array[int]]:
    return (samples[n : n + FRAME] for n in range(0, len(samples), FRAME))


def to_ulaw(samples: array[int]) -> bytes:
    """ITU-T G.711 µ-law."""
    return bytes(_ulaw(sample) for sample in samples)


def _ulaw(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    value = min(abs(sample), _CLIP) + _BIAS
    exponent = value.bit_length() - 8
    return ~(sign | (exponent << 4) | ((value >> (exponent + 3)) & 0x0F)) & 0xFF


def _linear(byte: int) -> int:
    byte = ~byte & 0xFF
    value = (((byte & 0x0F) << 3) + _BIAS << ((byte >> 4) & 7)) - _BIAS
    return -value if byte & 0x80 else value


_FROM_ULAW = [_linear(byte) for byte in range(256)]
