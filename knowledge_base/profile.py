"""What an article looks like to the matcher: which features its phrasings hold, and how they sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge_base.article import Article
from knowledge_base.features import Features, features

# A title says in few words what the article is; a keyword is only a hint.
_TITLE, _PHRASING, _SYNONYM, _KEYWORD = 2.0, 1.0, 1.0, 0.5


@dataclass(slots=True)
class Profile:
    """Share (0..1) of an article's phrasings that hold each feature; how its phrasings sound."""

    subjects: dict[str, float] = field(default_factory=dict)
    aspects: dict[str, float] = field(default_factory=dict)
    grams: dict[str, float] = field(default_factory=dict)
    sounds: list[str] = field(default_factory=list)
    concepts: list[frozenset[str]] = field(default_factory=list)
    pairs: set[str] = field(default_factory=set)
    """Neighbouring syllables, by which misheard words stand out."""


def compared_texts(article: Article) -> list[str]:
    """The texts a question is compared with one by one."""
    return [*article.phrasings, article.title, *article.synonyms]


def profile(article: Article) -> Profile:
    """Reads an article as the matcher does."""
    weights = [*[_PHRASING] * len(article.phrasings), _TITLE, *[_SYNONYM] * len(article.synonyms)]
    units = list(zip(compared_texts(article), weights, strict=True))
    hints = [(text, _KEYWORD) for text in article.keywords]
    whole = sum(weight for _, weight in units) + sum(weight for _, weight in hints)
    result = Profile()
    for text, weight in units:
        found = features(text)
        _count(result, found, weight / whole)
        result.sounds.append(found.heard)
        result.concepts.append(frozenset((*found.subjects, *found.aspects)))
    for text, weight in hints:
        _count(result, features(text), weight / whole)
    return result


def pairs(texts: Iterable[str]) -> set[str]:
    """Every two neighbouring syllables of written texts."""
    return {text[place : place + 2] for text in texts for place in range(len(text) - 1)}


def _count(into: Profile, found: Features, share: float) -> None:
    into.pairs |= pairs([found.question.text])
    for concept, spot in found.subjects.items():
        into.subjects[concept] = into.subjects.get(concept, 0.0) + share * spot.certainty
    for concept, spot in found.aspects.items():
        into.aspects[concept] = into.aspects.get(concept, 0.0) + share * spot.certainty
    for gram in found.grams:
        into.grams[gram] = into.grams.get(gram, 0.0) + share
