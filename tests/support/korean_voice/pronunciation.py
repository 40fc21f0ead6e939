"""How Korean is said: written syllables to spoken ones.

Rules of the standard pronunciation (표준 발음법): codas (제8–11항), ㅎ (제12항), linking (제13–15항),
palatalisation (제17항), assimilation (제18–20항), tensing (제23항). What depends on the word is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST, _LAST = "가", "힣"
_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_CLOSED = {
    **dict.fromkeys("ㄲㅋㄳㄺ", "ㄱ"),
    **dict.fromkeys("ㅅㅆㅈㅊㅌㅎ", "ㄷ"),
    **dict.fromkeys("ㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄵㄶ", "ㄴ"),
    **dict.fromkeys("ㄼㄽㄾㅀ", "ㄹ"),
    "ㄻ": "ㅁ",
}
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_PALATAL = {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}


@dataclass
class Syllable:
    """Jamo as they are said; `onset` ㅇ and `coda` "" are silent. `first`: a word begins."""

    onset: str
    vowel: str
    coda: str
    first: bool


def pronounced(text: str) -> list[Syllable]:
    """One breath of Hangul syllables and spaces. ValueError for anything else."""
    said = [_syllable(letter, number == 0) for word in text.split() for number, letter in enumerate(word)]
    for left, right in pairwise(said):
        _meet(left, right)
    if said:
        said[-1].coda = _CLOSED.get(said[-1].coda, said[-1].coda)
    return said


def _syllable(letter: str, first: bool) -> Syllable:
    if not _FIRST <= letter <= _LAST:
        raise ValueError(f"not a Hangul syllable: {letter!r}")
    number = ord(letter) - ord(_FIRST)
    onset, rest = divmod(number, len(_VOWELS) * len(_CODAS))
    vowel, coda = divmod(rest, len(_CODAS))
    return Syllable(_ONSETS[onset], _VOWELS[vowel], _CODAS[coda], first)


def _meet(left: Syllable, right: Syllable) -> None:
    """What the end of one syllable and the beginning of the next make of each other."""
    if not left.coda:
        return
    if right.onset == "ㅇ":
        _link(left, right)
    elif left.coda in "ㅎㄶㅀ":
        _breathe(left, right)
    else:
        _assimilate(left, right)


def _link(left: Syllable, right: Syllable) -> None:
    """A coda before a vowel becomes its onset; across words only what is left of it."""
    if left.coda == "ㅇ":
        return
    coda = _CLOSED.get(left.coda, left.coda) if right.first else left.coda
    cluster = _CLUSTERS.get(coda, coda)
    stays, moves = cluster[:-1], cluster[-1]
    if moves == "ㅎ":
        stays, moves = "", stays or "ㅇ"
    elif stays and moves == "ㅅ":
        moves = "ㅆ"
    elif right.vowel == "ㅣ":
        moves = _PALATAL.get(moves, moves)
    left.coda, right.onset = stays, moves


def _breathe(left: Syllable, right: Syllable) -> None:
    """ㅎ makes the next onset aspirated or tense and is gone."""
    stays = {"ㄶ": "ㄴ", "ㅀ": "ㄹ"}.get(left.coda, "")
    if right.onset == "ㅅ":
        right.onset = "ㅆ"
    elif right.onset == "ㄴ":
        stays, right.onset = stays or "ㄴ", "ㄹ" if stays == "ㄹ" else "ㄴ"
    else:
        right.onset = _ASPIRATED.get(right.onset, right.onset)
    left.coda = stays


def _assimilate(left: Syllable, right: Syllable) -> None:
    closed = "ㅈ" if left.coda == "ㅈ" and right.onset == "ㅎ" else _CLOSED.get(left.coda, left.coda)
    if right.onset == "ㅎ" and closed in _ASPIRATED:
        closed, right.onset = "", _ASPIRATED[closed]
    elif closed in _NASAL and right.onset in "ㄴㅁㄹ":
        closed, right.onset = _NASAL[closed], "ㄴ" if right.onset == "ㄹ" else right.onset
    elif closed in _NASAL:
        right.onset = _TENSE.get(right.onset, right.onset)
    elif closed in "ㅁㅇ" and right.onset == "ㄹ":
        right.onset = "ㄴ"
    elif {closed, right.onset} == {"ㄴ", "ㄹ"}:
        closed = right.onset = "ㄹ"
    left.coda = closed
