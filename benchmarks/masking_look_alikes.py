"""Numbers that must survive: dates, money, addresses, file numbers, hotlines …, as said and as written."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from callcenter.speech.korean_dates import clock, spoken_day
from callcenter.speech.korean_numbers import native, sino

LookAlike = Callable[[Random, bool], str]
"""`written` is true for typed text and for recognisers that write digits."""

HOTLINES = ("110", "120", "112", "119", "182", "1345", "1350", "1366", "129", "126", "1577-1000", "1577-0199")


def said(digits: str, rng: Random) -> str:
    zero = rng.choice(("공", "공", "영"))
    return "".join((zero + "일이삼사오육칠팔구")[int(digit)] for digit in digits if digit.isdigit())


def _number(value: int, rng: Random, written: bool, unit: str) -> str:
    space = rng.choice(("", " "))
    return f"{value}{space}{unit}" if written else f"{sino(value)}{space}{unit}"


def _date(rng: Random, written: bool) -> str:
    year, month, day = rng.randint(1940, 2027), rng.randint(1, 12), rng.randint(1, 28)
    if not written:
        return rng.choice((f"{sino(year)}년 {spoken_day(month, day)}", spoken_day(month, day)))
    return rng.choice(
        (
            f"{year}-{month:02}-{day:02}",
            f"{year}.{month}.{day}.",
            f"{year}. {month}. {day}.",
            f"{year}년 {month}월 {day}일",
            f"{month}월 {day}일",
            f"{year}/{month:02}/{day:02}",
            f"{year}{month:02}{day:02}",
        )
    )


def _time(rng: Random, written: bool) -> str:
    hour, minute = rng.randint(7, 21), rng.choice((0, 10, 15, 20, 30, 45))
    return (
        rng.choice((f"{hour}:{minute:02}", f"{hour}시 {minute}분", f"오후 {hour % 12 or 12}시"))
        if written
        else clock(hour, minute)
    )


def _money(rng: Random, written: bool) -> str:
    value = rng.choice(
        (
            rng.randint(1, 99) * 100,
            rng.randint(1, 99) * 10_000,
            rng.randint(1000, 9_999_999),
            rng.randint(1, 300) * 1_000_000,
        )
    )
    if written:
        return rng.choice(
            (
                f"{value:,}원",
                f"{value:,} 원",
                f"{value}원",
                f"{value // 10_000 or 3}만원",
                f"{value // 10_000 or 3}만 {rng.randint(1, 9)}천원",
            )
        )
    return f"{sino(value)} 원" if rng.random() < 0.6 else f"{sino(value)}원"


def _age(rng: Random, written: bool) -> str:
    years = rng.randint(20, 97)
    return (
        f"{years}{rng.choice(('세', '살', ' 세'))}"
        if written
        else rng.choice((f"{native(years, before_counter=True)} 살", f"{sino(years)} 세"))
    )


def _flat(rng: Random, written: bool) -> str:
    block, flat = (
        rng.choice((rng.randint(101, 130), rng.randint(1, 9), rng.randint(1001, 1020))),
        rng.randint(1, 25) * 100 + rng.randint(1, 6),
    )
    if written:
        return rng.choice((f"{block}동 {flat}호", f"{block}동{flat}호", f"{block}-{flat}호"))
    return rng.choice(
        (
            f"{sino(block)}동 {sino(flat)}호",
            f"{said(str(block), rng)}동 {said(str(flat), rng)}호",
            f"{sino(block)} 동 {sino(flat)} 호",
        )
    )


def _ticket(rng: Random, written: bool) -> str:
    year, month, serial = (
        rng.choice(("2025", "2026")),
        f"{rng.randint(1, 12):02}",
        f"{rng.randint(1, 9999):06}",
    )
    if written:
        return f"{year}-{month}-{serial}"
    joint = rng.choice((" 다시 ", "에 ", " "))
    return joint.join(said(part, rng) for part in (year, month, serial))


def _road(rng: Random, written: bool) -> str:
    name, number, lane = (
        rng.choice(("시청로", "중앙로", "세종대로", "한누리대로", "번영로", "충무로")),
        rng.randint(1, 899),
        rng.randint(1, 60),
    )
    if written:
        return rng.choice(
            (
                f"{name} {number}",
                f"{name} {number}-{lane}",
                f"{name} {number}번길 {lane}",
                f"{name}{lane}길 {number}",
            )
        )
    return rng.choice((f"{name} {sino(number)}", f"{name} {sino(number)}번길 {sino(lane)}"))


def _lot(rng: Random, written: bool) -> str:
    town, lot, branch = (
        rng.choice(("중앙동", "신봉동", "월곡리", "상리", "효자동")),
        rng.randint(1, 999),
        rng.randint(1, 40),
    )
    return (
        rng.choice((f"{town} {lot}-{branch}번지", f"{town} {lot}-{branch}", f"{town} 산 {lot}-{branch}"))
        if written
        else f"{town} {sino(lot)}에 {sino(branch)}번지"
    )


def _law(rng: Random, written: bool) -> str:
    article, branch = rng.randint(2, 120), rng.randint(2, 9)
    if written:
        return rng.choice(
            (
                f"제{article}조의{branch} 제{rng.randint(1, 5)}항",
                f"제{article}조 제{branch}항",
                f"{article}조 {branch}항 {rng.randint(1, 4)}호",
                f"법률 제{rng.randint(10000, 20999)}호",
            )
        )
    return f"제{sino(article)}조 {sino(branch)}항"


def _hotline(rng: Random, written: bool) -> str:
    number = rng.choice(HOTLINES)
    return rng.choice((number, f"{number}번")) if written else said(number, rng)


def _business(rng: Random, written: bool) -> str:
    parts = (f"{rng.randint(101, 899)}", f"{rng.randint(1, 89):02}", f"{rng.randint(0, 99999):05}")
    return (
        "-".join(parts) if written else rng.choice((" 다시 ", "에 ", " ")).join(said(p, rng) for p in parts)
    )


def _serial(shape: tuple[int, ...]) -> LookAlike:
    def make(rng: Random, written: bool) -> str:
        parts = ["".join(rng.choice("0123456789") for _ in range(length)) for length in shape]
        return (
            "-".join(parts)
            if written
            else rng.choice((" 다시 ", " ", "에 ")).join(said(p, rng) for p in parts)
        )

    return make


def _plate(rng: Random, written: bool) -> str:
    front, letter, back = (
        rng.choice((rng.randint(10, 69), rng.randint(100, 699))),
        rng.choice("가나다라마거너더러버서어저고노도로모보소오조구누두루무부수우주하허호"),
        f"{rng.randint(1000, 9999)}",
    )
    return (
        rng.choice((f"{front}{letter}{back}", f"{front}{letter} {back}"))
        if written
        else f"{said(str(front), rng)} {letter} {said(back, rng)}"
    )


def _counted(low: int, high: int, *units: str) -> LookAlike:
    return lambda rng, written: _number(rng.randint(low, high), rng, written, rng.choice(units))


def _one_of(*pairs: tuple[str, str]) -> LookAlike:
    return lambda rng, written: rng.choice(pairs)[0 if written else 1]


LOOK_ALIKES: dict[str, LookAlike] = {
    "date": _date,
    "time": _time,
    "money": _money,
    "age": _age,
    "flat": _flat,
    "ticket": _ticket,
    "road": _road,
    "lot": _lot,
    "law": _law,
    "hotline": _hotline,
    "business": _business,
    "company": _serial((6, 7)),
    "plate": _plate,
    "zip": _serial((5,)),
    "parcel": _serial((4, 4, 4)),
    "waiting": _counted(1, 400, "번"),
    "bill": _serial((5, 1, 2, 3)),
    "bus": lambda rng, written: _number(rng.choice((102, 706, 5500, 9401, 13)), rng, written, "번 버스"),
    "year": _counted(1950, 2027, "년", "년도"),
    "floor": _counted(1, 18, "층"),
    "people": _counted(2, 4500, "명"),
    "pieces": _counted(2, 3000, "개", "건", "장", "대"),
    "area": _counted(10, 990, "제곱미터", "평", "㎡"),
    "percent": _counted(1, 100, "퍼센트", "%", "프로"),
    "days": _counted(2, 365, "일", "일간"),
    "months": _counted(1, 36, "개월"),
    "window": _counted(1, 20, "번 창구"),
    "extension": lambda rng, written: _number(rng.randint(201, 239), rng, written, "번"),
    "history": _one_of(
        ("6·25", "육이오"), ("5·18", "오일팔"), ("4·19", "사일구"), ("3·1", "삼일"), ("8·15", "팔일오")
    ),
    "always": _one_of(("24시간 365일", "이십사 시간 삼백육십오 일"), ("24시간", "이십사시간")),
}
