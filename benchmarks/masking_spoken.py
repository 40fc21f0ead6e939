"""How people say and write the groups of a number, and how recognisers put that on paper."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.masking_numbers import Groups, wrong
from callcenter.speech.korean_numbers import sino

LETTERS = {
    "M": "엠",
    "S": "에스",
    "R": "알",
    "G": "지",
    "D": "디",
    "A": "에이",
    "B": "비",
    "C": "씨",
    "E": "이",
    "F": "에프",
    "H": "에이치",
}
PAUSES = (
    "어",
    "음",
    "그",
    "저",
    "어 뭐더라",
    "잠깐만요",
    "그러니까",
    "뭐지",
    "가만있자",
    "아",
    "에 또",
    "어디 보자",
)
REGRETS = (
    "아니",
    "아니다",
    "아 아니",
    "아니요",
    "아니 아니",
    "아 죄송해요",
    "아 틀렸다",
    "아니 잠깐만",
    "아니고",
    "말고",
)
SPOKEN_STYLES = ("sino", "spaced", "arabic", "mixed", "cardinal", "native", "hyphens", "one_by_one")
STYLE_WEIGHTS = (40, 8, 14, 8, 8, 6, 14, 2)
Bit = tuple[str, bool]
"""Text, and whether it is part of the number (or only stands between)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's way to say numbers, kept through a dialogue."""

    zero: str
    six: str
    style: str
    joint: str
    spaced_endings: bool

    @classmethod
    def draw(cls, rng: Random) -> Voice:
        return cls(
            zero="공" if rng.random() < 0.8 else "영",
            six="육" if rng.random() < 0.9 else "륙",
            style=rng.choices(SPOKEN_STYLES, STYLE_WEIGHTS)[0],
            joint=rng.choices(
                (" ", "에 ", " 에 ", "의 ", " 다시 ", ", ", "에", "… ", " 하이픈 ", "국에 "),
                (30, 22, 6, 4, 6, 14, 4, 5, 2, 1),
            )[0],
            spaced_endings=rng.random() < 0.12,
        )

    def read(self, group: str, rng: Random) -> str:
        """One group in this voice."""
        if not group.isdigit():
            return LETTERS[group] if group in LETTERS and self.style not in ("arabic", "hyphens") else group
        if self.style in ("arabic", "hyphens"):
            return group
        if self.style == "cardinal" and group[0] != "0" and 2 <= len(group) <= 7:
            return sino(int(group))
        digits = [self._digit(digit, rng) for digit in group]
        return (" " if self.style in ("spaced", "one_by_one") else "").join(digits)

    def _digit(self, digit: str, rng: Random) -> str:
        if self.style == "mixed" and rng.random() < 0.4:
            return digit
        if self.style == "native" and digit in "12" and rng.random() < 0.7:
            return {"1": "하나", "2": "둘"}[digit]
        return {"0": self.zero, "6": self.six}.get(digit) or "영일이삼사오육칠팔구"[int(digit)]

    def say(self, groups: Groups, rng: Random) -> list[Bit]:
        """A whole number: sometimes with pauses, a slip put right, or begun again."""
        bits: list[Bit] = []
        fluent = rng.random() < 0.7
        slip = rng.randrange(1, len(groups)) if len(groups) > 1 and not fluent and rng.random() < 0.4 else -1
        for index, group in enumerate(groups):
            if index:
                bits += self._joint(rng, fluent)
            if index == slip and group.isdigit() and len(group) > 1:
                regret = f"{rng.choice((' ', ', ', '… '))}{rng.choice(REGRETS)} "
                bits += [(self.read(wrong(group, rng), rng), True), (regret, False)]
            bits.append((self.read(group, rng), True))
        if not fluent and len(groups) > 2 and slip < 0 and rng.random() < 0.15:
            begun = [(self.read(groups[0], rng), True), (" ", False), (self.read(groups[1][:2], rng), True)]
            bits = [
                *begun,
                (f" {rng.choice(('아니', '아 다시 할게요', '다시 말씀드릴게요', '잠깐만요'))} ", False),
                *bits,
            ]
        return bits

    def _joint(self, rng: Random, fluent: bool) -> list[Bit]:
        if self.style == "hyphens":
            return [("-", False)]
        if self.style == "arabic":
            return [(" " if self.joint.strip(",…") else self.joint, False)]
        if not fluent and rng.random() < 0.5:
            shape = rng.choice(("{} ", " {} ", "… {}… ", ", {}, "))
            return [(" " + shape.format(rng.choice(PAUSES)).lstrip(), False)]
        return [(" " if self.style == "one_by_one" else self.joint, False)]


WRITTEN_JOINTS = ("-", "-", "-", "", "", " ", ".", " - ", "·", "/")


def write(groups: Groups, rng: Random) -> list[Bit]:
    """A number as people type it; full-width digits now and then, as old systems paste them."""
    joint = rng.choice(WRITTEN_JOINTS)
    if groups[0] in LETTERS:
        joint = ""
    elif not groups[0].isdigit():
        joint = rng.choice(("-", " "))
    text = joint.join(groups)
    if joint == "-" and groups[0].startswith("0") and len(groups) == 3:
        text = rng.choice(
            (
                text,
                text,
                text,
                f"({groups[0]}){groups[1]}-{groups[2]}",
                f"{groups[0]}){groups[1]}-{groups[2]}",
                f"+82-{groups[0][1:]}-{groups[1]}-{groups[2]}",
                f"+82 {groups[0][1:]} {groups[1]} {groups[2]}",
            )
        )
    if rng.random() < 0.05:
        text = text.translate(
            {ord(a): ord(b) for a, b in zip("0123456789", "０１２３４５６７８９", strict=True)}
        )
    return [(text, True)]
