"""What the phone says, packet by packet: keys first, then speech in its order, else silence."""

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from callcenter.probe.keypad import GAP_FRAMES, event_payloads, tone
from callcenter.probe.sound import FRAME, SILENCE

PCMU = 0


@dataclass(frozen=True)
class Frame:
    """One packet of 20 ms: `back` is how many frames its timestamp lies behind the clock (RFC 4733)."""

    payload: bytes
    payload_type: int = PCMU
    marker: bool = False
    back: int = 0


_Job = tuple[Iterator[Frame], Callable[[], None]]


class Outgoing:
    """Things to send; every call of `packet` gives the RTP packet of the next 20 ms.

    `event_type`: payload type of telephone-event the far end took, None where it took none.
    Silence is sent when nothing else is: a caller without packets is unheard and unrecorded.
    """

    def __init__(self) -> None:
        self.event_type: int | None = None
        self._speech: deque[_Job] = deque()
        self._pressed: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._sequence = random.randrange(0x8000)  # noqa: S311 - an RTP start value, not a secret
        self._clock = random.randrange(0x80000000)  # noqa: S311
        self._ssrc = random.randrange(1, 0x100000000)  # noqa: S311

    def speak(self, ulaw: bytes, done: Callable[[], None]) -> None:
        """Send µ-law sound; `done` is called after its last packet."""
        with self._lock:
            self._speech.append((_sound(ulaw), done))

    def press(self, keys: str, done: Callable[[], None]) -> None:
        """Send keys, each followed by a pause; speech waits for them and goes on where it was."""
        with self._lock:
            self._pressed.append((self._keys(keys), done))

    def packet(self) -> bytes:
        """The RTP packet (RFC 3550) of this 20 ms; the sequence number and clock wrap as they should."""
        frame = self._next()
        timestamp = (self._clock - frame.back * FRAME) & 0xFFFFFFFF
        head = bytes((0x80, (0x80 if frame.marker else 0) | frame.payload_type))
        numbers = self._sequence.to_bytes(2) + timestamp.to_bytes(4) + self._ssrc.to_bytes(4)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._clock = (self._clock + FRAME) & 0xFFFFFFFF
        return head + numbers + frame.payload

    def _next(self) -> Frame:
        while True:
            with self._lock:
                queue = self._pressed or self._speech
                if not queue:
                    return Frame(SILENCE)
                frames, done = queue[0]
            frame = next(frames, None)
            if frame is not None:
                return frame
            with self._lock:
                queue.popleft()
            done()

    def _keys(self, keys: str) -> Iterator[Frame]:
        for key in keys:
            if self.event_type is None:
                yield from _sound(tone(key))
            else:
                for back, payload in enumerate(event_payloads(key)):
                    yield Frame(payload, self.event_type, marker=back == 0, back=back)
            for _ in range(GAP_FRAMES):
                yield Frame(SILENCE)


def _sound(ulaw: bytes) -> Iterator[Frame]:
    for start in range(0, len(ulaw), FRAME):
        yield Frame(ulaw[start : start + FRAME].ljust(FRAME, b"\xff"))
