"""A talk as the finder sees it: whose groups follow each other, and what was announced before them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from callcenter.privacy.echoes import Echoes
from callcenter.privacy.kinds import Kind
from callcenter.privacy.rows import Number, Place, numbers_in
from callcenter.privacy.scanner import Group, Scan
from callcenter.privacy.utterance import Found, Utterance
from callcenter.privacy.vocabulary import NUMBER

PAUSE_SECONDS = 30.0
"""A number does not go on after a pause of its speaker as long as this."""
CUE_TURNS = 4
"""For so many turns of either voice an announcement counts …"""
CUE_BEHIND = 14
"""… and one in the same turn up to so many characters after the number: 공일공… 이 번호예요."""

Cue = tuple[Kind | str | None, bool]


@dataclass(slots=True)
class Turn:
    """`found` never shrinks: what was once masked stays masked."""

    heard: Utterance
    scan: Scan
    found: list[Found] = field(default_factory=list)


def look(turns: Sequence[Turn], public: Collection[str], echoes: Echoes, *, plates: bool) -> None:
    """Find all numbers of the turns and add them to `found` of each."""
    cues = _cues(turns)
    speakers = {turn.heard.speaker for turn in turns}
    streams = {speaker: list(_stream(turns, speaker, cues)) for speaker in sorted(speakers)}
    numbers = [number for places in streams.values() for number in numbers_in(places, public)]
    echoes.learn(numbers)
    masked = {id(place) for number in numbers for place in number.places}
    for places in streams.values():
        numbers += echoes.repeated([place for place in places if id(place) not in masked], public)
    for number in numbers:
        for found in _found(number):
            _add(turns[found[0]], found[1])
    if plates:
        for turn in turns:
            for start, end in turn.scan.plates:
                _add(turn, Found(Kind.PLATE, start, end))


def _cues(turns: Sequence[Turn]) -> list[Cue]:
    """What each turn begins under: the last announcement of the turns before it."""
    cues: list[Cue] = []
    for index in range(len(turns)):
        before = turns[max(0, index - CUE_TURNS) : index]
        said = [cue for turn in before for cue in turn.scan.cues[-1:]]
        cues.append((said[-1][1], said[-1][2]) if said else (None, False))
    return cues


def _stream(turns: Sequence[Turn], speaker: str, cues: Sequence[Cue]) -> Iterator[Place]:
    unknown, regret, hard, ended = 0, False, True, 0.0
    for index, turn in enumerate(turns):
        if turn.heard.speaker != speaker:
            continue
        hard = hard or turn.heard.start - ended > PAUSE_SECONDS
        for first, group in enumerate(turn.scan.groups):
            cue, outright = _cue(turn.scan, group.start, _reach(turn.scan.groups, first), cues[index])
            yield Place(
                turn=index,
                said_at=turn.heard.start,
                group=group,
                unknown=group.unknown + unknown,
                regret=group.regret or regret,
                hard=group.hard or hard,
                new_turn=first == 0,
                cue=cue,
                outright=outright,
            )
            unknown, regret, hard = 0, False, False
        unknown += turn.scan.tail_unknown
        regret, hard = regret or turn.scan.tail_regret, hard or turn.scan.tail_hard
        ended = turn.heard.end


def _reach(groups: Sequence[Group], first: int) -> int:
    """Where the row of groups ends that this one begins or goes on with."""
    end = groups[first].end
    for group in groups[first + 1 :]:
        if group.unknown or group.hard:
            break
        end = group.end
    return end


def _cue(scan: Scan, start: int, end: int, inherited: Cue) -> Cue:
    before = [(kind, outright) for place, kind, outright in scan.cues if place <= start]
    if before:
        kind, outright = before[-1]
        # 국민은행인데 번호가 …: the more telling word before it counts.
        if kind == NUMBER and len(before) > 1 and isinstance(before[-2][0], Kind):
            return before[-2][0], True
        return kind, outright
    behind = [(kind, outright) for place, kind, outright in scan.cues if end < place <= end + CUE_BEHIND]
    if inherited[0] is None and behind:
        return behind[0]
    return inherited


def _found(number: Number) -> Iterable[tuple[int, Found]]:
    """The stretches of text a number covers: one a turn, more where words stand between."""
    stretches: list[tuple[int, int, int]] = []
    cuts = number.cuts or (0,) * len(number.places)
    for place, cut in zip(number.places, cuts, strict=True):
        end = place.group.end - cut
        if end <= place.group.start:
            continue
        last = stretches[-1] if stretches else None
        if last is not None and last[0] == place.turn and not (place.unknown or place.group.announced):
            stretches[-1] = (place.turn, last[1], end)
        else:
            stretches.append((place.turn, place.group.start, end))
    return [(turn, Found(number.kind, start, end)) for turn, start, end in stretches]


def _add(turn: Turn, new: Found) -> None:
    """Add a stretch, joined with those it touches; the kind of the wider one names both."""
    touching = [old for old in turn.found if old.start < new.end and new.start < old.end]
    if not touching:
        turn.found = sorted([*turn.found, new], key=lambda found: found.start)
        return
    widest = max([new, *touching], key=lambda found: found.end - found.start)
    joined = Found(
        widest.kind,
        min(found.start for found in [new, *touching]),
        max(found.end for found in [new, *touching]),
    )
    rest = [old for old in turn.found if old not in touching]
    turn.found = sorted([*rest, joined], key=lambda found: found.start)
