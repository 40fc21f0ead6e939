"""The question set: what people ask, the article that answers it, and which part may be learned from.

`test` questions are judged once a change and never looked at one by one. Articles are split as well as
phrasings: of some articles every question is in the test part, of others only some.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).with_name("questions.tsv")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `slug` is None for a stranger's, which no article answers."""

    part: str
    slug: str | None
    text: str


def read_questions(path: Path = QUESTIONS) -> list[Question]:
    """All questions of a tab-separated file with the columns part, slug and question."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [Question(row["part"], row["slug"] or None, row["question"]) for row in rows]
