"""What must never be stored, and how names are shown to those who need not know them."""

import re

from callcenter.problems import Remark

# Resident registration number: birth date, a digit for century and sex, six more digits
# (개인정보 보호법 제24조의2: never collected without a law that says so).
_RESIDENT_NUMBER = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s*-?\s*[1-8]\d{6}(?!\d)")


# Seven digits and more, however they are parted: numbers of phones, people, cards and accounts.
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s.-]{0,2}\d){6,}(?!\d)")
HIDDEN_NUMBER = "[번호]"


def holds_resident_number(text: str) -> bool:
    """Whether something in the text looks like a resident registration number."""
    return _RESIDENT_NUMBER.search(text) is not None


def hide_numbers(text: str) -> str:
    """The text with every long number taken out, for what others will read."""
    return _LONG_NUMBER.sub(HIDDEN_NUMBER, text)


def resident_number_remarks(texts: dict[str, str]) -> dict[str, Remark]:
    """A remark for each field (by name) that holds such a number."""
    return {
        name: Remark("citizens.resident_number")
        for name, text in texts.items()
        if holds_resident_number(text)
    }


def masked_remarks(texts: dict[str, str]) -> dict[str, Remark]:
    """A remark for each field that somebody is about to overwrite with its own mask."""
    remark = Remark("citizens.masked_value")
    return {name: remark for name, text in texts.items() if "*" in text}


def mask_name(name: str) -> str:
    """김영순 as 김*순, 김순 as 김*, 남궁민수 as 남**수; other scripts keep each word's first letter."""
    name = name.strip()
    if not name:
        return ""
    if not ("가" <= name[0] <= "힣") or " " in name:
        return " ".join(word[0] + "*" * max(len(word) - 1, 1) for word in name.split())
    if len(name) <= 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
