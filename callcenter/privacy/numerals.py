"""Number words inside one Korean word: 공일공 → "010", 천이백삼십사 → "1234", 이십오 → "25"."""

from __future__ import annotations

import re
from dataclasses import dataclass

SYLLABLES = {
    "공": "0", "영": "0", "빵": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5",
    "육": "6", "륙": "6", "칠": "7", "팔": "8", "구": "9",
}  # fmt: skip
NATIVE = {
    "제로": "0", "하나": "1", "둘": "2", "셋": "3", "넷": "4", "다섯": "5", "여섯": "6",
    "일곱": "7", "여덟": "8", "아홉": "9",
}  # fmt: skip
PLACES = {"십": 10, "백": 100, "천": 1000}
DIGIT = "공영빵일이삼사오육륙칠팔구"
NUMERAL = rf"(?:[{DIGIT}십백천만억]|{'|'.join(NATIVE)})"

_ONES = "[일이삼사오육륙칠팔구]"
_SMALL = rf"(?:{_ONES}?천)?(?:{_ONES}?백)?(?:{_ONES}?십)?{_ONES}?"
_LARGE = re.compile(
    rf"(?:(?P<hundred_millions>{_SMALL})억)?(?:(?P<ten_thousands>{_SMALL})만)?(?P<rest>{_SMALL})"
)
_UNIT = re.compile(rf"{'|'.join(NATIVE)}|[{DIGIT}]|만|억")


@dataclass(frozen=True, slots=True)
class Numerals:
    """`digits` as they would be typed; `cardinal` when any of them was read as a quantity (…백…십…)."""

    digits: str
    cardinal: bool
    open_places: int
    """Ends in 만 (4) or 억 (8): so many digits of the same quantity may follow after a space."""


def read_numerals(words: str) -> Numerals:
    """The digits of a run of number words (see `NUMERAL`), however they are mixed."""
    digits, place, cardinal = "", 0, False
    while place < len(words):
        large = _LARGE.match(words, place)
        if large is not None and any(sign in large[0] for sign in "십백천만억"):
            digits += str(_value(large))
            place, cardinal = large.end(), True
            continue
        unit = _UNIT.match(words, place)
        if unit is None:
            place += 1
            continue
        digits += NATIVE.get(unit[0]) or SYLLABLES.get(unit[0], "")
        place = unit.end()
    return Numerals(digits, cardinal, {"만": 4, "억": 8}.get(words[-1], 0) if cardinal else 0)


def _value(large: re.Match[str]) -> int:
    value = _small(large["rest"])
    if large["ten_thousands"] is not None:
        value += (_small(large["ten_thousands"]) or 1) * 10**4
    if large["hundred_millions"] is not None:
        value += (_small(large["hundred_millions"]) or 1) * 10**8
    return value


def _small(words: str) -> int:
    value, ones = 0, 0
    for syllable in words:
        if syllable in PLACES:
            value += (ones or 1) * PLACES[syllable]
            ones = 0
        else:
            ones = int(SYLLABLES[syllable])
    return value + ones
