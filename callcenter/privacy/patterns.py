"""Which digits are whose: the shapes of personal numbers, sure ones and those that need a word before them.

Sources: 전기통신번호관리세칙 (telephone numbers), 주민등록법 시행규칙 제2조 (resident registration),
ISO/IEC 7812-1 (cards); passports and licences as they have been printed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from callcenter.privacy.kinds import Kind
from callcenter.privacy.vocabulary import AGAINST, NUMBER

MOBILE = re.compile(r"(?:0|82|082|0082)(?:10\d{8}|1[16789]\d{7,8})")
LANDLINE = re.compile(
    r"(?:0|82|082|0082)(?:2[2-9]\d{6,7}|(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])[2-9]\d{6,7}|70\d{7,8}|50\d{8,9}|80\d{7})"
)
REPRESENTATIVE = re.compile(r"1[568]\d{6}")
RESIDENT = re.compile(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[1-8]\d{6}")
BIRTH_FRONT = re.compile(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
PASSPORT = re.compile(r"[MSRGDOTP]\d{8}|[A-Z]{2}\d{7}|[MSRGDOT]\d{3}[A-Z]\d{4}")
LICENCE = re.compile(r"(?:1[1-9]|2[0-8])\d{10}|#(?:\d{2})?\d{10}")
MOBILE_BEGUN = re.compile(r"01[016789]\d{2,10}")
TICKET = re.compile(r"20[2-3]\d(?:0[1-9]|1[0-2])0\d{5}")
DAY = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?"
)
CARD_SHAPES = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4))
BUSINESS_SHAPE = (3, 2, 5)
LICENCE_SHAPES = ((2, 2, 6, 2), (1, 2, 6, 2), (1, 2, 2, 6, 2))
USUAL_LENGTHS = {
    Kind.RESIDENT: (6, 7, 13),
    Kind.ALIEN: (6, 7, 13),
    Kind.CARD: (15, 16),
    Kind.LICENCE: (10, 12),
}
YEARS = ("19", "20")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of neighbouring groups, as one number. `shape`: the lengths of its groups.

    `whole`: nothing numeric touches it. `cue`: what was announced, `outright` in so many words.
    `loose_end`: the row leaves out digits that may be an ending. `turns`: over more than one turn.
    """

    symbols: str
    shape: tuple[int, ...]
    spoken: bool
    cardinal: bool
    counted: bool
    hyphens: bool
    whole: bool
    stretched: bool
    cue: Kind | str | None
    outright: bool


def passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def judge(row: Candidate, public: Collection[str]) -> tuple[Kind | None, int] | None:
    """The kind of number and how sure that is (the higher the surer).

    A kind of None: surely nobody's secret, and no part of another number unless that is surer.
    """
    if row.symbols in public:
        return (None, 50 + (15 if row.whole else 0)) if len(row.symbols) > 4 else None
    if row.cue != Kind.ACCOUNT and (TICKET.fullmatch(row.symbols) or _is_day(row)):
        return None, 55
    sure = _sure(row)
    if sure is not None:
        same = sure[0] == row.cue or {sure[0], row.cue} == {Kind.RESIDENT, Kind.ALIEN}
        fits = 20 if same else (-10 if isinstance(row.cue, Kind) else 0)
        return sure[0], sure[1] + fits + (15 if row.whole else 0)
    if row.stretched or row.counted or not row.whole or row.cue == AGAINST:
        return None
    announced = _announced(row)
    if announced is not None:
        exact = 6 if len(row.symbols) in USUAL_LENGTHS.get(announced, ()) else 0
        return announced, (40 if row.cue == NUMBER else 60) + exact
    return _unannounced(row)


def _sure(row: Candidate) -> tuple[Kind, int] | None:
    """Numbers that tell by themselves what they are."""
    symbols, length = row.symbols, len(row.symbols)
    if not 8 <= length <= 16:
        return None
    if not symbols.isdigit():
        return _with_letters(row)
    if symbols[0] in "08" and MOBILE.fullmatch(symbols):
        begins_alone = 3 in _edges(row.shape) or len(row.shape) == 1
        return (Kind.PHONE, 60) if row.cue != AGAINST or begins_alone else None
    if row.cue == AGAINST:
        return None
    if length == 13 and RESIDENT.fullmatch(symbols):
        alien = symbols[6] in "5678" or row.cue == Kind.ALIEN
        return (Kind.ALIEN if alien else Kind.RESIDENT), 50
    if length in (14, 15, 16) and _is_card(row):
        return Kind.CARD, 55
    if row.shape in CARD_SHAPES and not row.stretched:
        return Kind.CARD, 42
    if row.stretched:
        return None
    if symbols[0] in "08" and LANDLINE.fullmatch(symbols) and row.cue != Kind.ACCOUNT:
        return Kind.PHONE, 45
    if length == 12 and LICENCE.fullmatch(symbols) and row.shape == LICENCE_SHAPES[0]:
        return Kind.LICENCE, 52
    if length == 8 and not row.counted and REPRESENTATIVE.fullmatch(symbols):
        return (Kind.PHONE, 30) if 4 in _edges(row.shape) or row.whole else None
    return None


def _with_letters(row: Candidate) -> tuple[Kind, int] | None:
    if PASSPORT.fullmatch(row.symbols):
        return Kind.PASSPORT, 58
    if LICENCE.fullmatch(row.symbols) and (
        row.shape in LICENCE_SHAPES or row.cue == Kind.LICENCE or row.whole
    ):
        return Kind.LICENCE, 58
    return None


def _is_card(row: Candidate) -> bool:
    begins_as_card = row.symbols[:2] in ("34", "37") if len(row.symbols) == 15 else True
    if begins_as_card and passes_luhn(row.symbols):
        return len(row.symbols) > 14 or row.symbols[:2] in ("30", "36", "38", "39")
    return False


def _edges(shape: tuple[int, ...]) -> set[int]:
    edges, total = set(), 0
    for length in shape:
        total += length
        edges.add(total)
    return edges


def _announced(row: Candidate) -> Kind | None:
    """Digits that somebody announced."""
    length, cue, digits = len(row.symbols), row.cue, row.symbols.isdigit()
    if cue == Kind.PASSPORT:
        return Kind.PASSPORT if 7 <= length <= 10 and row.outright else None
    if not digits:
        return Kind.LICENCE if cue == Kind.LICENCE and 9 <= length <= 13 else None
    if cue in (Kind.RESIDENT, Kind.ALIEN):
        return Kind(cue) if 5 <= length <= 14 and not (row.cardinal and length < 6) else None
    if cue == Kind.PHONE and (7 <= length <= 12 or (row.outright and length == 4 and not row.cardinal)):
        return None if DAY.fullmatch(row.symbols) else Kind.PHONE
    if cue == Kind.CARD:
        return Kind.CARD if 12 <= length <= 19 or (row.outright and length >= 4) else None
    if cue == Kind.ACCOUNT and not (row.cardinal and len(row.shape) == 1):
        if length == 8 and DAY.fullmatch(row.symbols):
            return None
        return Kind.ACCOUNT if 8 <= length <= 16 or (row.outright and length >= 6) else None
    if cue == Kind.LICENCE:
        return Kind.LICENCE if length in (9, 10, 11, 12, 13) else None
    if cue == NUMBER and 7 <= length <= 16 and not _official(row):
        return Kind.PHONE if length <= 12 else Kind.ACCOUNT
    return None


def _unannounced(row: Candidate) -> tuple[Kind, int] | None:
    """Digits nobody announced, but so many, or so said, that they can hardly be anything else."""
    symbols, length = row.symbols, len(row.symbols)
    if not symbols.isdigit() or _official(row):
        return None
    if MOBILE_BEGUN.fullmatch(symbols) and (3 in _edges(row.shape) or length > 6):
        return Kind.PHONE, 34
    if row.cardinal:
        return None
    if length in (7, 8) and symbols[:2] not in YEARS:
        local = row.hyphens and row.shape in ((3, 4), (4, 4))
        return (Kind.PHONE, 25) if local or row.spoken else None
    if length == 9 and row.spoken:
        return Kind.PHONE, 25
    if 10 <= length <= 16:
        return Kind.ACCOUNT, 25
    return None


def _is_day(row: Candidate) -> bool:
    return row.shape in ((8,), (4, 2, 2), (12,), (14,)) and DAY.fullmatch(row.symbols) is not None


def _official(row: Candidate) -> bool:
    """File numbers, dates with or without a time, business registrations."""
    return bool(TICKET.fullmatch(row.symbols) or DAY.fullmatch(row.symbols) or row.shape == BUSINESS_SHAPE)
