"""The masking set: 2,000 seeded utterances, talks and notes whose secret digits are known.

Made without looking at the masker: it knows only how people speak. No template serves two parts,
so nothing that was tuned on `train` and `validation` has seen a sentence of `test`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import yaml

from benchmarks.masking_look_alikes import LOOK_ALIKES
from benchmarks.masking_numbers import Groups, draw, wrong
from benchmarks.masking_pieces import Dialogue, Part, Piece, Truth, Turn
from benchmarks.masking_spoken import Bit, Voice, write

TEMPLATES = Path(__file__).with_name("masking_templates.yaml")
SIZE, SEED = 2_000, 20260611
SHARES = {
    "heard": 0.44,
    "talks": 0.18,
    "written": 0.12,
    "look_alikes_heard": 0.16,
    "look_alikes_talks": 0.04,
    "look_alikes_written": 0.06,
}
PARTS: tuple[Part, ...] = (
    "train",
    "test",
    "train",
    "validation",
    "train",
    "test",
    "train",
    "validation",
    "train",
    "test",
)
ENDINGS = (
    ("요", "이요"),
    ("요", "이요"),
    ("예요", "이에요"),
    ("입니다", "입니다"),
    ("고요", "이고요"),
    ("구요", "이구요"),
    ("", ""),
    ("번이요", "번이요"),
    ("인데요", "인데요"),
    ("거든요", "이거든요"),
    ("네요", "이네요"),
    ("번이에요", "번이에요"),
)
PAIRS = {"은": ("는", "은"), "로": ("로", "으로")}
_SLOT = re.compile(r"\{(=?)([a-z_]+)(?:\.(\d)(?:(-)(\d)?)?)?([?!]?)\}|\{(요|은|로)\}|([^{]+)")
_VOWEL_DIGITS = "2459"
_PUNCTUATION = re.compile(r"[.,?!]")


def generate(size: int = SIZE, seed: int = SEED) -> Iterator[Dialogue]:
    """Dialogues in the shares above, each template of a section equally often."""
    for section, templates in yaml.safe_load(TEMPLATES.read_text("utf-8")).items():
        for index in range(round(size * SHARES[section])):
            place = index % len(templates)
            rng = Random(f"{seed}:{section}:{index}")
            yield _dialogue(f"{section}:{place}", templates[place], PARTS[place % len(PARTS)], rng)


def _dialogue(name: str, template: str | list[str], part: Part, rng: Random) -> Dialogue:
    maker = _Maker(rng, written="written" in name)
    lines = [template] if isinstance(template, str) else template
    return Dialogue(name, part, "written" in name, tuple(maker.turn(line) for line in lines))


class _Maker:
    """One dialogue: two voices, and the numbers that come up in it."""

    def __init__(self, rng: Random, *, written: bool) -> None:
        self._rng = rng
        self._written = written
        self._voices = {"citizen": Voice.draw(rng), "agent": Voice.draw(rng)}
        self._numbers: dict[str, Groups] = {}
        self._slips: dict[tuple[str, int], str] = {}
        self._ids: dict[str, int] = {}
        self._said_here: set[str] = set()
        self._digits = written or rng.random() < 0.35
        """Whether look-alikes are in digits, as recognisers with written output give them."""
        self._bare = not written and rng.random() < 0.4
        """Whether the recogniser writes no punctuation."""

    def turn(self, line: str) -> Turn:
        agent = line.startswith("A: ")
        self._said_here = set()
        voice = self._voices["agent" if agent else "citizen"]
        pieces: list[Piece] = []
        for match in _SLOT.finditer(line.removeprefix("A: ").removeprefix("C: ")):
            look_alike, kind, first, dash, last, sort, ending, plain = match.groups()
            if plain is not None:
                pieces.append(Piece(_PUNCTUATION.sub("", plain) if self._bare else plain))
            elif ending is not None:
                pieces.append(Piece(self._ending(ending, "".join(p.text for p in pieces), voice)))
            elif look_alike:
                pieces.append(Piece(LOOK_ALIKES[kind](self._rng, self._digits), Truth.LOOK_ALIKE, kind))
            else:
                span = (int(first), int(last or 9) if dash else int(first)) if first else None
                pieces += self._secret(kind, span, sort, voice)
        return Turn("agent" if agent else "citizen", tuple(pieces))

    def _secret(self, kind: str, span: tuple[int, int] | None, sort: str, voice: Voice) -> list[Piece]:
        # A second whole number of a kind in one turn is another number; in a later turn it is a check.
        again = span is None and kind in self._said_here
        if kind not in self._numbers or again:
            self._numbers[kind] = draw(kind, self._rng, split=span is not None)
            self._ids[kind] = max(self._ids.values(), default=-1) + 1
        self._said_here |= {kind} if span is None else set()
        groups = self._numbers[kind]
        if sort == "!" and span is not None:
            slip = self._slips.setdefault((kind, span[0]), wrong(groups[span[0] - 1], self._rng))
            return [Piece(voice.read(slip, self._rng), Truth.SECRET, kind, self._ids[kind])]
        if span is not None:
            groups = groups[span[0] - 1 : span[1]]
        bits: list[Bit] = write(groups, self._rng) if self._written else voice.say(groups, self._rng)
        digits = Truth.EITHER if sort == "?" else Truth.SECRET
        return [
            Piece(text, digits if inside else Truth.EITHER, kind, self._ids[kind]) for text, inside in bits
        ]

    def _ending(self, which: str, before: str, voice: Voice) -> str:
        vowel, consonant = self._rng.choice(ENDINGS) if which == "요" else PAIRS[which]
        last = before.rstrip()[-1]
        if "가" <= last <= "힣":
            final = (ord(last) - ord("가")) % 28
            open_end = final == 0 or (which == "로" and final == 8)
        else:
            open_end = last in _VOWEL_DIGITS or (which == "로" and last in "178") or last.isalpha()
        text = vowel if open_end else consonant
        return f" {text}" if voice.spaced_endings and text else text
