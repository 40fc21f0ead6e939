"""Stretches of text whose digits are dates, times, money, laws, plates: no group of a number begins there."""

from __future__ import annotations

import re

from callcenter.privacy.numerals import NUMERAL

_SINO = "[일이삼사오육륙칠팔구십]"
_PLATE_LETTER = "[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배]"
PLATE = re.compile(
    rf"""
    (?<![\d공영일이삼사오육륙칠팔구])[1-9]\d{{1,2}}\s?{_PLATE_LETTER}\s?\d{{4}}(?![\d공영일이삼사오육륙칠팔구])
    |(?<![가-힣\d])(?<![공영일이삼사오육륙칠팔구]\s)[일이삼사오육륙칠팔구][공영일이삼사오육륙칠팔구]{{1,2}}\s{_PLATE_LETTER}\s
      (?:{NUMERAL}{{4}})(?!\s?(?:{NUMERAL}{{2}}|\d))
    """,
    re.VERBOSE,
)
LOOK_ALIKE = re.compile(
    rf"""
    # 2026-11-02
    (?<![\d-])(?:19|20)\d\d(?P<sep>[-./])\s?(?:0?[1-9]|1[0-2])(?P=sep)\s?(?:0[1-9]|[12]\d|3[01]|[1-9])
    (?![\d]|-\d)
    |(?<![\d-])20\d\d-(?:0[1-9]|1[0-2])-\d{{6}}(?![\d-])                    # file number 2026-11-000012
    |(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d)                            # 10:30
    |(?<![\d,])[1-9]\d{{0,2}}(?:,\d{{3}})+(?![\d,])                         # 50,000
    |(?<![\d.-])\d{{1,3}}\.\d{{1,2}}(?![\d.-])                              # 3.5
    |https?://\S+
    |(?<!\d)제\s?\d+\s?조(?:의\s?\d+)?
    |(?<![\d-])\d{{3}}-\d{{2}}-\d{{5}}(?![\d-])                             # business registration
    |{_SINO}*[시유일이삼사오육칠팔구]월\s?{_SINO}+일                         # 십일월 이일
    |(?<!\d)(?:1[0-2]|0?[1-9])월\s?(?:[12]\d|3[01]|0?[1-9])일
    # lots and road addresses
    |[가-힣]+(?:대로|로|길|동|리)\s?(?:산\s?)?\d{{1,4}}-(?:\d{{1,3}}(?![\d-])|\d{{4}}\s?번지)
    """,
    re.VERBOSE,
)
_PAUSE_LETTERS = re.compile("[ 가-힣](?:어|저) ")


def plates(text: str) -> list[tuple[int, int]]:
    """Where vehicle plates stand. 어 and 저 between spoken digits are pauses unless a car was mentioned."""
    return [
        match.span()
        for match in PLATE.finditer(text)
        if "차" in text[: match.start()] or not _PAUSE_LETTERS.search(match[0])
    ]
