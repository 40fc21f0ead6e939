"""What a text is compared by: its concepts and its sound n-grams."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.concepts import Spot, aspect_spotter, subject_spotter
from knowledge_base.jamo import sounds
from knowledge_base.normalise import Written, without_fillers, written_words

# About two syllables: long enough to be rare, short enough to survive a misheard neighbour.
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one text, each once."""

    question: Written
    core: str
    heard: str
    subjects: dict[str, Spot]
    aspects: dict[str, Spot]
    grams: frozenset[str]


def features(text: str) -> Features:
    """Features of a question, a phrasing or a title."""
    question = written_words(text)
    core = without_fillers(question.text)
    heard = sounds(core)
    return Features(
        question=question,
        core=core,
        heard=heard,
        subjects=subject_spotter().find(question),
        aspects=aspect_spotter().find(question),
        grams=frozenset(heard[i : i + _GRAM] for i in range(len(heard) - _GRAM + 1)),
    )
