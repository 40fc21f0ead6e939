"""Particles that depend on the sound before them: "설날(으)로" -> "설날로", "휴일은(는)" -> "휴일은"."""

from __future__ import annotations

import re

#: As written -> (after a final consonant, after a vowel).
_PAIRS = {
    "은(는)": ("은", "는"),
    "는(은)": ("은", "는"),
    "이(가)": ("이", "가"),
    "가(이)": ("이", "가"),
    "을(를)": ("을", "를"),
    "를(을)": ("을", "를"),
    "과(와)": ("과", "와"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)": ("이", ""),
}
_PATTERN = re.compile("([가-힣])(" + "|".join(map(re.escape, _PAIRS)) + ")")
_FIRST, _FINALS, _RIEUL = ord("가"), 28, 8


def final_consonant(syllable: str) -> int:
    """The index of the final consonant of a Hangul syllable; 0 where it ends in a vowel."""
    return (ord(syllable) - _FIRST) % _FINALS


def resolve_particles(text: str) -> str:
    """Choose the form of every particle written with brackets after a Hangul syllable."""

    def choose(match: re.Match[str]) -> str:
        final = final_consonant(match[1])
        after_consonant, after_vowel = _PAIRS[match[2]]
        takes_vowel_form = final == 0 or (match[2] == "(으)로" and final == _RIEUL)
        return match[1] + (after_vowel if takes_vowel_form else after_consonant)

    return _PATTERN.sub(choose, text)
