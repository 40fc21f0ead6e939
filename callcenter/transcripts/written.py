"""Spoken numbers as people write them: 일월 이십일 → 1월 20일, 오만 원 → 50,000원, 두 시 반 → 2시 반.

Only where a unit makes clear that a number is meant, and only on text whose personal numbers are masked
already: words are numbers to whoever looks for numbers, and 이, 일, 사 are mostly words to everybody else.
"""

import re
from collections.abc import Callable

_DIGITS = {digit: value for value, digit in enumerate("영일이삼사오육칠팔구")} | {"륙": 6}
_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
_NATIVE = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6,
    "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11, "열두": 12,
}  # fmt: skip

_NUMERAL = "[영일이삼사오육륙칠팔구십백천만억조]"
_START = r"(?<![가-힣\d,.])"
# What may stand right behind a unit: nothing of a longer word.
_END = (
    r"(?=$|[\s.,?!~·)\]]|이|에|은|는|을|를|의|로|도|만|과|와|부터|까지|쯤|경|정도|입|인|예|요|날|생|자|씩"
    r"|짜리|전|후)"
)
_RUN = rf"{_NUMERAL}(?:\s?{_NUMERAL})*"
_MIXED = rf"(?:\d[\d,]*|{_NUMERAL})(?:\s?(?:\d[\d,]*|{_NUMERAL}))*"
_HOUR = "|".join(sorted(_NATIVE, key=len, reverse=True))

_MONTH_DAY = re.compile(rf"{_START}({_RUN}|유|시|\d+)\s?월\s?({_MIXED})\s?일{_END}")
_MONTH = re.compile(rf"{_START}({_RUN}|유|시)\s?월(?=$|[\s.,?!]|에|부터|까지|말|초|중|달|쯤|분|이|은|는|의)")
_DAY = re.compile(rf"{_START}({_RUN})\s?일{_END}")
_YEAR = re.compile(rf"{_START}({_RUN})\s?년{_END}")
_MONEY = re.compile(
    rf"{_START}({_MIXED})\s?원(?=$|[^가-힣]|이|에|은|는|을|를|의|로|도|만|과|부터|까지|쯤|정도|입|인|요|씩|짜리)"
)
_TIME = re.compile(
    rf"{_START}({_HOUR})\s?시(간?)(?:\s?({_RUN})\s?분)?(?=$|[\s.,?!]|에|부터|까지|쯤|반|정각|경|입|이|인|은|는|요|예|동안|전|후)"
)
_COUNTED = re.compile(rf"{_START}({_RUN})\s?(개월|퍼센트|프로|층|호|번지|킬로미터|제곱미터){_END}")

_IRREGULAR_MONTHS = {"유": 6, "시": 10}
_LONE = 2
"""A number of so many syllables is no mere word: 이 일, 사 원, 이 층 are left alone."""


def written(text: str) -> str:
    """The text with its numbers written as digits; what is doubtful stays as it was said."""
    for pattern, rewrite in _RULES:
        text = pattern.sub(rewrite, text)
    return text


def number(words: str) -> int | None:
    """The value of Sino-Korean words, also with digits among them ("3만 오천"); None for no number."""
    total = section = 0
    digit: int | None = None
    smallest, largest = 10**5, 10**17
    for token in re.findall(r"\d[\d,]*|[가-힣]", words):
        if token[0].isdigit() or token in _DIGITS:
            if digit is not None:
                return None
            digit = int(token.replace(",", "")) if token[0].isdigit() else _DIGITS[token]
        elif token in _SMALL:
            if _SMALL[token] >= smallest:
                return None
            smallest = _SMALL[token]
            section += (1 if digit is None else digit) * smallest
            digit = None
        elif token in _LARGE:
            if _LARGE[token] >= largest:
                return None
            largest = _LARGE[token]
            section += digit or 0
            total += (section or 1) * largest
            section, digit, smallest = 0, None, 10**5
        else:
            return None
    return total + section + (digit or 0)


def _syllables(words: str) -> int:
    return len("".join(words.split()))


def _month_day(match: re.Match[str]) -> str:
    month = _month_number(match[1])
    day = number(match[2])
    fits = month is not None and day is not None and 1 <= month <= 12 and 1 <= day <= 31
    return f"{month}월 {day}일" if fits else match[0]


def _month(match: re.Match[str]) -> str:
    month = _month_number(match[1])
    return f"{month}월" if month is not None and 1 <= month <= 12 else match[0]


def _month_number(words: str) -> int | None:
    return _IRREGULAR_MONTHS.get(words) or number(words)


def _day(match: re.Match[str]) -> str:
    day = number(match[1])
    fits = day is not None and 10 <= day <= 31
    return f"{day}일" if fits else match[0]


def _year(match: re.Match[str]) -> str:
    year = number(match[1])
    return f"{year}년" if year is not None and 1000 <= year <= 2999 else match[0]


def _money(match: re.Match[str]) -> str:
    amount = number(match[1])
    return f"{amount:,}원" if amount is not None and amount >= 10 else match[0]


def _time(match: re.Match[str]) -> str:
    minutes = number(match[3]) if match[3] else None
    if match[3] and (minutes is None or minutes > 59):
        return match[0]
    said = f"{_NATIVE[match[1]]}시{match[2]}"
    return said if minutes is None else f"{said} {minutes}분"


def _counted(match: re.Match[str]) -> str:
    amount = number(match[1])
    clear = _syllables(match[1]) >= _LONE or match[1] in "삼칠팔구십"
    return f"{amount}{match[2]}" if amount and clear else match[0]


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_YEAR, _year),
    (_MONTH_DAY, _month_day),
    (_MONTH, _month),
    (_DAY, _day),
    (_MONEY, _money),
    (_TIME, _time),
    (_COUNTED, _counted),
)
