"""Korean text as sounds: a string of one ASCII letter per sound class.

What the ear and a recogniser confuse gets the same letter: plain, tense and aspirated consonants, ㅐ/ㅔ,
ㅚ/ㅙ/ㅞ, ㅢ/ㅟ/ㅣ, codas that end in the same stop. The usual rules of Standard Pronunciation (표준발음법)
are applied between syllables: liaison, nasalisation, ㄴ/ㄹ, and ㅎ that melts away. Silent ㅇ has no letter,
so 먹어 and 머거 are the same string.
"""

from __future__ import annotations

from functools import lru_cache

FIRST, LAST = 0xAC00, 0xD7A3
VOWELS, CODAS = 21, 28

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"

#            ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ
_ONSETS = ("g", "g", "n", "d", "d", "r", "m", "b", "b", "s", "s", "", "j", "j", "j", "g", "d", "b", "h")
# ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ
_NUCLEI = "aeAeveVeowWWOuxWiUyii"
# Codas ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ before a consonant or at the end.
_CODAS = " gggnnndrgmrrrbrmbbddNddgdbd"
# What a coda keeps and what it hands over to a following silent onset; ㅎ melts away.
_LIAISON = (
    "", " g", " g", "gs", " n", "nj", " n", " d", " r", "rg", "rm", "rb", "rs", "rd", "rb", " r",
    " m", " b", "bs", " s", " s", "N ", " j", " j", " g", " d", " b", "  ",
)  # fmt: skip
_NASAL = {"g": "N", "d": "n", "b": "m"}
_N, _R, _M, _SILENT, _H = 2, 5, 6, 11, 18
_CODA_H = 27
_NONE = -1


def split(syllable: str) -> tuple[int, int, int] | None:
    """Indices (onset, vowel, coda) of a precomposed syllable, or None for any other character."""
    code = ord(syllable)
    if not FIRST <= code <= LAST:
        return None
    onset, rest = divmod(code - FIRST, VOWELS * CODAS)
    return onset, *divmod(rest, CODAS)


def join(onset: int, vowel: int, coda: int) -> str:
    """The syllable of three indices."""
    return chr(FIRST + (onset * VOWELS + vowel) * CODAS + coda)


def initials(text: str) -> str:
    """Initial consonants of every syllable (여권 → ㅇㄱ); other characters stay as they are."""
    return "".join(INITIALS[parts[0]] if (parts := split(char)) else char for char in text)


def sounds(text: str) -> str:
    """The sound classes of a normalised text; characters that are not syllables stay as they are."""
    return "".join(syllable_sounds(text))


def syllable_sounds(text: str) -> list[str]:
    """The sound classes of each character, as it sounds beside its neighbours."""
    out = []
    coda = 0
    for i, char in enumerate(text):
        onset_after = _onset(text[i + 1]) if i + 1 < len(text) else _NONE
        letters, coda = _render(char, coda, onset_after)
        out.append(letters)
    return out


@lru_cache(maxsize=16384)
def _onset(char: str) -> int:
    parts = split(char)
    return parts[0] if parts else _NONE


@lru_cache(maxsize=131072)
def _render(char: str, coda_before: int, onset_after: int) -> tuple[str, int]:
    """Letters of one character between its neighbours, and its own coda for the next one."""
    parts = split(char)
    if parts is None:
        return char, 0
    onset, vowel, coda = parts
    return _onset_sound(onset, coda_before) + _NUCLEI[vowel] + _coda_sound(coda, onset_after), coda


def _onset_sound(onset: int, coda_before: int) -> str:
    if not coda_before:
        return _ONSETS[onset]
    if onset == _SILENT:
        return _LIAISON[coda_before][1].strip()
    if onset == _H:
        return ""
    before = _CODAS[coda_before]
    if onset == _R:
        return "r" if before in "nr" else "n"
    if onset == _N and before == "r":
        return "r"
    return _ONSETS[onset]


def _coda_sound(coda: int, onset_after: int) -> str:
    if not coda:
        return ""
    if onset_after == _SILENT:
        return _LIAISON[coda][0].strip()
    if coda == _CODA_H and onset_after != _NONE:
        return ""
    letter = _CODAS[coda]
    if onset_after == _R and letter == "n":
        return "r"
    if onset_after in (_N, _M, _R):
        return _NASAL.get(letter, letter)
    return letter
