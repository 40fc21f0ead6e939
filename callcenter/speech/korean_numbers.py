"""Numbers in spoken Korean.

Sino-Korean cardinals group by ten thousand (만, 억, 조); native cardinals reach 99. Telephone digits
say 공 for zero, quantities say 영. Spelling and spacing after the National Institute's 한글 맞춤법
제44항 (수는 만 단위로 띄어 쓴다).
"""

from __future__ import annotations

DIGITS = "영일이삼사오육칠팔구"
PHONE_DIGITS = "공일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_GROUPS = ("", "만", "억", "조", "경")
LARGEST = 10**20 - 1

_NATIVE_ONES = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_ONES_BEFORE = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")


def sino(number: int) -> str:
    """A Sino-Korean cardinal: 50000 -> "오만", 123456 -> "십이만 삼천사백오십육", 0 -> "영".

    Raises ValueError beyond ±(10^20 - 1).
    """
    if abs(number) > LARGEST:
        raise ValueError(f"{number} is too large to be spoken")
    if number < 0:
        return f"마이너스 {sino(-number)}"
    if number == 0:
        return DIGITS[0]
    groups = []
    for index, name in enumerate(_GROUPS):
        value = number // 10_000**index % 10_000
        # 10000 alone is "만", but 1_0000_0000 is "일억" and 1_0001_0000 "일억 일만".
        lone_ten_thousand = value == 1 and name == "만" and number < 20_000
        if value:
            groups.append(name if lone_ten_thousand else _up_to_9999(value) + name)
    return " ".join(reversed(groups))


def _up_to_9999(number: int) -> str:
    words = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            one_unsaid = digit == 1 and place > 0
            words += ("" if one_unsaid else DIGITS[digit]) + _PLACES[place]
    return words


def native(number: int, *, before_counter: bool = False) -> str:
    """A native cardinal from 1 to 99: 21 -> "스물하나", before a counter "스물한"; 20 -> "스무".

    Raises ValueError outside that range.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} has no native Korean numeral")
    tens, ones = divmod(number, 10)
    if before_counter and number == 20:
        return "스무"
    words = _NATIVE_ONES_BEFORE if before_counter else _NATIVE_ONES
    return _NATIVE_TENS[tens] + words[ones]


def digit_by_digit(digits: str) -> str:
    """Each digit by itself, as in telephone numbers: "0120" -> "공일이공". Other characters are dropped."""
    return "".join(PHONE_DIGITS[int(c)] for c in digits if c in "0123456789")


def decimal(text: str) -> str:
    """A number with an optional fraction and thousands commas: "1,234.05" -> "천이백삼십사 점 영오"."""
    whole, _, fraction = text.replace(",", "").partition(".")
    spoken = sino(int(whole))
    if not fraction:
        return spoken
    return f"{spoken} 점 {''.join(DIGITS[int(c)] for c in fraction)}"
