"""The kinds of numbers that are masked, and the labels that take their place."""

from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    RESIDENT = "resident"
    ALIEN = "alien"
    CARD = "card"
    ACCOUNT = "account"
    PASSPORT = "passport"
    LICENCE = "licence"
    PLATE = "plate"


LABELS = {
    Kind.PHONE: "[전화번호]",
    Kind.RESIDENT: "[주민번호]",
    Kind.ALIEN: "[외국인등록번호]",
    Kind.CARD: "[카드번호]",
    Kind.ACCOUNT: "[계좌번호]",
    Kind.PASSPORT: "[여권번호]",
    Kind.LICENCE: "[면허번호]",
    Kind.PLATE: "[차량번호]",
}
"""Content of the product rather than a message: a transcript stays the same in every reader's language."""
