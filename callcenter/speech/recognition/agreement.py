"""How sure we may be: what two engines agree on, over the sentences that were expected.

An engine's own certainty tells little (Vosk's separates right from wrong hardly better than a coin), so one
engine alone stays below `ALONE` and is always read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from callcenter.speech.recognition.sounding import sounding

#: Whose text is taken where both understood something: the better one first.
BETTER_FIRST = ("whisper", "vosk")
ALONE = 0.7
#: Weight of the better engine where both must choose among the same sentences.
_WEIGHTS = {"whisper": 0.8, "vosk": 0.2}
_OTHER_WEIGHT = 0.5
#: What agreement adds to the likeness of the better engine, and the most there is without agreement.
_AGREED, _DISAGREED = 0.2, 0.5
#: A lead of 0.2 over the next group is clear.
_CLEAR = 2.5


@dataclass(frozen=True, slots=True)
class Choice:
    """The expected sentence nearest to what was heard. `score` is its likeness, 0 to 1; `confidence` is high
    only where every engine points to the same group of sentences."""

    phrase: str
    group: str
    score: float
    confidence: float


def likeness(one: str, other: str) -> float:
    """How alike two texts sound, 0 to 1; two empty ones do not."""
    a, b = sounding(one), sounding(other)
    return fuzz.ratio(a, b) / 100 if a and b else 0.0


def combine(texts: Mapping[str, str], certainty: Mapping[str, float]) -> tuple[str, float]:
    """The text to believe, and the agreement of the engines as its confidence."""
    spoken = {name: text for name, text in texts.items() if sounding(text)}
    if not spoken:
        return "", 0.0
    best = min(spoken, key=_rank)
    others = [text for name, text in texts.items() if name != best]
    if not others:
        return spoken[best], round(min(ALONE, certainty.get(best, 0.0)), 3)
    agreed = min(likeness(spoken[best], other) for other in others)
    return spoken[best], round(agreed, 3)


def choose(heard: Mapping[str, str], groups: Mapping[str, Iterable[str]]) -> Choice | None:
    """The group of sentences that was meant, or None where nothing was heard or expected.

    Engines that point to different groups, or one of which heard nothing, never pass one half. Where they
    agree, `confidence` follows the better engine: the other may have been told to hear nothing but these
    sentences, and then its likeness proves little.
    """
    phrases = [(group, phrase) for group, listed in groups.items() for phrase in listed]
    spoken = {name: text for name, text in heard.items() if sounding(text)}
    if not phrases or not spoken:
        return None
    forms = [sounding(phrase) for _, phrase in phrases]
    scores = {name: _scores(text, forms) for name, text in spoken.items()}
    joint = _joint(scores)
    winner = _top(joint)
    group, phrase = phrases[winner]
    rival = max((s for s, (other, _) in zip(joint, phrases, strict=True) if other != group), default=0.0)
    clear = min(1.0, 0.5 + _CLEAR * (joint[winner] - rival))
    best = scores[min(spoken, key=_rank)]
    if len(heard) < 2:
        confidence = min(ALONE, best[winner] * clear)
    elif len(spoken) < len(heard) or any(phrases[_top(s)][0] != group for s in scores.values()):
        confidence = min(_DISAGREED, best[winner] * clear)
    else:
        confidence = (
            min(1.0, max(s for s, (g, _) in zip(best, phrases, strict=True) if g == group) + _AGREED) * clear
        )
    return Choice(phrase, group, round(joint[winner], 3), round(confidence, 3))


def _joint(scores: Mapping[str, list[float]]) -> list[float]:
    """Likeness of each sentence to what all engines heard."""
    weights = {name: _WEIGHTS.get(name, _OTHER_WEIGHT) for name in scores}
    total = sum(weights.values())
    columns = zip(
        *([weights[name] / total * s for s in found] for name, found in scores.items()), strict=True
    )
    return [sum(column) for column in columns]


def _scores(text: str, forms: list[str]) -> list[float]:
    sounds = sounding(text)
    return [fuzz.ratio(sounds, form) / 100 for form in forms]


def _top(scores: list[float]) -> int:
    return max(range(len(scores)), key=scores.__getitem__)


def _rank(name: str) -> int:
    return BETTER_FIRST.index(name) if name in BETTER_FIRST else len(BETTER_FIRST)
