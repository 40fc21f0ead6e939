"""Runs the masker over the set and holds what it did against the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.masking_pieces import Dialogue, Truth, Turn
from callcenter.privacy.masker import Masker
from callcenter.privacy.utterance import MaskedUtterance, Utterance, Word

SECONDS_A_WORD = 0.4
# Time on the processor: other work on the machine is not ours to measure.
LABELS = {
    "mobile": "phone",
    "landline": "phone",
    "representative": "phone",
    "amex": "card",
}
SIGNS = " \t\n-–.,·/()+…'\""
"""Between digits of a secret piece; whether they stay says nothing."""


@dataclass
class Score:
    """`masked` of `numbers` whole ones; `touched` of `look_alikes`; `wrong_turns` of `turns` hold a mask
    where no secret is."""

    numbers: int = 0
    masked: int = 0
    labelled: int = 0
    characters: int = 0
    characters_masked: int = 0
    look_alikes: int = 0
    touched: int = 0
    clean_turns: int = 0
    wrong_turns: int = 0
    plain_characters: int = 0
    plain_characters_masked: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)


def heard(dialogue: Dialogue) -> Iterator[Utterance]:
    clock = 0.0
    for index, turn in enumerate(dialogue.turns):
        words = []
        parts = [turn.text] if dialogue.written else turn.text.split(" ")
        for word in parts:
            words.append(Word(word, clock, clock + SECONDS_A_WORD))
            clock += SECONDS_A_WORD
        yield Utterance(str(index), turn.speaker, words[0].start, clock, tuple(words))


class Feeder(Protocol):
    def feed(self, heard: Utterance) -> MaskedUtterance: ...


def judge(dialogues: Iterable[Dialogue], make: Callable[[], Feeder] = Masker) -> Score:
    """Every dialogue through a masker of its own; `make` gives one."""
    score = Score()
    for dialogue in dialogues:
        masker, results = make(), dict[str, MaskedUtterance]()
        for utterance in heard(dialogue):
            began = time.thread_time()
            masked = masker.feed(utterance)
            score.seconds.append(time.thread_time() - began)
            results[masked.id] = masked
            results |= {update.id: update for update in masked.updates}
        _hold(score, dialogue, [results[str(index)] for index in range(len(dialogue.turns))])
    return score


def _hold(score: Score, dialogue: Dialogue, results: list[MaskedUtterance]) -> None:
    numbers: dict[int, bool] = {}
    kinds: dict[int, bool] = {}
    for turn, result in zip(dialogue.turns, results, strict=True):
        covered = _covered(turn.text, result)
        place = 0
        for piece in turn.pieces:
            labels = covered[place : place + len(piece.text)]
            place += len(piece.text)
            hidden = [
                label is not None for label, c in zip(labels, piece.text, strict=True) if c not in SIGNS
            ]
            if piece.truth is Truth.SECRET:
                score.characters += len(hidden)
                score.characters_masked += sum(hidden)
                numbers[piece.number] = numbers.get(piece.number, True) and all(hidden)
                wanted = LABELS.get(piece.kind, piece.kind)
                right = wanted in labels
                kinds[piece.number] = kinds.get(piece.number, True) and right
            elif piece.truth is Truth.LOOK_ALIKE:
                score.look_alikes += 1
                score.touched += any(hidden)
            if piece.truth in (Truth.PLAIN, Truth.LOOK_ALIKE):
                score.plain_characters += len(hidden)
                score.plain_characters_masked += sum(hidden)
                if any(hidden) and (piece.truth is Truth.LOOK_ALIKE or sum(hidden) > 2):
                    score.false.append(f"{dialogue.template}: {_show(dialogue, results)} <<{piece.text}>>")
        _clean(score, turn, result)
    score.numbers += len(numbers)
    score.masked += sum(numbers.values())
    score.labelled += sum(kinds[number] for number, whole in numbers.items() if whole)
    if not all(numbers.values()):
        score.missed.append(f"{dialogue.template}: {_show(dialogue, results)}")


def _clean(score: Score, turn: Turn, result: MaskedUtterance) -> None:
    if not any(piece.truth in (Truth.SECRET, Truth.EITHER) for piece in turn.pieces):
        score.clean_turns += 1
        score.wrong_turns += bool(result.spans)


def _covered(text: str, result: MaskedUtterance) -> list[str | None]:
    """For each character of the heard text the kind of label that hides it, or None."""
    covered: list[str | None] = [None] * len(text)
    for span in result.spans:
        covered[span.heard_start : span.heard_end] = [str(span.kind)] * (span.heard_end - span.heard_start)
    return covered


def _show(dialogue: Dialogue, results: list[MaskedUtterance]) -> str:
    return " / ".join(
        f"{turn.text} → {result.text}" for turn, result in zip(dialogue.turns, results, strict=True)
    )
