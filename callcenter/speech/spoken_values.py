"""Values of a call inside a sentence: ``{number:phone}`` becomes words of the prompt's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.speech import korean_dates, spoken_english
from callcenter.speech.korean_numbers import decimal, digit_by_digit
from callcenter.speech.korean_phones import spoken_phone

Value = str | int | bool
#: Turns a value (and the site's time zone) into words.
Speaker = Callable[[str, ZoneInfo], str]


class ValueSpeechError(ValueError):
    """A value that is not of its kind, e.g. a time that is none."""


def _moment(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(zone)


_KOREAN: Mapping[str, Speaker] = {
    "text": lambda text, _: text or "휴무",
    "number": lambda text, _: decimal(text),
    "digits": lambda text, _: digit_by_digit(text),
    # The comma is a short pause: a number is written down while it is heard.
    "phone": lambda text, _: ", ".join(spoken_phone(text).split()),
    "time": lambda text, zone: korean_dates.spoken_time(_moment(text, zone)) if text else "다음 상담 시간",
    "datetime": lambda text, zone: (
        korean_dates.spoken_datetime(_moment(text, zone)) if text else "다음 상담 시간"
    ),
}
_ENGLISH: Mapping[str, Speaker] = {
    "text": lambda text, _: text or "a holiday",
    "number": lambda text, _: text,
    "digits": lambda text, _: spoken_english.digit_by_digit(text),
    "phone": lambda text, _: spoken_english.phone(text),
    "time": lambda text, zone: (
        spoken_english.clock(_moment(text, zone)) if text else "our next opening hours"
    ),
    "datetime": lambda text, zone: (
        spoken_english.date_and_time(_moment(text, zone)) if text else "in our next opening hours"
    ),
}
_SPEAKERS: Mapping[str, Mapping[str, Speaker]] = {"ko": _KOREAN, "en": _ENGLISH}
KINDS = frozenset(_KOREAN)


def speak_value(value: Value, kind: str, language: str, zone: ZoneInfo) -> str:
    """``value`` in words. Kinds: text, number, digits, phone, time and datetime (ISO 8601 with offset).

    An empty text or time has a general wording. A language without words of its own uses English.
    Raises ValueSpeechError for a value that is not of its kind.
    """
    try:
        return _SPEAKERS.get(language, _ENGLISH)[kind](str(value), zone)
    except ValueError as error:
        # The value itself may be personal and stays out of the message.
        raise ValueSpeechError(f"The value is no {kind}. / '{kind}' 형식의 값이 아닙니다.") from error
