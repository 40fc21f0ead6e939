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
_WEIGHTS = {"whisper": 0.7, "vosk": 0.3}
_OTHER_WEIGHT = 0.5


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

    Two engines that point to the same group make `confidence` at least as high as the better of their
    likenesses times how clearly that group wins; two that differ never pass one half.
    """
    phrases = [(group, phrase) for group, listed in groups.items() for phrase in listed]
    spoken = {name: text for name, text in heard.items() if sounding(text)}
    if not phrases or not spoken:
        return None
    forms = [sounding(phrase) for _, phrase in phrases]
    scores = {name: _scores(text, forms) for name, text in spoken.items()}
    weights = {name: _WEIGHTS.get(name, _OTHER_WEIGHT) for name in scores}
    total = sum(weights.values())
    joint = [sum(weights[n] * scores[n][i] for n in scores) / total for i in range(len(phrases))]
    winner = max(range(len(joint)), key=joint.__getitem__)
    group, phrase = phrases[winner]
    score = joint[winner]
    rival = max((s for s, (other, _) in zip(joint, phrases, strict=True) if other != group), default=0.0)
    clear = min(1.0, 0.5 + 2.5 * max(0.0, score - rival))
    confidence = score * clear
    if len(heard) < 2:
        confidence = min(ALONE, confidence)
    elif len(spoken) < len(heard) or any(phrases[_top(s)][0] != group for s in scores.values()):
        confidence = min(0.5, confidence)
    else:
        # Two that err alike are rare: agreement lifts what each heard only half.
        confidence = max(confidence, 1 - (1 - max(s[_top(s)] for s in scores.values())) * 0.6) * clear
    return Choice(phrase, group, round(score, 3), round(confidence, 3))


def _scores(text: str, forms: list[str]) -> list[float]:
    sounds = sounding(text)
    return [fuzz.ratio(sounds, form) / 100 for form in forms]


def _top(scores: list[float]) -> int:
    return max(range(len(scores)), key=scores.__getitem__)


def _rank(name: str) -> int:
    return BETTER_FIRST.index(name) if name in BETTER_FIRST else len(BETTER_FIRST)
