"""What the phone hears: loss by sequence numbers, levels, and the seconds with real sound in them."""

import time
from dataclasses import dataclass

from callcenter.probe.sound import RATE, dbfs, power

SOUND_DBFS = -45.0
"""Quieter packets count as silence: line noise and comfort noise lie below, speech well above."""
_SOUND_POWER = 32768**2 * 10 ** (SOUND_DBFS / 10)
_STAYING_PACKETS = 3
_MS_PER_SAMPLE = 1000 / RATE


@dataclass
class Tally:
    """Packets, sound (ms) and its power since the last `take`."""

    packets: int = 0
    sound_ms: int = 0
    energy: float = 0.0

    @property
    def level(self) -> float | None:
        """dBFS of the sound alone; None when there was none."""
        return dbfs(self.energy / self.sound_ms) if self.sound_ms else None


@dataclass(frozen=True)
class RtpPacket:
    """The parts of an RTP packet (RFC 3550, section 5.1) a listener needs."""

    payload_type: int
    sequence: int
    ssrc: int
    payload: bytes


def parse_rtp(data: bytes) -> RtpPacket | None:
    """An RTP packet without its extension and padding; None for anything else (RTCP, STUN, rubbish)."""
    if len(data) < 12 or data[0] >> 6 != 2 or 64 <= data[1] & 0x7F <= 95:
        return None
    start = 12 + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4])
    end = len(data) - (data[-1] if data[0] & 0x20 else 0)
    if start > end:
        return None
    return RtpPacket(data[1] & 0x7F, int.from_bytes(data[2:4]), int.from_bytes(data[8:12]), data[start:end])


@dataclass(frozen=True)
class FirstSound:
    """When sound that stayed was first heard (monotonic seconds), and its level."""

    at: float
    level_dbfs: float


class Incoming:
    """Counts the packets of one stream; sequence numbers are extended over their wrap (RFC 3550 A.1)."""

    def __init__(self) -> None:
        self.whole = Tally()
        self.first_sound: FirstSound | None = None
        self._run: list[tuple[float, float]] = []
        self._second = Tally()
        self._first: int | None = None
        self._highest = 0
        self._ssrc: int | None = None
        self._lost_before = 0
        self._received = 0

    def packet(self, sequence: int, ssrc: int, ulaw: bytes) -> bool:
        """Take one packet of sound; True when it holds real sound."""
        self._count(sequence, ssrc)
        level = power(ulaw)
        sounding = level >= _SOUND_POWER
        if self.first_sound is None:
            self._note_first(sounding, level)
        for tally in (self.whole, self._second):
            tally.packets += 1
            if sounding:
                ms = round(len(ulaw) * _MS_PER_SAMPLE)
                tally.sound_ms += ms
                tally.energy += level * ms
        return sounding

    @property
    def lost(self) -> int:
        """Packets missing so far, over all sources heard; doubles and late ones never make it negative."""
        return self._lost_before + self._lost_now()

    def take_second(self) -> Tally:
        """The tally since the last call."""
        taken, self._second = self._second, Tally()
        return taken

    def _note_first(self, sounding: bool, level: float) -> None:
        """A click is no sound: three packets in a row are."""
        self._run = [*self._run, (time.monotonic(), level)] if sounding else []
        if len(self._run) == _STAYING_PACKETS:
            mean = sum(level for _, level in self._run) / len(self._run)
            self.first_sound = FirstSound(self._run[0][0], dbfs(mean) or SOUND_DBFS)

    def _count(self, sequence: int, ssrc: int) -> None:
        if ssrc != self._ssrc or self._first is None:
            # Another source has its own numbers (Asterisk changes it when the bridge changes).
            self._lost_before += self._lost_now()
            self._ssrc, self._first, self._highest, self._received = ssrc, sequence, sequence, 1
            return
        self._received += 1
        step = (sequence - self._highest) & 0xFFFF
        if step < 0x8000:
            self._highest += step

    def _lost_now(self) -> int:
        if self._first is None:
            return 0
        return max(0, self._highest - self._first + 1 - self._received)
