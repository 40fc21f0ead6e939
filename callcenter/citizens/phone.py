"""One way to write a telephone number, however it was dialled, typed or sent by a carrier.

Canonical form: E.164 (`+821012342413`), except short codes, which stay as dialled (`110`).
Rules of numbers: `phonenumbers` (ITU and the ministry's plan); by hand only what it does not
know: Korean short codes and the prefixes `0082` and `82` that people write.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from callcenter.problems import Invalid, invalid_field

COUNTRY = "KR"
LONGEST = 40
SHORT_CODES = frozenset(
    str(code)
    for code in (
        *(100, 101, 105, 106, 107, 110, 111, 112, 113, 114, 116, 117, 118, 119),
        *(120, 121, 122, 123, 125, 126, 127, 128, 129, 131, 132, 134, 141, 182, 188),
        *(1301, 1330, 1331, 1332, 1333, 1336, 1339, 1345, 1350, 1355, 1357, 1365, 1366, 1372, 1379),
        *(1381, 1382, 1388, 1389, 1390, 1391, 1392, 1393, 1397, 1398),
    )
)
_SEPARATORS = re.compile(r"[\s\-.()/~·‐-―−]")
_LOCAL_ONLY = re.compile(r"^[2-9]\d{6,7}$")
_DIGIT = re.compile(r"\d")


class PhoneKind(StrEnum):
    """What a number belongs to."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    INTERNET = "internet"
    REPRESENTATIVE = "representative"
    PERSONAL = "personal"
    TOLL_FREE = "toll_free"
    SHORT_CODE = "short_code"
    FOREIGN = "foreign"
    OTHER = "other"


_KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.LANDLINE,
    PhoneNumberType.VOIP: PhoneKind.INTERNET,
    PhoneNumberType.UAN: PhoneKind.REPRESENTATIVE,
    PhoneNumberType.PERSONAL_NUMBER: PhoneKind.PERSONAL,
    PhoneNumberType.TOLL_FREE: PhoneKind.TOLL_FREE,
}


@dataclass(frozen=True)
class PhoneNumber:
    """A number in its one form: E.164, or the short code itself."""

    canonical: str
    kind: PhoneKind


def parse_phone(text: str, field: str = "phone") -> PhoneNumber:
    """The number meant by `text`; raises `Invalid` for `field` with a sentence that says what is wrong."""
    digits = _cleaned(text, field)
    if digits in SHORT_CODES:
        return PhoneNumber(digits, PhoneKind.SHORT_CODE)
    if _LOCAL_ONLY.match(digits):
        raise invalid_field(field, "citizens.phone_area_code")
    try:
        number = phonenumbers.parse(digits, COUNTRY)
    except NumberParseException as problem:
        raise invalid_field(field, _reason(digits)) from problem
    if not phonenumbers.is_valid_number(number):
        raise invalid_field(field, _reason(digits))
    canonical = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if number.country_code != phonenumbers.country_code_for_region(COUNTRY):
        return PhoneNumber(canonical, PhoneKind.FOREIGN)
    return PhoneNumber(canonical, _KINDS.get(phonenumbers.number_type(number), PhoneKind.OTHER))


def caller_id(text: str | None) -> str | None:
    """The canonical number a carrier sent, or None when it sent none or something unusable."""
    try:
        return parse_phone(text or "").canonical
    except Invalid:
        return None


def display_phone(canonical: str) -> str:
    """As Koreans write it: 010-1234-2413, 02-123-4567, 1588-1234, +1 650-253-0000, 110."""
    if not canonical.startswith("+"):
        return canonical
    try:
        number = phonenumbers.parse(canonical)
    except NumberParseException:
        return canonical
    korean = number.country_code == phonenumbers.country_code_for_region(COUNTRY)
    style = PhoneNumberFormat.NATIONAL if korean else PhoneNumberFormat.INTERNATIONAL
    shown: str = phonenumbers.format_number(number, style)
    return shown


def mask_phone(canonical: str | None) -> str:
    """010-****-2413. A short code is nobody's and stays; no number at all gives an empty text."""
    if not canonical:
        return ""
    if canonical in SHORT_CODES:
        return canonical
    groups = re.split(r"([\- ])", display_phone(canonical))
    numbers = groups[::2]
    shown_first = 2 if numbers[0].startswith("+") and len(numbers) > 3 else 1
    last_shown = len(numbers) - 1 if len(numbers) > 2 else len(numbers)
    if len(numbers) == 1:
        kept = canonical[-2:] if len(canonical) > 4 else ""
        return "*" * (len(canonical) - len(kept)) + kept
    for index in range(shown_first, last_shown):
        groups[index * 2] = _DIGIT.sub("*", groups[index * 2])
    return "".join(groups)


def _cleaned(text: str, field: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise invalid_field(field, "citizens.phone_missing")
    if len(plain) > LONGEST:
        raise invalid_field(field, "citizens.phone_too_long")
    digits = _SEPARATORS.sub("", plain.removeprefix("tel:"))
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise invalid_field(field, "citizens.phone_characters")
    if digits.startswith("0082"):
        return "+" + digits[2:]
    if digits.startswith("82") and len(digits) >= 10:
        return "+" + digits
    return digits


def _reason(digits: str) -> str:
    length = len(digits.lstrip("+"))
    if length < 8:
        return "citizens.phone_too_short"
    return "citizens.phone_too_long" if length > 13 else "citizens.phone_unknown"
