"""Spoils one syllable in five as a telephone recogniser does: mostly by sound, sometimes altogether."""

from __future__ import annotations

import random

from knowledge_base.jamo import FIRST, LAST, join, split

_SHARE = 5

# Onsets, vowels and codas that are mistaken for one another on a telephone line.
_ONSETS = ("ㄱㅋㄲ", "ㄷㅌㄸ", "ㅂㅍㅃ", "ㅈㅊㅉ", "ㅅㅆ", "ㄴㅁㄹ", "ㅇㅎ", "ㄷㅈ", "ㄱㅂㄷ")
_VOWELS = (
    "ㅐㅔ",
    "ㅚㅙㅞ",
    "ㅓㅗ",
    "ㅡㅜ",
    "ㅡㅓ",
    "ㅢㅣㅟ",
    "ㅑㅕ",
    "ㅏㅓ",
    "ㅗㅜ",
    "ㅕㅓ",
    "ㅛㅗ",
    "ㅠㅜ",
    "ㅘㅏ",
    "ㅝㅓ",
)
_CODAS = ("ㄱㅋㄲ", "ㄴㅁㅇ", "ㄷㅅㅆㅈㅊㅌ", "ㅂㅍ", " ㄹ", " ㄴ", " ㄱ", "ㄱㅂㄷ")
_ONSET_ORDER = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWEL_ORDER = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODA_ORDER = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FREQUENT = "이가는을에서고다하지의도로사기시어리해자일대정그아나인부수보전장구제조스주"


def mishear(question: str, seed: int) -> str:
    """The question with one syllable in five (at least one) wrong: 60 % a similar sound, 20 % any syllable,
    10 % swallowed, 10 % one too many. The same question and seed give the same result."""
    dice = random.Random(f"{seed}:{question}")  # noqa: S311 - a repeatable test, not a secret
    chars = list(question)
    places = [i for i, char in enumerate(chars) if FIRST <= ord(char) <= LAST]
    for place in dice.sample(places, max(1, round(len(places) / _SHARE)) if places else 0):
        chars[place] = _spoil(chars[place], dice)
    return "".join(chars)


def _spoil(syllable: str, dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.6:
        return _similar(syllable, dice)
    if kind < 0.8:
        return join(dice.randrange(19), dice.randrange(21), dice.choice((0, 0, 1, 4, 8, 16, 21)))
    if kind < 0.9:
        return ""
    return syllable + dice.choice(_FREQUENT)


def _similar(syllable: str, dice: random.Random) -> str:
    parts = split(syllable)
    assert parts is not None  # noqa: S101 - only syllables are chosen
    orders, groups = (_ONSET_ORDER, _VOWEL_ORDER, _CODA_ORDER), (_ONSETS, _VOWELS, _CODAS)
    changed = list(parts)
    for slot in dice.sample(range(3), dice.choice((1, 1, 2))):
        letter = orders[slot][parts[slot]]
        others = [other for group in groups[slot] if letter in group for other in group if other != letter]
        if others:
            changed[slot] = orders[slot].index(dice.choice(others))
    if tuple(changed) == parts:
        changed[1] = (parts[1] + 1 + dice.randrange(20)) % 21
    return join(*changed)
