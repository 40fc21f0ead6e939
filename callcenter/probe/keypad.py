"""Pressed keys as the far end wants them: RFC 4733 events, or tones in the voice (ITU-T Q.23)."""

import math
import struct

from callcenter.probe.sound import FRAME, RATE, to_ulaw

KEYS = "0123456789*#ABCD"
"""Keys in the order of their event codes (RFC 4733, table 3)."""

TONE_FRAMES, GAP_FRAMES = 6, 5
"""120 ms of tone and 100 ms of pause: well above the 40 ms a receiver must accept (ITU-T Q.24)."""

_VOLUME = 10  # -10 dBm0, a usual telephone
_END = 0x80
_END_REPEATS = 3  # RFC 4733, section 2.5.1.4: the final packet is sent three times
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_PAD = "123A456B789C*0#D"


def event_payloads(key: str) -> list[bytes]:
    """The RFC 4733 payloads of one key, one for each 20 ms; the first wants the marker bit.

    All of them carry the RTP timestamp of the first.
    """
    code = KEYS.index(key)
    held = [struct.pack("!BBH", code, _VOLUME, FRAME * (n + 1)) for n in range(TONE_FRAMES)]
    return held + [struct.pack("!BBH", code, _END | _VOLUME, FRAME * TONE_FRAMES)] * _END_REPEATS


def tone(key: str) -> bytes:
    """One key as two tones in µ-law, `TONE_FRAMES` packets long."""
    row, column = divmod(_PAD.index(key), 4)
    low, high = (2 * math.pi * hertz / RATE for hertz in (_ROWS[row], _COLUMNS[column]))
    return to_ulaw(
        int(7000 * math.sin(low * n) + 8500 * math.sin(high * n)) for n in range(FRAME * TONE_FRAMES)
    )
