"""Korean telephone numbers: grouped as people say them, and spoken digit by digit."""

from __future__ import annotations

import re

from callcenter.speech.korean_numbers import digit_by_digit

_AREA = re.compile(r"^(02|01[016789]|070|080|050\d|0[3-6]\d)(\d+)$")


def phone_groups(number: str) -> list[str]:
    """ "01012345678" -> ["010", "1234", "5678"], "0212345678" -> ["02", "1234", "5678"], "120" -> ["120"].

    Separators are ignored and +82 is turned to the national form.
    """
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith("+82"):
        digits = "0" + digits[2:].removeprefix("0")
    area = _AREA.match(digits)
    if area and len(area[2]) >= 7:
        return [area[1], area[2][:-4], area[2][-4:]]
    if area and len(area[2]) >= 3 and area[1] == "02":
        return [area[1], area[2]]
    if len(digits) == 8:
        return [digits[:4], digits[4:]]
    return [digits]


def spoken_phone(number: str) -> str:
    """ "02-120" -> "공이 일이공", "010-1234-5678" -> "공일공 일이삼사 오육칠팔"."""
    written = [part for part in re.split(r"[^\d+]+", number.strip()) if part]
    # How it is written shows how it is said; only a plain string of digits must be grouped here.
    groups = written if len(written) > 1 and not number.startswith("+") else phone_groups(number)
    return " ".join(digit_by_digit(group) for group in groups)
