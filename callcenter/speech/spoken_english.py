"""Numbers, times and dates as English announcements say them."""

from __future__ import annotations

from datetime import datetime

from callcenter.speech.korean_phones import phone_groups

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def digit_by_digit(digits: str) -> str:
    """ "120" -> "1 2 0"."""
    return " ".join(c for c in digits if c.isdecimal())


def phone(number: str) -> str:
    """A Korean number in its groups, with a pause between: "0 1 0, 1 2 3 4, 5 6 7 8"."""
    return ", ".join(digit_by_digit(group) for group in phone_groups(number))


def clock(moment: datetime) -> str:
    """14:30 -> "2:30 PM", 09:00 -> "9 AM", 12:00 -> "noon", 00:00 -> "midnight"."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{(moment.hour - 1) % 12 + 1}{minutes} {'AM' if moment.hour < 12 else 'PM'}"


def date_and_time(moment: datetime) -> str:
    """2026-05-06 09:00 -> "on Wednesday, May 6, at 9 AM"."""
    day = f"{_DAYS[moment.weekday()]}, {_MONTHS[moment.month - 1]} {moment.day}"
    return f"on {day}, at {clock(moment)}"
