"""How alike two syllables sound over a telephone, 0..1, letter by letter.

Consonants are near that share the place or the manner of articulation (ㄱㅋㄲ, ㄴㅁㄹ), and vowels that lie
beside each other in the mouth (ㅓㅗ, ㅡㅜ): listeners and recognisers mistake them for one another.
"""

from __future__ import annotations

from functools import lru_cache

from knowledge_base.jamo import INITIALS, split

_VOWEL_LETTERS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODA_LETTERS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_NEAR_ONSETS = "ㄱㅋㄲ ㄷㅌㄸ ㅂㅍㅃ ㅈㅊㅉ ㅅㅆ ㄴㅁㄹ ㅇㅎ ㄷㅈㅅ ㄱㄷㅂ ㅋㅌㅍ"
_NEAR_VOWELS = "ㅐㅔㅖㅒ ㅚㅙㅞ ㅓㅗ ㅡㅜ ㅡㅓ ㅢㅣㅟ ㅑㅕ ㅏㅓ ㅗㅜ ㅕㅓ ㅛㅗ ㅠㅜ ㅘㅏ ㅝㅓ ㅏㅑ ㅣㅔ"
_NEAR_CODAS = "ㄱㄲㅋ,ㄴㅁㅇ,ㄷㅅㅆㅈㅊㅌ,ㅂㅍ,ㄱㄷㅂ, ㄹ, ㄴ, ㄱ, ㅇ, ㅅ"
# What onset, vowel and coda count, and what is left of it where they are only near.
_WEIGHTS = (0.35, 0.4, 0.25)
_NEAR = 0.7


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """Likeness of two precomposed syllables; 0 for any other character."""
    left, right = split(one), split(other)
    if left is None or right is None:
        return 0.0
    return sum(
        weight * (1.0 if a == b else _NEAR if (a, b) in near else 0.0)
        for weight, a, b, near in zip(_WEIGHTS, left, right, _NEIGHBOURS, strict=True)
    )


def _neighbours(groups: list[str], letters: str) -> frozenset[tuple[int, int]]:
    return frozenset((letters.index(a), letters.index(b)) for group in groups for a in group for b in group)


_NEIGHBOURS = (
    _neighbours(_NEAR_ONSETS.split(" "), INITIALS),
    _neighbours(_NEAR_VOWELS.split(" "), _VOWEL_LETTERS),
    _neighbours(_NEAR_CODAS.split(","), _CODA_LETTERS),
)
