"""From groups to numbers: rows of neighbouring groups are judged, the surest win, leftovers are looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from callcenter.privacy.kinds import Kind
from callcenter.privacy.patterns import Candidate, judge
from callcenter.privacy.scanner import Group

LONGEST = 20
"""Digits of the longest number, with some to spare."""
STRETCH = 3
"""Words without bearing that a sure number may hold between two of its groups, within a turn …"""
STRETCH_BETWEEN_TURNS = 8
MOST_DROPPED = 8
"""Groups a correction may take back."""


@dataclass(slots=True)
class Place:
    """A group where it was said, what is between it and the group before, and what was announced."""

    turn: int
    said_at: float
    group: Group
    unknown: int
    regret: bool
    hard: bool
    new_turn: bool
    cue: Kind | str | None
    outright: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A masked number: the places it covers, and the digits it is known by afterwards."""

    kind: Kind
    places: tuple[Place, ...]
    symbols: str
    cuts: tuple[int, ...] = ()
    """For each place how many of its last characters are an ending."""


@dataclass(frozen=True, slots=True)
class _Row:
    """`kind` None: nobody's secret."""

    first: int
    last: int
    kind: Kind | None
    score: int
    symbols: str
    cuts: tuple[int, ...] = ()


def numbers_in(places: Sequence[Place], public: Collection[str]) -> Iterator[Number]:
    """All numbers of one speaker's groups, in the order they were said."""
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or _apart(places[end]):
            yield from _in_run(places[start:end], public)
            start = end


def _apart(place: Place) -> bool:
    allowed = STRETCH_BETWEEN_TURNS if place.new_turn else STRETCH
    return place.hard or place.unknown > allowed


def _in_run(run: Sequence[Place], public: Collection[str]) -> Iterator[Number]:
    taken = _chosen(_rows(run, public))
    covered = {index for row in taken for index in range(row.first, row.last + 1)}
    free = [index for index in range(len(run)) if index not in covered]
    if taken and free:
        more = [row for part in _stretches(free) for row in _leftovers(run, part, taken, public)]
        taken = sorted([*taken, *more], key=lambda row: row.first)
    for row in taken:
        if row.kind is None:
            continue
        yield Number(row.kind, tuple(run[row.first : row.last + 1]), row.symbols, row.cuts)


def _rows(run: Sequence[Place], public: Collection[str]) -> Iterator[_Row]:
    ends = _whole_rows(run)
    for first in range(len(run)):
        length = 0
        stretched = regret = False
        for last in range(first, len(run)):
            place = run[last]
            if last > first:
                stretched, regret = stretched or place.unknown > 0, regret or place.regret
            length += len(place.group.symbols)
            if length > (2 * LONGEST if regret else LONGEST):
                break
            whole = (first, last) in ends
            if length >= 4 and (whole or regret or _may_be_sure(run[first].group.symbols[0], length)):
                yield from _judged(run, first, last, stretched, whole, public)
            if place.group.counted:
                break


def _may_be_sure(begins: str, length: int) -> bool:
    """Whether a part of a run is worth a closer look: what tells by itself what it is has such a length.

    Two digits more than a number has may be endings.
    """
    return (
        12 <= length <= 18
        or (8 <= length <= 13 and not begins.isdecimal())
        or (length >= 8 and begins in "018")
    )


def _judged(
    run: Sequence[Place], first: int, last: int, stretched: bool, whole: bool, public: Collection[str]
) -> Iterator[_Row]:
    row = run[first : last + 1]
    for groups in _corrected(row):
        for cuts in _endings(groups):
            symbols = "".join(
                place.group.symbols[: len(place.group.symbols) - cut]
                for place, cut in zip(groups, cuts, strict=True)
            )
            if not 4 <= len(symbols) <= LONGEST:
                continue
            verdict = judge(_candidate(groups, cuts, symbols, stretched, whole), public)
            if verdict is not None:
                cut_of = {id(place): cut for place, cut in zip(groups, cuts, strict=True)}
                kept = tuple(cut_of.get(id(place), 0) for place in row)
                yield _Row(first, last, verdict[0], verdict[1] - 5 * sum(map(bool, cuts)), symbols, kept)


def _endings(groups: Sequence[Place]) -> Iterator[tuple[int, ...]]:
    """Ways to take the last digits of words: as digits, or as endings that sound alike."""
    if not any(place.group.loose for place in groups):
        yield (0,) * len(groups)
        return
    loose = [place.group.loose for place in groups]
    # Lone syllables are endings only where a turn or the row ends; more than three cases are not tried.
    free = [
        index
        for index, place in enumerate(groups)
        if loose[index]
        and (len(place.group.symbols) > 2 or index + 1 == len(groups) or groups[index + 1].new_turn)
    ][-3:]
    yield from product(*((0, *cut) if i in free else (0,) for i, cut in enumerate(loose)))


def _candidate(
    groups: Sequence[Place], cuts: Sequence[int], symbols: str, stretched: bool, whole: bool
) -> Candidate:
    lengths = [len(place.group.symbols) - cut for place, cut in zip(groups, cuts, strict=True)]
    return Candidate(
        symbols=symbols,
        shape=tuple(length for length in lengths if length),
        spoken=all(place.group.spoken for place in groups),
        cardinal=any(place.group.cardinal for place in groups),
        counted=groups[-1].group.counted,
        hyphens=all(place.group.hyphen for place in groups[1:]) and len(groups) > 1,
        whole=whole,
        stretched=stretched,
        cue=groups[0].cue,
        outright=groups[0].outright,
    )


def _corrected(row: Sequence[Place]) -> Iterator[Sequence[Place]]:
    """The row as it stands and, where somebody corrected themselves, without what they took back."""
    yield row
    for index in range(1, len(row)):
        if row[index].regret:
            for dropped in range(1, min(index, MOST_DROPPED) + 1):
                if index - dropped > 0:
                    yield [*row[: index - dropped], *row[index:]]


def _whole_rows(run: Sequence[Place]) -> set[tuple[int, int]]:
    """Rows that nothing numeric touches: without words inside, within one turn or over several."""
    bounds: set[tuple[int, int]] = set()
    for cuts in (
        [index for index in range(1, len(run)) if run[index].unknown],
        [index for index in range(1, len(run)) if run[index].unknown or run[index].new_turn],
        [index for index in range(1, len(run)) if run[index].unknown or run[index].regret],
        [index for index in range(1, len(run)) if run[index].unknown or _begins_again(run, index)],
        [index for index in range(1, len(run)) if run[index].unknown or run[index].group.counted],
        [index for index in range(1, len(run)) if run[index].unknown or run[index].cue != run[index - 1].cue],
    ):
        starts, ends = [0, *cuts], [*[cut - 1 for cut in cuts], len(run) - 1]
        for first, last in zip(starts, ends, strict=True):
            bounds.add((first, last))
            bounds.add(_trimmed(run, first, last))
    return bounds


def _begins_again(run: Sequence[Place], index: int) -> bool:
    symbols = run[index].group.symbols
    return len(symbols) > 1 and symbols == run[0].group.symbols


def _trimmed(run: Sequence[Place], first: int, last: int) -> tuple[int, int]:
    """Without lone syllables at the ends: 이 and 일 are mostly words."""
    if any(len(run[index].group.symbols) > 2 for index in range(first, last + 1)):
        while first < last and run[first].group.spoken and len(run[first].group.symbols) == 1:
            first += 1
        while last > first and run[last].group.spoken and len(run[last].group.symbols) == 1:
            last -= 1
    return first, last


def _chosen(rows: Iterator[_Row]) -> list[_Row]:
    chosen: list[_Row] = []
    for row in sorted(rows, key=lambda row: (-row.score, -len(row.symbols), row.first)):
        if all(row.last < other.first or other.last < row.first for other in chosen):
            chosen.append(row)
    return sorted(chosen, key=lambda row: row.first)


def _stretches(free: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = free[0]
    for before, index in zip(free, [*free[1:], -2], strict=True):
        if index != before + 1:
            yield start, before
            start = index


def _leftovers(
    run: Sequence[Place], part: tuple[int, int], taken: Sequence[_Row], public: Collection[str]
) -> Iterator[_Row]:
    """Groups beside a number: taken back before it, put right after it, or a beginning made twice."""
    first, last = part
    groups = run[first : last + 1]
    symbols = "".join(place.group.symbols for place in groups)
    after = next((row for row in taken if row.first == last + 1 and row.kind), None)
    before = next((row for row in taken if row.last == first - 1 and row.kind), None)
    if (
        any(place.unknown for place in groups[1:])
        or len(symbols) < 2
        or groups[-1].group.counted
        or symbols in public
    ):
        return
    if after and not run[last + 1].unknown and (run[last + 1].regret or _repeats(symbols, after.symbols)):
        yield _Row(first, last, after.kind, 0, symbols)
    elif before and not run[first].unknown:
        # After a slip inside the number its end may have been taken for what was left out.
        slipped = any(run[index].regret for index in range(before.first + 1, first + 1))
        if slipped or _repeats(symbols, before.symbols):
            yield _Row(first, last, before.kind, 0, symbols)
        else:
            yield from _again(run, part, public)
    else:
        yield from _again(run, part, public)


def _again(run: Sequence[Place], part: tuple[int, int], public: Collection[str]) -> Iterator[_Row]:
    """What is left is judged as if it stood alone."""
    first, last = part
    for row in _chosen(_rows(run[first : last + 1], public)):
        yield replace(row, first=first + row.first, last=first + row.last)


def _repeats(symbols: str, number: str) -> bool:
    return number.startswith(symbols) or (len(symbols) >= 3 and symbols in number)
