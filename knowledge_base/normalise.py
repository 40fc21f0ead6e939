"""Brings what is typed, said or misrecognised into one written form: Hangul syllables without spaces.

Steps: Unicode composition (NFD from macOS and some recognisers, full-width letters), Latin letters and digits
as they are read aloud, no spaces or punctuation (recognisers put spaces between morphemes), loanword and
dialect spellings, and at last greetings and polite endings, which carry no meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.data import fillers, spelling

_JAMO_ALONE = re.compile("[\u1100-\u11ff\u3130-\u318f]")
_LATIN = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_NOT_SYLLABLE = re.compile("[^가-힣]+")

_READINGS = (
    "에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 "
    "엔 오 피 큐 알 에스 티 유 브이 더블유 엑스 와이 제트"
)
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", _READINGS.split(" "), strict=True))
_DIGITS = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_GROUPS = ("", "만", "억", "조")
_LONGEST_AMOUNT = 16
_CUTS = 4
# Korean words (어절) longer than this on average mean that the spaces were left out.
_LONGEST_WORD = 7


@dataclass(frozen=True, slots=True)
class Written:
    """A normalised text and where its words begin; `starts` is None when the spaces cannot be trusted."""

    text: str
    starts: frozenset[int] | None

    def stands_alone(self, start: int, end: int) -> bool:
        """True where a stretch of the text was written as a word of its own."""
        return (
            self.starts is not None and start in self.starts and (end in self.starts or end == len(self.text))
        )


def written(text: str) -> str:
    """The text as Hangul syllables only, in the spelling of the lexicon; "" when nothing is left."""
    return _respell("".join(_words(text)))


def written_words(text: str) -> Written:
    """The written form with its word starts. People type, and recognisers spell, with and without spaces."""
    words = _words(text)
    whole = _respell("".join(words))
    respelled = [_respell(word) for word in words]
    if "".join(respelled) != whole or len(whole) > _LONGEST_WORD * len(words):
        return Written(whole, None)
    starts, place = set(), 0
    for word in respelled:
        starts.add(place)
        place += len(word)
    return Written(whole, frozenset(starts))


def content(text: str) -> str:
    """The written form without greetings, politeness and bare endings; never emptied altogether."""
    return without_fillers(written(text))


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFKC", _JAMO_ALONE.sub("", text)).lower()
    text = _NUMBER.sub(lambda m: read_number(m.group()), _GROUPED.sub("", text)).replace("%", "퍼센트")
    text = _LATIN.sub(lambda m: read_latin(m.group()), text)
    return [word for part in text.split() if (word := _NOT_SYLLABLE.sub("", part))]


def read_number(digits: str) -> str:
    """Sino-Korean reading of a natural number: 30 → 삼십, 50000 → 오만; 0-led strings digit by digit."""
    if len(digits) > _LONGEST_AMOUNT or (digits[0] == "0" and len(digits) > 1):
        return "".join(_DIGITS[int(d)] for d in digits)
    number = int(digits)
    if number == 0:
        return _DIGITS[0]
    out = ""
    for group in range(len(_GROUPS)):
        number, part = divmod(number, 10_000)
        if part:
            reading = _read_group(part)
            out = ("" if reading == "일" and group == 1 else reading) + _GROUPS[group] + out
    return out


def read_latin(letters: str) -> str:
    """Reading of a run of Latin letters: known abbreviations, otherwise letter by letter."""
    known = spelling().abbreviations.get(letters) or spelling().units.get(letters)
    return known or "".join(_LETTERS[letter] for letter in letters)


def _read_group(part: int) -> str:
    out = ""
    for place in range(len(_PLACES)):
        part, digit = divmod(part, 10)
        if digit:
            out = ("" if digit == 1 and place else _DIGITS[digit]) + _PLACES[place] + out
    return out


@lru_cache(maxsize=1)
def _spellings() -> tuple[re.Pattern[str], Mapping[str, str]]:
    # The right form is listed too: 미끄러워 must not become 미끄러워워 by its variant 미끄러.
    forms = {
        variant: right for right, variants in spelling().spellings.items() for variant in (*variants, right)
    }
    return _any_of(forms), forms


def _respell(text: str) -> str:
    pattern, forms = _spellings()
    return pattern.sub(lambda m: forms[m.group()], text)


@lru_cache(maxsize=1)
def _filler_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = fillers()
    return (
        re.compile(f"^(?:{_any_of(words.start).pattern})"),
        _any_of(words.anywhere),
        re.compile(f"(?:{_any_of(words.end).pattern})$"),
    )


def without_fillers(text: str) -> str:
    """Cuts fillers off a written text."""
    start, anywhere, end = _filler_patterns()
    text = anywhere.sub("", text) or text
    for pattern in (start, end):
        for _ in range(_CUTS):
            shorter = pattern.sub("", text)
            # Two syllables must stay: "여권이요" keeps its 여권.
            if shorter == text or len(shorter) < 2:
                break
            text = shorter
    return text


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))))
