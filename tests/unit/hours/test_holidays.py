"""Korean public holidays against the official calendars of 2025 to 2027."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from callcenter.hours.korean_holidays import _of_year, holiday_name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        # 2025: 설날 with a day declared by the government before it, and 추석 that meets a Sunday
        ("2025-01-01", "신정"),
        ("2025-01-27", "임시공휴일"),
        ("2025-01-28", "설 연휴"),
        ("2025-01-29", "설날"),
        ("2025-01-30", "설 연휴"),
        ("2025-01-31", None),
        ("2025-03-01", "삼일절"),
        ("2025-03-03", "삼일절 대체공휴일"),
        ("2025-05-01", None),  # 근로자의 날: public offices were open, civil servants had no holiday
        ("2025-05-05", "부처님오신날, 어린이날"),
        ("2025-05-06", "부처님오신날 대체공휴일, 어린이날 대체공휴일"),
        ("2025-06-03", "대통령 선거일"),
        ("2025-07-17", None),  # 제헌절 was no day off from 2008 to 2025
        ("2025-10-05", "추석 연휴"),
        ("2025-10-06", "추석"),
        ("2025-10-07", "추석 연휴"),
        ("2025-10-08", "추석 대체공휴일"),
        ("2025-10-09", "한글날"),
        ("2025-10-10", None),
        ("2025-12-25", "성탄절"),
        # 2026: 노동절 and 제헌절 become public holidays; local elections
        ("2026-02-16", "설 연휴"),
        ("2026-02-17", "설날"),
        ("2026-02-18", "설 연휴"),
        ("2026-02-19", None),
        ("2026-03-02", "삼일절 대체공휴일"),
        ("2026-05-01", "노동절"),
        ("2026-05-25", "부처님오신날 대체공휴일"),
        ("2026-06-03", "지방선거일"),
        ("2026-06-06", "현충일"),
        ("2026-06-08", None),  # 현충일 has no substitute day
        ("2026-07-17", "제헌절"),
        ("2026-08-17", "광복절 대체공휴일"),
        ("2026-09-24", "추석 연휴"),
        ("2026-09-25", "추석"),
        ("2026-09-26", "추석 연휴"),
        ("2026-09-28", None),  # a Saturday of 추석 gives no substitute day
        ("2026-10-05", "개천절 대체공휴일"),
        # 2027
        ("2027-02-06", "설 연휴"),
        ("2027-02-07", "설날"),
        ("2027-02-08", "설 연휴"),
        ("2027-02-09", "설날 대체공휴일"),
        ("2027-02-10", None),
        ("2027-08-16", "광복절 대체공휴일"),
        ("2027-09-15", "추석"),
        ("2027-10-04", "개천절 대체공휴일"),
        ("2027-10-11", "한글날 대체공휴일"),
        ("2027-12-27", "성탄절 대체공휴일"),
    ],
)
def test_holiday(day: str, name: str | None) -> None:
    assert holiday_name(date.fromisoformat(day)) == name


def test_threads_that_ask_first_all_get_the_whole_year() -> None:
    _of_year.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(holiday_name, [date(2027, 12, 25)] * 32))
    assert names == {"성탄절"}
