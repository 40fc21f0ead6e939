"""What two recognisers heard of one question is weighed together.

A recogniser that is kept to the sentences of the articles hears one of them in everything, so neither is
believed alone: on spoken questions of a test voice, half of what only one of two found was a stranger's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.knowledge.service import Found, Hit

SHARES = (0.6, 0.4)
"""Of the better text and of the other (docs/benchmarks.md, spoken questions)."""
FITS, SURE = 0.38, 0.65


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article and its score 0..1 in all that was heard."""

    hit: Hit
    weight: float


def weigh(found: Sequence[Found]) -> list[Weighed]:
    """The articles for one or two texts of the same question, the better text first; best first."""
    shares = SHARES if len(found) > 1 else (1.0,)
    hits: dict[str, Hit] = {}
    weights: dict[str, float] = {}
    for one, share in zip(found, shares, strict=True):
        for hit in one.hits:
            slug = hit.known.article.slug
            hits.setdefault(slug, hit)
            weights[slug] = weights.get(slug, 0.0) + share * hit.score
    ranked = sorted(weights, key=lambda slug: -weights[slug])
    return [Weighed(hits[slug], weights[slug]) for slug in ranked]


def fits(best: Weighed, found: Sequence[Found]) -> bool:
    """Whether the best one is worth reading back."""
    return best.weight >= FITS if len(found) > 1 else found[0].answered


def agreed(best: Weighed, found: Sequence[Found]) -> bool:
    """Whether both texts point to it, and clearly enough to be told at once."""
    slug = best.hit.known.article.slug
    first = {one.hits[0].known.article.slug if one.hits else "" for one in found}
    return len(found) > 1 and first == {slug} and best.weight >= SURE
