"""Dates, times of day and durations in spoken Korean."""

from __future__ import annotations

from datetime import date, datetime, time

from callcenter.speech.korean_numbers import native, sino

#: 육월 and 십월 do not exist: the sound is worn down to 유월 and 시월.
MONTHS = (
    "일월",
    "이월",
    "삼월",
    "사월",
    "오월",
    "유월",
    "칠월",
    "팔월",
    "구월",
    "시월",
    "십일월",
    "십이월",
)
WEEKDAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")


def month_word(month: int) -> str:
    """1 -> "일월", 6 -> "유월", 10 -> "시월". Raises ValueError outside 1-12."""
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return MONTHS[month - 1]


def spoken_day(month: int, day: int) -> str:
    """(1, 20) -> "일월 이십일"."""
    return f"{month_word(month)} {sino(day)}일"


def spoken_date(day: date, *, year: bool = False, weekday: bool = True) -> str:
    """2026-06-03 -> "유월 삼일 수요일", with the year "이천이십육년 유월 삼일 수요일"."""
    parts = [f"{sino(day.year)}년"] if year else []
    parts.append(spoken_day(day.month, day.day))
    if weekday:
        parts.append(WEEKDAYS[day.weekday()])
    return " ".join(parts)


def clock(hour: int, minute: int = 0) -> str:
    """A 24-hour time: (14, 30) -> "오후 두 시 삼십 분", (12, 0) -> "낮 열두 시", (0, 0) -> "밤 열두 시".

    24:00 is midnight. Raises ValueError for what is no time of day.
    """
    if not (0 <= hour <= 23 and 0 <= minute <= 59) and (hour, minute) != (24, 0):
        raise ValueError(f"{hour}:{minute:02} is no time of day")
    spoken = f"{_part_of_day(hour, minute)} {native((hour - 1) % 12 + 1, before_counter=True)} 시"
    return spoken if minute == 0 else f"{spoken} {sino(minute)} 분"


def _part_of_day(hour: int, minute: int) -> str:
    if hour in (0, 24):
        return "밤"
    if hour < 12:
        return "오전"
    return "낮" if (hour, minute) == (12, 0) else "오후"


def spoken_time(moment: time | datetime) -> str:
    """The time of day of ``moment`` in its own zone."""
    return clock(moment.hour, moment.minute)


def spoken_datetime(moment: datetime) -> str:
    """2026-05-06 09:00 -> "오월 육일 수요일 오전 아홉 시", in the zone of ``moment``."""
    return f"{spoken_date(moment.date())} {spoken_time(moment)}"
