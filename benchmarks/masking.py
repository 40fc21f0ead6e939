"""How many personal numbers are masked, and how much else: `python -m benchmarks.masking [--write]`."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from random import Random

from benchmarks.masking_judge import Score, judge
from benchmarks.masking_noise import noisy
from benchmarks.masking_pieces import Dialogue
from benchmarks.masking_set import SEED, generate
from benchmarks.report import machine, write_section
from callcenter.privacy.kinds import Kind
from callcenter.privacy.utterance import Found, MaskedUtterance, Utterance, mask_utterance

COMMAND = "python -m benchmarks.masking --write"
PLAIN = re.compile(
    r"(?<!\d)(?:\d{6}[- ]?[1-8]\d{6}"
    r"|(?:\d{4}[- ]?){3}\d{4}|0\d{1,2}[-. )]?\d{3,4}[-. ]?\d{4}|1[568]\d\d-?\d{4}"
    r"|\d{3,6}-\d{2,6}-\d{3,7}|[A-Z]\d{8}|\d{2}-\d{2}-\d{6}-\d{2})(?!\d)"
)


class PlainMasker:
    """What a rule for digits alone reaches: for comparison."""

    def feed(self, heard: Utterance) -> MaskedUtterance:
        found = [Found(Kind.PHONE, *match.span()) for match in PLAIN.finditer(heard.text)]
        return mask_utterance(heard, found)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} % ({part}/{whole})" if whole else "–"


def _row(name: str, score: Score) -> str:
    seconds = sorted(score.seconds)
    p50, p95 = (1000 * seconds[int(len(seconds) * share)] for share in (0.5, 0.95))
    return (
        f"| {name} | {_share(score.masked, score.numbers)} | {_share(score.labelled, score.masked)} "
        f"| {_share(score.touched, score.look_alikes)} | {_share(score.wrong_turns, score.clean_turns)} "
        f"| {p50:.2f} / {p95:.2f} ms |"
    )


def table(dialogues: Sequence[Dialogue]) -> str:
    """The Markdown of the section."""
    parts = {part: [d for d in dialogues if d.part == part] for part in ("train", "validation", "test")}
    rows = [_row(f"{part} ({len(those)})", judge(those)) for part, those in parts.items()]
    rng = Random(SEED)
    rows.append(_row("test, 3 % of syllables lost", judge(noisy(d, rng) for d in parts["test"])))
    rows.append(_row("test, rule for digits alone", judge(parts["test"], PlainMasker)))
    return "\n".join(
        [
            f"`{COMMAND}` on {machine()}.",
            "",
            f"{len(dialogues)} generated utterances, talks and notes (`benchmarks/masking_set.py`, seed",
            f"{SEED}); the parts share no template, and nothing was tuned on `test`. A number counts as",
            "masked when each of its digits is, wherever it was said: in words, in slips, in an agent's",
            "repeats. False masks are look-alikes (dates, money, addresses, file numbers …) of which",
            "anything is hidden, and turns without a secret in which anything is. Time: processor time for",
            "an utterance, p50 / p95.",
            "",
            "| part | numbers masked | right label | look-alikes touched | clean turns touched | time |",
            "|---|---|---|---|---|---|",
            *rows,
        ]
    )


def main() -> None:
    body = table(list(generate()))
    print(body)
    if "--write" in sys.argv:
        write_section("Masking", body)


if __name__ == "__main__":
    main()
