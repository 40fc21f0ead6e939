"""What must never be stored: input that holds it is refused, with a remark for each field."""

from callcenter.privacy.kinds import Kind
from callcenter.privacy.text import mask_text
from callcenter.problems import Remark


def holds_resident_number(text: str) -> bool:
    """Whether the text holds a resident or alien registration number, in digits or in words.

    They are never collected without a law that says so (개인정보 보호법 제24조의2).
    """
    return not {Kind.RESIDENT, Kind.ALIEN}.isdisjoint(mask_text(text).kinds)


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
