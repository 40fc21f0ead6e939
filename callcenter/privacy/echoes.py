"""Repeats of a number that is known by now: an agent who says the last four digits again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from callcenter.privacy.kinds import Kind
from callcenter.privacy.rows import Number, Place

SHORTEST_PIECE = 4
NUMBERS_KEPT = 20
MISHEARD_SECONDS = 15.0
"""For so long a piece with one other digit is taken for the same number, misheard or not yet put right."""


@dataclass(frozen=True, slots=True)
class _Known:
    kind: Kind
    groups: frozenset[str]
    since: float
    until: float
    """Seconds: when the number was begun, and when its last digit was said."""


class Echoes:
    """The digits of the last numbers of a call, in memory only."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def copy(self) -> Echoes:
        other = Echoes()
        other._known = dict(self._known)
        return other

    def learn(self, numbers: Iterable[Number]) -> None:
        for number in numbers:
            said = "".join(place.group.symbols for place in number.places)
            groups = frozenset(place.group.symbols for place in number.places)
            known = _Known(number.kind, groups, number.places[0].said_at, number.places[-1].said_at)
            for symbols in {number.symbols, said}:
                self._known.pop(symbols, None)
                self._known[symbols] = known
        while len(self._known) > NUMBERS_KEPT:
            del self._known[next(iter(self._known))]

    def repeated(self, places: Sequence[Place], public: Collection[str]) -> Iterator[Number]:
        """Groups, none of them masked yet, that repeat a piece of a known number."""
        for run in _runs(places):
            symbols = "".join(place.group.symbols for place in run)
            if symbols in public:
                continue
            kind = self._kind(symbols, run[0].said_at)
            if kind is not None:
                yield Number(kind, tuple(run), symbols)
                continue
            for place in run:
                kind = self._kind(place.group.symbols, place.said_at)
                if kind is not None:
                    yield Number(kind, (place,), place.group.symbols)

    def _kind(self, symbols: str, said_at: float) -> Kind | None:
        for number, known in self._known.items():
            if said_at < known.since:
                continue
            if symbols in known.groups and len(symbols) >= SHORTEST_PIECE - 1:
                return known.kind
            if len(symbols) < SHORTEST_PIECE:
                continue
            if symbols in number:
                return known.kind
            if said_at - known.until < MISHEARD_SECONDS and _nearly_in(symbols, number):
                return known.kind
        return None


def _nearly_in(symbols: str, number: str) -> bool:
    """Whether the number holds the piece but for one digit."""
    return any(
        sum(a != b for a, b in zip(symbols, number[start:], strict=False)) <= 1
        for start in range(len(number) - len(symbols) + 1)
    )


def _runs(places: Sequence[Place]) -> Iterable[list[Place]]:
    run: list[Place] = []
    for place in places:
        if run and (place.unknown or place.hard or place.new_turn):
            yield run
            run = []
        if place.group.counted:
            if run:
                yield run
            run = []
            continue
        run.append(place)
    if run:
        yield run
