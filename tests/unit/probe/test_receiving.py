import random

from hypothesis import given
from hypothesis import strategies as st

from callcenter.probe.receiving import Incoming, parse_rtp
from callcenter.probe.sound import SILENCE, to_ulaw
from tests.support.tones import tone

LOUD = to_ulaw(tone(500, 0.02))


def _fed(numbers: list[int], ssrc: int = 7, sound: bytes = SILENCE) -> Incoming:
    incoming = Incoming()
    for number in numbers:
        incoming.packet(number & 0xFFFF, ssrc, sound)
    return incoming


@given(
    first=st.integers(0, 0xFFFF),
    count=st.integers(20, 400),
    seed=st.integers(0, 1000),
    percent=st.integers(0, 40),
)
def test_loss_is_what_was_taken_out(first: int, count: int, seed: int, percent: int) -> None:
    chance = random.Random(seed)
    numbers = [first + n for n in range(count)]
    kept = [n for n in numbers if n in (numbers[0], numbers[-1]) or chance.random() * 100 >= percent]
    assert _fed(kept).lost == count - len(kept)


def test_disorder_and_doubles_are_no_loss() -> None:
    assert _fed([10, 12, 11, 13, 13, 14]).lost == 0


def test_another_source_starts_its_own_count() -> None:
    incoming = _fed([100, 101, 103])
    for number in (5000, 5001):
        incoming.packet(number, 8, SILENCE)
    assert incoming.lost == 1


def test_a_click_is_no_sound() -> None:
    incoming = Incoming()
    for number, sound in enumerate([SILENCE, LOUD, SILENCE, SILENCE]):
        incoming.packet(number, 1, sound)
    assert incoming.first_sound is None


def test_sound_is_told_from_silence() -> None:
    incoming = Incoming()
    for number, sound in enumerate([SILENCE] * 4 + [LOUD] * 6):
        incoming.packet(number, 1, sound)
    assert incoming.first_sound is not None
    second = incoming.take_second()
    assert (second.packets, second.sound_ms) == (10, 120)
    assert second.level is not None
    assert -17 < second.level < -13
    assert incoming.take_second().packets == 0


def test_extension_csrc_and_padding_are_taken_off() -> None:
    head = bytes((0x80 | 0x20 | 0x10 | 1, 0x80)) + b"\x12\x34" + bytes(4) + b"\x00\x00\x00\x09"
    packet = head + b"CSRC" + b"\xbe\xde\x00\x01" + b"EXTN" + b"voice" + b"\x00\x00\x03"
    parsed = parse_rtp(packet)
    assert parsed is not None
    assert (parsed.payload_type, parsed.sequence, parsed.ssrc, parsed.payload) == (0, 0x1234, 9, b"voice")


@given(st.binary(max_size=64))
def test_rubbish_never_breaks_it(data: bytes) -> None:
    parse_rtp(data)


def test_rtcp_is_not_voice() -> None:
    assert parse_rtp(bytes((0x80, 200)) + bytes(26)) is None
