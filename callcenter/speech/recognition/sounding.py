"""Korean as it sounds: what ear and recogniser confuse is written with one letter, without spaces.

Decomposes to jamo (Unicode NFD) and merges plain, tense and aspirated consonants and the vowels that
present-day Seoul speech no longer tells apart. Digits are read aloud first, as a recogniser writes either.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from callcenter.speech.korean_numbers import LARGEST, sino

_NUMBER = re.compile(r"\d+")
_DIGITS_OF_LARGEST = len(str(LARGEST))
_JAMO = re.compile(r"[^\u1100-\u11ffa-z]")

_ONSETS = {
    "ᄁ": "ᄀ",
    "ᄏ": "ᄀ",
    "ᄄ": "ᄃ",
    "ᄐ": "ᄃ",
    "ᄈ": "ᄇ",
    "ᄑ": "ᄇ",
    "ᄊ": "ᄉ",
    "ᄍ": "ᄌ",
    "ᄎ": "ᄌ",
}
_VOWELS = {"ᅢ": "ᅦ", "ᅤ": "ᅨ", "ᅫ": "ᅬ", "ᅰ": "ᅬ", "ᅴ": "ᅵ"}
_CODAS = {"ᆩ": "ᆨ", "ᆿ": "ᆨ", "ᆺ": "ᆮ", "ᆻ": "ᆮ", "ᆽ": "ᆮ", "ᆾ": "ᆮ", "ᇀ": "ᆮ", "ᇂ": "ᆮ", "ᇁ": "ᆸ"}
_SILENT_ONSET = "ᄋ"
_CLASSES = str.maketrans({**_ONSETS, **_VOWELS, **_CODAS, _SILENT_ONSET: ""})


@lru_cache(maxsize=16_384)
def sounding(text: str) -> str:
    """The sound classes of `text`; "" where nothing in it can be spoken."""
    read = _NUMBER.sub(_read, unicodedata.normalize("NFKC", text).lower())
    return _JAMO.sub("", unicodedata.normalize("NFD", read)).translate(_CLASSES)


def _read(match: re.Match[str]) -> str:
    digits = match.group()
    if len(digits) > _DIGITS_OF_LARGEST or (digits[0] == "0" and len(digits) > 1):
        return "".join(sino(int(digit)) for digit in digits)
    return sino(int(digits))
