"""Written Korean into words a synthesiser cannot misread.

An ordered list of rules: what is most particular (telephone numbers, dates, addresses) comes before
what is general (a bare number).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from callcenter.speech.korean_counters import NATIVE, SINO, counted, ordinal_word
from callcenter.speech.korean_dates import clock, month_word, spoken_day
from callcenter.speech.korean_letters import spell_letters
from callcenter.speech.korean_numbers import decimal, digit_by_digit, sino
from callcenter.speech.korean_particles import resolve_particles
from callcenter.speech.korean_phones import spoken_phone

_UNITS = {
    "㎡": "제곱미터",
    "m²": "제곱미터",
    "km": "킬로미터",
    "cm": "센티미터",
    "mm": "밀리미터",
    "kg": "킬로그램",
    "m": "미터",
    "ℓ": "리터",
    "%": "퍼센트",
    "℃": "도",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNTERS = "|".join(sorted((*NATIVE, *SINO), key=len, reverse=True))

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _valid_date(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _full_date(match: re.Match[str]) -> str:
    if not _valid_date(match[2], match[3]):
        return match[0]
    return f"{sino(int(match[1]))}년 {spoken_day(int(match[2]), int(match[3]))}"


def _month_day(match: re.Match[str]) -> str:
    if not _valid_date(match[1], match[2]):
        return match[0]
    return spoken_day(int(match[1]), int(match[2]))


def _month(match: re.Match[str]) -> str:
    return month_word(int(match[1])) if 1 <= int(match[1]) <= 12 else match[0]


def _is_time(hour: str, minute: str) -> bool:
    return (int(hour) < 24 and int(minute) < 60) or (int(hour), int(minute)) == (24, 0)


def _time(match: re.Match[str]) -> str:
    return clock(int(match[1]), int(match[2])) if _is_time(match[1], match[2]) else match[0]


def _time_range(match: re.Match[str]) -> str:
    first, last = match[1].split(":"), match[2].split(":")
    if not (_is_time(*first) and _is_time(*last)):
        return match[0]
    return f"{clock(int(first[0]), int(first[1]))}부터 {clock(int(last[0]), int(last[1]))}까지"


def _hour(match: re.Match[str]) -> str:
    """14시 -> 오후 두 시; 9시 stays without a part of day, as it was written; 0시 is said 영 시."""
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 24 or minute > 59:
        return match[0]
    if hour == 0:
        spoken = "영 시"
    elif hour <= 12:
        spoken = clock(hour).split(" ", 1)[1]
    else:
        spoken = clock(hour % 24)
    return f"{spoken} {sino(minute)} 분" if match[2] else spoken


def _mixed_money(match: re.Match[str]) -> str:
    """1만 5천원 -> 만 오천 원; 1억 2천만원 -> 일억 이천만 원."""
    scales = {"조": 10**12, "억": 10**8, "만": 10**4}
    total, below = 0, 0
    for number, unit in re.findall(r"([\d,]*)\s*([조억만천백]?)", match[1]):
        if unit in scales:
            total += ((below + _number(number)) if number else below or 1) * scales[unit]
            below = 0
        elif unit:
            below += (_number(number) if number else 1) * {"천": 1000, "백": 100}[unit]
        elif number:
            below += _number(number)
    return f"{sino(total + below)}{' 원' if match[2] else ''}"


def _building(match: re.Match[str]) -> str:
    """시청로 34-5 -> 시청로 삼십사의 오, as road addresses are read."""
    spoken = f"{match[1]} {sino(int(match[2]))}"
    return spoken if match[3] is None else f"{spoken}의 {sino(int(match[3]))}"


def _lot(match: re.Match[str]) -> str:
    """12-3번지 -> 십이 다시 삼 번지."""
    return f"{sino(int(match[1]))} 다시 {sino(int(match[2]))} 번지"


def _measure(match: re.Match[str]) -> str:
    return f"{decimal(match[1])} {_UNITS[match[2]]}"


def _counter(match: re.Match[str]) -> str:
    if "." in match[1]:
        return f"{decimal(match[1])} {match[2]}"
    return counted(_number(match[1]), match[2])


def _rule(pattern: str, speak: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern), speak


_RULES: tuple[Rule, ...] = (
    _rule(r"(?<!\d)(\d{4})[-./] ?(\d{1,2})[-./] ?(\d{1,2})(?!\d)\.?", _full_date),
    _rule(r"우편번호\s*(\d{5})", lambda m: f"우편번호 {digit_by_digit(m[1])}"),
    _rule(r"국번\s*없이\s*(\d{3,4})", lambda m: f"국번 없이 {digit_by_digit(m[1])}"),
    _rule(
        r"(?<![\d-])\+82[- ]?\d{1,2}[- ]?\d{3,4}[- ]?\d{4}(?![\d-])",
        lambda m: spoken_phone(m[0]),
    ),
    _rule(
        r"(?<![\d-])0\d{1,3}[-) ]\s?(?:\d{3,4}-\d{4}|\d{3}(?![\d-]))(?!\d)",
        lambda m: spoken_phone(m[0]),
    ),
    _rule(r"(?<![\d-])1[568]\d{2}-\d{4}(?![\d-])", lambda m: spoken_phone(m[0])),
    _rule(r"(?<!\d)(?:02|0[3-6]\d|01\d|070|080)\d{7,8}(?!\d)", lambda m: spoken_phone(m[0])),
    _rule(r"(?<!\d)(\d{1,2}:\d{2})\s?[~∼-]\s?(\d{1,2}:\d{2})(?!\d)", _time_range),
    _rule(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)", _time),
    _rule(rf"({_NUMBER})\s?[~∼]\s?(?={_NUMBER})", lambda m: f"{decimal(m[1])}에서 "),
    _rule(r"(?<!\d)(\d{1,2})월\s?(\d{1,2})일", _month_day),
    _rule(r"(?<!\d)(\d{1,2})월(?!드)", _month),
    _rule(r"(?<!\d)(\d{1,2})시(?!간)(?:\s?(\d{1,2})분)?", _hour),
    _rule(r"([가-힣\d]+(?:대로|로|길)) (\d{1,4})(?:-(\d{1,4}))?(?![\d,]|[가-힣]*길)", _building),
    _rule(r"(?<!\d)(\d{1,4})-(\d{1,4})\s?번지", _lot),
    _rule(
        r"(\d[\d,]*[조억만천백]+(?: ?\d[\d,]*[조억만천백]+)*(?: ?\d[\d,]*(?=\s*원))?)(\s*원)?", _mixed_money
    ),
    _rule(rf"({_NUMBER})\s?({'|'.join(map(re.escape, _UNITS))})(?![A-Za-z])", _measure),
    _rule(r"(\d+)\s?번째", lambda m: f"{ordinal_word(int(m[1]))} 번째"),
    _rule(r"(\d+)일(?![가-힣])|(\d+)일(?=[간에은부까의과])", lambda m: f"{sino(int(m[1] or m[2]))}일"),
    _rule(rf"({_NUMBER})\s?({_COUNTERS})", _counter),
    _rule(_NUMBER, lambda m: decimal(m[0]) if len(m[0]) <= 20 else digit_by_digit(m[0])),
)


def _or_digits(speak: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    """A number too large to be a number is said digit by digit."""

    def safe(match: re.Match[str]) -> str:
        try:
            return speak(match)
        except ValueError:
            return digit_by_digit(match[0])

    return safe


def spoken(text: str) -> str:
    """``text`` in words: numbers, dates, money, telephone numbers, addresses, Latin letters, particles.

    Text without any of these comes back as it is. Never raises: what fits no rule is left alone.
    """
    for pattern, speak in _RULES:
        text = pattern.sub(_or_digits(speak), text)
    return resolve_particles(spell_letters(text))
