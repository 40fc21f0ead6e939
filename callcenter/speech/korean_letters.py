"""Latin letters as Koreans say them: "CCTV" -> "씨씨티브이"."""

from __future__ import annotations

import re

_NAMES = {
    "A": "에이",
    "B": "비",
    "C": "씨",
    "D": "디",
    "E": "이",
    "F": "에프",
    "G": "지",
    "H": "에이치",
    "I": "아이",
    "J": "제이",
    "K": "케이",
    "L": "엘",
    "M": "엠",
    "N": "엔",
    "O": "오",
    "P": "피",
    "Q": "큐",
    "R": "알",
    "S": "에스",
    "T": "티",
    "U": "유",
    "V": "브이",
    "W": "더블유",
    "X": "엑스",
    "Y": "와이",
    "Z": "제트",
}


def spell_letters(text: str) -> str:
    """Spell out runs of capital letters; words in small letters are left to the synthesiser."""
    return re.sub(r"(?<![A-Za-z])[A-Z]+(?![a-z])", lambda match: "".join(_NAMES[c] for c in match[0]), text)
