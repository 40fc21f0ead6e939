import itertools
import struct

import pytest

from callcenter.probe.keypad import KEYS, TONE_FRAMES, event_payloads, tone
from callcenter.probe.sending import Outgoing
from callcenter.probe.sound import FRAME, SILENCE, to_linear
from tests.support.tones import tone_share

ROWS = {697: "123A", 770: "456B", 852: "789C", 941: "*0#D"}
COLUMNS = {1209: "147*", 1336: "2580", 1477: "369#", 1633: "ABCD"}


def _fields(packet: bytes) -> tuple[int, int, int, int, bytes]:
    """marker, payload type, sequence, timestamp, payload"""
    return packet[1] >> 7, packet[1] & 0x7F, *struct.unpack("!HI", packet[2:8]), packet[12:]


def _nothing() -> None:
    return


def test_silence_is_sent_without_a_gap_and_numbers_wrap() -> None:
    outgoing = Outgoing()
    packets = [_fields(outgoing.packet()) for _ in range(66000)]
    assert all(payload == SILENCE for *_, payload in packets)
    assert all(len(payload) == FRAME for *_, payload in packets)
    steps = {(after[2] - before[2]) & 0xFFFF for before, after in itertools.pairwise(packets)}
    clocks = {(after[3] - before[3]) & 0xFFFFFFFF for before, after in itertools.pairwise(packets)}
    assert (steps, clocks) == ({1}, {FRAME})


def test_a_key_is_one_event_with_one_timestamp_and_three_ends() -> None:
    outgoing = Outgoing()
    outgoing.event_type = 101
    done: list[str] = []
    outgoing.press("5", lambda: done.append("5"))
    packets = [_fields(outgoing.packet()) for _ in range(20)]
    events = [packet for packet in packets if packet[1] == 101]
    assert [packet[0] for packet in events] == [1] + [0] * (len(events) - 1), "the marker opens the event"
    assert len({packet[3] for packet in events}) == 1, "one timestamp"
    codes, flags, durations = zip(*(struct.unpack("!BBH", packet[4]) for packet in events), strict=True)
    assert set(codes) == {5}
    assert [bool(flag & 0x80) for flag in flags] == [False] * TONE_FRAMES + [True] * 3
    assert list(durations) == [FRAME * n for n in range(1, TONE_FRAMES + 1)] + [FRAME * TONE_FRAMES] * 3
    assert packets[len(events)][4] == SILENCE
    assert done == ["5"]


def test_keys_cut_into_speech_which_then_goes_on() -> None:
    outgoing = Outgoing()
    outgoing.event_type = 96
    speech = bytes((1,)) * FRAME * 4
    outgoing.speak(speech, _nothing)
    first = _fields(outgoing.packet())
    outgoing.press("1", _nothing)
    later = [_fields(outgoing.packet()) for _ in range(30)]
    assert first[4] == speech[:FRAME]
    assert later[0][1] == 96
    assert sum(packet[4] == speech[:FRAME] for packet in later) == 3


@pytest.mark.parametrize("key", KEYS)
def test_tones_have_the_two_frequencies_of_the_key(key: str) -> None:
    samples = to_linear(tone(key))
    low = next(hertz for hertz, keys in ROWS.items() if key in keys)
    high = next(hertz for hertz, keys in COLUMNS.items() if key in keys)
    assert tone_share(samples, low) + tone_share(samples, high) > 0.98


def test_the_event_code_of_each_key() -> None:
    assert [event_payloads(key)[0][0] for key in KEYS] == list(range(16))
