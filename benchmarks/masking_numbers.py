"""Numbers that belong to nobody, in the shapes of real ones, as groups of characters."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Groups = tuple[str, ...]

AREAS = (
    "031",
    "032",
    "033",
    "041",
    "042",
    "043",
    "044",
    "051",
    "052",
    "053",
    "054",
    "055",
    "061",
    "062",
    "063",
    "064",
)
BANK_SHAPES = (
    (3, 2, 6),
    (3, 6, 2, 3),
    (6, 2, 6),
    (3, 3, 6),
    (4, 3, 6),
    (3, 4, 4, 2),
    (4, 2, 7),
    (3, 6, 5),
    (3, 7, 1, 3),
)
REGIONS = (
    "서울",
    "부산",
    "경기",
    "강원",
    "충북",
    "충남",
    "전북",
    "전남",
    "경북",
    "경남",
    "제주",
    "대구",
    "인천",
    "광주",
    "대전",
    "울산",
)


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _mobile(rng: Random) -> Groups:
    if rng.random() < 0.93:
        return "010", str(rng.randint(2, 9)) + _digits(rng, 3), _digits(rng, 4)
    middle = str(rng.randint(2, 9)) + _digits(rng, rng.choice((2, 3)))
    return rng.choice(("011", "016", "017", "018", "019")), middle, _digits(rng, 4)


def _landline(rng: Random) -> Groups:
    area = rng.choice(("02", "02", "02", *AREAS, "070"))
    length = 4 if area == "070" else rng.choice((3, 4))
    return area, str(rng.randint(2, 9)) + _digits(rng, length - 1), _digits(rng, 4)


def _representative(rng: Random) -> Groups:
    return rng.choice(
        ("1522", "1544", "1566", "1599", "1600", "1644", "1661", "1670", "1800", "1811", "1877", "1899")
    ), _digits(rng, 4)


def _birth(rng: Random) -> str:
    return f"{rng.randint(0, 99):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def _resident(rng: Random) -> Groups:
    return _birth(rng), rng.choice("1234") + _digits(rng, 6)


def _alien(rng: Random) -> Groups:
    return _birth(rng), rng.choice("5678") + _digits(rng, 6)


def luhn_digit(digits: str) -> str:
    """The check digit after these (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _card(rng: Random) -> Groups:
    body = rng.choice("4595369") + _digits(rng, 14)
    whole = body + luhn_digit(body)
    return whole[:4], whole[4:8], whole[8:12], whole[12:]


def _amex(rng: Random) -> Groups:
    body = rng.choice(("34", "37")) + _digits(rng, 12)
    whole = body + luhn_digit(body)
    return whole[:4], whole[4:10], whole[10:]


def _account(rng: Random) -> Groups:
    return tuple(_digits(rng, length) for length in rng.choice(BANK_SHAPES))


def _passport(rng: Random) -> Groups:
    letter = rng.choice("MMMMSRGD")
    if rng.random() < 0.5:
        return letter, _digits(rng, 8)
    return letter, _digits(rng, 3), rng.choice("ABCDEFH"), _digits(rng, 4)


def _licence(rng: Random) -> Groups:
    tail = (
        f"{rng.randint(70, 99) if rng.random() < 0.5 else rng.randint(0, 26):02}",
        _digits(rng, 6),
        _digits(rng, 2),
    )
    return (str(rng.randint(11, 26)), *tail) if rng.random() < 0.6 else (rng.choice(REGIONS), *tail)


NUMBERS: dict[str, Callable[[Random], Groups]] = {
    "mobile": _mobile,
    "landline": _landline,
    "representative": _representative,
    "resident": _resident,
    "alien": _alien,
    "card": _card,
    "amex": _amex,
    "account": _account,
    "passport": _passport,
    "licence": _licence,
}


def draw(kind: str, rng: Random, *, split: bool) -> Groups:
    """A number of this kind; `phone` is any telephone number, mostly a mobile one.

    `split`: it will be said over several turns, so it has the groups its template expects.
    """
    if kind == "phone":
        kind = rng.choices(("mobile", "landline", "representative"), (8, 3, 1))[0]
    if kind == "card" and not split and rng.random() < 0.1:
        kind = "amex"
    return NUMBERS[kind](rng)


def wrong(group: str, rng: Random) -> str:
    """The group with one digit changed, as somebody says it before correcting themselves."""
    place = rng.randrange(len(group))
    other = rng.choice([digit for digit in "0123456789" if digit != group[place]])
    return group[:place] + other + group[place + 1 :]
