"""Public holidays of South Korea: solar, lunar, substitute and election days.

Source: 관공서의 공휴일에 관한 규정 as kept by the package ``holidays`` (≥ 0.109, which knows that
노동절 (1 May) and 제헌절 (17 July) are public holidays from 2026 on). Days that the government
declares at short notice (임시공휴일) reach the package with its next release: until then a site
enters them in its override table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from holidays import country_holidays

#: The package writes "설날 전날"; the day is spoken of as part of the festival.
_SPOKEN = {
    "신정연휴": "신정",
    "설날 전날": "설 연휴",
    "설날 다음날": "설 연휴",
    "추석 전날": "추석 연휴",
    "추석 다음날": "추석 연휴",
    "기독탄신일": "성탄절",
}
_SUBSTITUTE = " 대체 휴일"


def holiday_name(day: date) -> str | None:
    """The name of the public holiday as it is spoken ("설날", "추석 대체공휴일"), or None.

    Two holidays on one day are joined with a comma ("부처님오신날, 어린이날" on 2025-05-05).
    """
    return _of_year(day.year).get(day)


@lru_cache(maxsize=32)
def _of_year(year: int) -> Mapping[date, str]:
    """All holidays of a year. A finished dict, because the package's own object fills itself while it is
    read, and a second thread would find the year half full."""
    found = country_holidays("KR", years=year, language="ko")
    return {day: _joined(name) for day, name in found.items()}


def _joined(names: str) -> str:
    return ", ".join(dict.fromkeys(_spoken(name.strip()) for name in names.split(";")))


def _spoken(name: str) -> str:
    base = name.removesuffix(_SUBSTITUTE)
    spoken = _SPOKEN.get(base, base)
    return f"{spoken} 대체공휴일" if base != name else spoken
