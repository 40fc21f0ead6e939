"""Reads a text into groups of digits and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from callcenter.privacy import vocabulary as v
from callcenter.privacy.kinds import Kind
from callcenter.privacy.look_alikes import LOOK_ALIKE, plates
from callcenter.privacy.numerals import DIGIT, NUMERAL, read_numerals

_TOKEN = re.compile(
    r"(?P<label>\[[가-힣]+\])|(?P<digits>[0-9]+)|(?P<hangul>[가-힣]+)|(?P<latin>[A-Za-z]+)|(?P<space>\s+)|(?P<other>[^\sA-Za-z0-9가-힣])"
)
_WIDE = {ord("０") + digit: str(digit) for digit in range(10)}
_LETTER_O = re.compile(r"(?<![A-Za-z])(?:[Oo]1[Oo0]|01[Oo])(?=[\s.-]?\d)")
_HEAD = re.compile(rf"{NUMERAL}+")
_BURIED = re.compile(rf"{NUMERAL}{{5,}}|{NUMERAL}{{2,}}{v.JOINT.pattern}{NUMERAL}{{3,}}|제로{NUMERAL}{{2,}}")
_FIRST_LETTER = re.compile(rf"(?P<letter>{v.FIRST_LETTERS})(?:에|의)?(?={NUMERAL}{{3,}})")
_LETTER_WITHIN = re.compile(rf"(?P<letter>{'|'.join(v.LETTERS)})(?:에|의)?(?={NUMERAL}{{3,}})")
SURE_ROW = 4
_MAYBE_ENDINGS = ("구", "이", "이구", "일")
"""Endings that sound like digits: 오육칠이요 is 567 or 5672."""
_QUANTITY_CLOSED = re.compile(r"[십백천만][일이삼사오육륙칠팔구]$")
_EXACT_JOINTS = frozenset("-‐‑‒–—―−~·.,/()…'\"?!:")


@dataclass(slots=True)
class Group:
    """Digits said or written together. `symbols` holds digits, letters of passports, `#` for a region."""

    symbols: str
    start: int
    end: int
    spoken: bool = False
    cardinal: bool = False
    open_places: int = 0
    """So many digits of the same quantity may follow after a space: 4 after 만, 8 after 억."""
    loose: tuple[int, ...] = ()
    """How many of the last digits may be an ending instead: 오육칠이요 is 5672 or 567."""
    counted: bool = False
    """A counter follows: 5678원."""
    unknown: int = 0
    """Words without any bearing on numbers since the group before, or since the beginning."""
    regret: bool = False
    """Between the group before and this one somebody said that the first was wrong."""
    hard: bool = False
    """Nothing goes on from before to here."""
    hyphen: bool = False
    mixed: bool = False
    """Partly in digits, partly in words."""
    announced: bool = False
    """Something between the group before and this one says what it is: …뒷자리…"""


@dataclass(slots=True)
class Scan:
    """What one text holds. `tail_…` is what stands after the last group, for the speaker's next turn."""

    groups: list[Group] = field(default_factory=list)
    cues: list[tuple[int, Kind | str, bool]] = field(default_factory=list)
    """Where an announcement ends, what it announces, and whether it says 번호 outright."""
    plates: list[tuple[int, int]] = field(default_factory=list)
    tail_unknown: int = 0
    tail_regret: bool = False
    tail_hard: bool = False


def plain_digits(text: str) -> str:
    """Full-width digits as plain ones and O1O as 010, character for character."""
    return _LETTER_O.sub("010", text.translate(_WIDE))


def scan(text: str) -> Scan:
    """All groups of a text, in order."""
    return _Scanner(plain_digits(text)).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._found = Scan()
        self._unknown, self._regret, self._hard, self._hyphen = 0, False, False, False
        self._previous_end = -1

    def run(self) -> Scan:
        text, found = self._text, self._found
        found.cues = list(_cues(text))
        found.plates = plates(text)
        closed = sorted([match.span() for match in LOOK_ALIKE.finditer(text)] + found.plates)
        walls = [place for place, kind, _ in found.cues if kind == v.AGAINST]
        for token in _TOKEN.finditer(text):
            if closed and _within(token.start(), token.end(), closed):
                self._hard = True
                continue
            if walls and token.end() >= walls[0]:
                walls.pop(0)
                self._hard = True
            self._take(token)
        found.tail_unknown, found.tail_regret, found.tail_hard = self._unknown, self._regret, self._hard
        return found

    def _take(self, token: re.Match[str]) -> None:
        sort, text, start, end = token.lastgroup, token[0], token.start(), token.end()
        if sort == "digits":
            before, after = self._text[start - 1 : start], self._text[end : end + 1]
            opens = (before == "+" and text.startswith("82")) or (before == "(" and after == ")")
            self._add(Group(text, start - opens, end))
        elif sort == "hangul":
            self._word(text, start)
        elif sort == "latin":
            self._latin(text, start, end)
        elif sort == "label":
            self._hard = True
        elif sort == "other":
            self._sign(text, start)

    def _sign(self, sign: str, start: int) -> None:
        after_digits = start == self._previous_end
        if after_digits and v.MEASURES.match(self._text, start):
            self._count()
        elif sign in _EXACT_JOINTS:
            self._hyphen = self._hyphen or sign == "-"

    def _latin(self, text: str, start: int, end: int) -> None:
        if start == self._previous_end and v.MEASURES.match(self._text, start):
            self._count()
        elif len(text) <= 2 and text.isupper():
            self._add(Group(text, start, end))
        else:
            self._unknown += 1

    def _word(self, word: str, start: int) -> None:
        if start == self._previous_end and self._after_digits(word, start):
            return
        if word in v.FILLERS:
            return
        if word in v.REGRETS or word in v.RESTARTS:
            self._regret = True
            return
        groups = self._found.groups
        if groups and self._unknown == 0 and not self._regret and not self._hyphen and self._counts(word):
            self._count()
            return
        if self._numerals(word, start):
            return
        letter = v.LETTER.fullmatch(word)
        if letter:
            self._add(Group(v.LETTERS[letter[1]], start, start + len(letter[1]), spoken=True))
        elif region := v.REGION.fullmatch(word):
            self._add(Group("#", start, start + len(region[1])))
        elif not self._buried(word, start) and not self._is_cue(start, start + len(word)):
            self._unknown += 1

    def _counts(self, word: str) -> bool:
        """Whether this word counts the group before: 50000 원, 삼 층에."""
        last = self._found.groups[-1]
        gap = self._text[last.end : self._text.find(word, last.end)]
        if gap.strip() or not last.symbols.isdigit() or not v.COUNTER_WORD.fullmatch(word):
            return False
        if last.cardinal or not last.spoken:
            return True
        # Among digits said one by one 일 is a digit, and after a long row 도, 인 … are endings.
        return word[0] not in DIGIT and len(last.symbols) <= 4

    def _after_digits(self, word: str, start: int) -> bool:
        """A word that touches digits: more digits, an ending, or a counter."""
        last, after = self._found.groups[-1], self._text[start + len(word) : start + len(word) + 1]
        in_digits = not last.spoken and not last.mixed and not after.isdigit()
        if in_digits and word[0] == "일" and v.COUNTER_WORD.fullmatch(word):
            self._count()
            return True
        if in_digits and word[1:] and word[0] in "이구" and v.ENDING.fullmatch(word):
            return True
        joint = v.JOINT.match(word)
        place = joint.end() if joint and _HEAD.match(word, joint.end()) else 0
        if word[place] not in "십백천만억" and self._numerals(word[place:], start + place):
            return True
        if word[0] not in "십백천만억":
            if v.ENDING.fullmatch(word):
                return True
            if not v.COUNTER.match(word):
                return False
        self._count()
        return True

    def _numerals(self, word: str, start: int) -> bool:
        """Takes a word that is numbers from its beginning to its ending; False when it is none."""
        place = 0
        added: list[Group] = []
        letter = _FIRST_LETTER.match(word)
        if letter:
            added.append(_letter(letter, start))
            place = letter.end()
        while True:
            inner = _LETTER_WITHIN.match(word, place) if letter else None
            if inner and len(added) > 1:
                added.append(_letter(inner, start))
                place = inner.end()
            head = _HEAD.match(word, place)
            if head is None:
                return False
            joint = v.JOINT.match(word, head.end())
            within = letter and _LETTER_WITHIN.match(word, joint.end() if joint else head.end())
            if within or (joint and _HEAD.match(word, joint.end())):
                added.append(_spoken(word, place, head.end(), start))
                place = joint.end() if joint else head.end()
                continue
            return self._last_numerals(word, place, head.end(), start, added)

    def _last_numerals(self, word: str, place: int, end: int, start: int, added: list[Group]) -> bool:
        cuts = [end - len(tail) for tail in _MAYBE_ENDINGS if word.endswith(tail, place, end)]
        cuts = [cut for cut in cuts if cut > place or (cut == place and self._goes_on())]
        # With nothing after it, only 이 can be an ending (오육칠팔이).
        cuts = [cut for cut in cuts if end < len(word) or word[cut:] == "이"]
        good = [cut for cut in (end, *cuts) if v.ENDING.fullmatch(word[cut:])]
        if not good:
            # Nothing but a number begins with so many digits, whatever hangs on to it.
            long_row = end - place >= SURE_ROW and not added and not read_numerals(word[place:end]).cardinal
            if not long_row and not v.COUNTER.match(word, end):
                return False
            good = [end]
        # 이천삼백사이에요: after the ones of a quantity 이 is an ending.
        quantity = [cut for cut in good[1:] if _QUANTITY_CLOSED.search(word, place, cut)]
        cut = quantity[0] if quantity else good[0]
        group = _spoken(word, place, cut, start)
        group.loose = () if quantity else tuple(cut - other for other in good[1:])
        for one in (*added, group):
            self._add(one)
        if v.COUNTER.match(word, cut) and not v.ENDING.fullmatch(word[cut:]):
            self._count()
        elif not v.ENDING.fullmatch(word[cut:]):
            self._unknown += 1
        return True

    def _goes_on(self) -> bool:
        """Whether digits said one by one stand right before, so that 이요 may be 2."""
        groups = self._found.groups
        return bool(groups) and not self._unknown and not self._hard and not groups[-1].cardinal

    def _buried(self, word: str, start: int) -> bool:
        """Numbers in the middle of a word that was written without spaces: 번호는공일공일이삼사…"""
        buried = _BURIED.search(word)
        if buried is None or buried.start() == 0:
            return False
        if not self._is_cue(start, start + buried.start()):
            self._unknown += 1
        return self._numerals(word[buried.start() :], start + buried.start())

    def _is_cue(self, start: int, end: int) -> bool:
        return any(start < place <= end for place, kind, _ in self._found.cues if kind != v.AGAINST)

    def _count(self) -> None:
        if self._found.groups:
            self._found.groups[-1].counted = True
        self._hard = True

    def _add(self, group: Group) -> None:
        groups = self._found.groups
        last = groups[-1] if groups else None
        quantity_goes_on = (
            last is not None
            and last.open_places > 0
            and group.spoken
            and not self._hard
            and self._unknown == 0
            and self._text[last.end : group.start].isspace()
            and (group.cardinal or len(group.symbols) == 1)
            and len(group.symbols) <= last.open_places
            and group.symbols.isdigit()
        )
        if last is not None and last.end == group.start and not last.cardinal and not group.cardinal:
            last.symbols += group.symbols
            last.mixed = last.mixed or last.spoken != group.spoken
            last.end, last.loose, last.spoken = group.end, group.loose, last.spoken and group.spoken
        elif last is not None and quantity_goes_on:
            last.symbols = str(int(last.symbols) + int(group.symbols))
            last.end, last.open_places, last.loose = group.end, group.open_places, group.loose
        else:
            group.unknown, group.regret, group.hard, group.hyphen = (
                self._unknown, self._regret, self._hard, self._hyphen,
            )  # fmt: skip
            before = last.end if last is not None else 0
            group.announced = any(before < place <= group.start for place, _, _ in self._found.cues)
            groups.append(group)
        self._unknown, self._regret, self._hard, self._hyphen = 0, False, False, False
        self._previous_end = group.end


def _cues(text: str) -> Iterator[tuple[int, Kind | str, bool]]:
    last: Kind | str | None = None
    for cue in v.CUE.finditer(text):
        name = cue.lastgroup or ""
        kind = v.CUE_KINDS[name]
        if name == "side" and last in (Kind.PHONE, Kind.CARD):
            kind = last  # 휴대폰 뒷자리
        last = kind
        yield cue.end(), kind, "번호" in cue[0] or name in ("tail", "side", "resident", "alien")


def _spoken(word: str, place: int, end: int, start: int) -> Group:
    read = read_numerals(word[place:end])
    return Group(
        read.digits,
        start + place,
        start + end,
        spoken=True,
        cardinal=read.cardinal,
        open_places=read.open_places,
    )


def _letter(match: re.Match[str], start: int) -> Group:
    symbol = v.LETTERS[match["letter"]]
    return Group(symbol, start + match.start("letter"), start + match.end("letter"), spoken=True)


def _within(start: int, end: int, closed: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in closed)
