"""What an article looks like to the matcher: which features its phrasings hold, and how they sound."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge_base.article import Article
from knowledge_base.features import Features, features

# A title says in few words what the article is; a keyword is only a hint.
_TITLE, _PHRASING, _SYNONYM, _KEYWORD = 2.0, 1.0, 1.0, 0.5


@dataclass(slots=True)
class Profile:
    """Share (0..1) of an article's phrasings that hold each feature; its phrasings as texts and sounds."""

    subjects: dict[str, float] = field(default_factory=dict)
    aspects: dict[str, float] = field(default_factory=dict)
    grams: dict[str, float] = field(default_factory=dict)
    phrasings: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    concepts: list[frozenset[str]] = field(default_factory=list)


def profile(article: Article) -> Profile:
    """Reads an article as the matcher does."""
    units = [
        *((text, _PHRASING) for text in article.phrasings),
        (article.title, _TITLE),
        *((text, _SYNONYM) for text in article.synonyms),
    ]
    hints = [(text, _KEYWORD) for text in article.keywords]
    whole = sum(weight for _, weight in units) + sum(weight for _, weight in hints)
    result = Profile()
    for text, weight in units:
        found = features(text)
        _count(result, found, weight / whole)
        result.phrasings.append(text)
        result.sounds.append(found.heard)
        result.concepts.append(frozenset((*found.subjects, *found.aspects)))
    for text, weight in hints:
        _count(result, features(text), weight / whole)
    return result


def _count(into: Profile, found: Features, share: float) -> None:
    for concept, spot in found.subjects.items():
        into.subjects[concept] = into.subjects.get(concept, 0.0) + share * spot.certainty
    for concept, spot in found.aspects.items():
        into.aspects[concept] = into.aspects.get(concept, 0.0) + share * spot.certainty
    for gram in found.grams:
        into.grams[gram] = into.grams.get(gram, 0.0) + share
