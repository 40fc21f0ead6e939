"""Questions to articles: candidates from an index, order and certainty from a model; maybe no answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from rapidfuzz import fuzz, process

from knowledge_base.article import Article
from knowledge_base.concepts import Spot, lexicon_words, near_spotter, outside_spotter, strange_pairs
from knowledge_base.data import concepts
from knowledge_base.expectation import Expectation
from knowledge_base.features import Features, features
from knowledge_base.index import Index, IndexBuilder
from knowledge_base.normalise import written
from knowledge_base.overlap import Overlap
from knowledge_base.profile import compared_texts, pairs, profile
from knowledge_base.ranking import THRESHOLD, Evidence, Model, Signs, softmax
from knowledge_base.weights import trained

_CANDIDATES = 24
_NEAREST = 3
# What a sound n-gram counts beside a concept in the first score; postings read of each kind.
_SOUNDS = 0.4
_BUDGET = 12_000
# What a sound n-gram that no article holds would weigh, had one article held it.
_NOVEL = 4.0
# Brings sums of lifts to about 0..2, so that one learning rate fits all.
_SCALE = 4.0
_NEGLIGIBLE = 1e-9
# From this share of strange pairs on, a question counts as altogether misheard.
_ALL_NOISE = 0.3
# Syllables added, because a short question with one strange pair may as well be clear.
_FEW = 3
# From this likeness on a question is a phrasing of the article, whatever else speaks against it.
_SAME = 0.95
# A word heard with less certainty is not shown as a reason.
_WORTH_TELLING = 0.5


@dataclass(frozen=True, slots=True)
class Why:
    """Why an article was found."""

    phrasing: str
    """The phrasing, title or synonym that sounds most like the question."""
    likeness: float
    """How alike they sound, 0..1."""
    words: tuple[str, ...]
    """Words of the lexicon that question and article share."""


@dataclass(frozen=True, slots=True)
class Result:
    """One article for a question; `score` is the probability 0..1 that it is the right one."""

    article: Article
    score: float
    why: Why
    expired: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question. `results` are given, best first, even when `answered` is False."""

    query: str
    answered: bool
    certainty: float
    results: list[Result]

    @property
    def speakable(self) -> Article | None:
        """The article to speak: the best one, if it fits and has not expired."""
        if not self.answered or not self.results or self.results[0].expired:
            return None
        return self.results[0].article


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be meant, with what speaks for it."""

    number: int
    evidence: Evidence
    phrasing: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Concepts of a question, those read as they stand and those only heard alike."""

    subjects: dict[str, Spot]
    aspects: dict[str, Spot]
    noise: float
    """Share of the pairs of syllables that nobody writes: 0 for clear text, 1 for badly misheard speech."""


class KnowledgeBase:
    """Searches a fixed set of articles; build a new one when articles change. Threads may share it."""

    def __init__(self, articles: Iterable[Article], model: Model | None = None) -> None:
        self.articles = list(articles)
        self.model = model or trained()
        subjects, aspects, sounds = IndexBuilder(), IndexBuilder(), IndexBuilder()
        self._asked_about = Expectation(concepts().subjects)
        self._asked_for = Expectation(concepts().aspects)
        self._heard: list[list[str]] = []
        self._familiar = pairs(lexicon_words())
        named = []
        for article in self.articles:
            read = profile(article)
            self._familiar |= read.pairs
            subjects.add(read.subjects)
            aspects.add(read.aspects)
            sounds.add(read.grams)
            self._asked_about.add(read.subjects)
            self._asked_for.add(read.aspects)
            self._heard.append(read.sounds)
            named.append(read.concepts)
        self._subjects, self._aspects, self._sounds = subjects.build(), aspects.build(), sounds.build()
        self._overlap = Overlap(named)
        self._diction = self.model.diction.taught(
            written(text) for a in self.articles for text in a.phrasings
        )

    def search(self, query: str, limit: int = 3, today: date | None = None) -> Answer:
        """The best articles for a question, typed or recognised.

        An expired article is still found, for the agent to see, and carries `expired`; it is never spoken.
        """
        asked = features(query)
        heard = self.hear(asked)
        candidates = self.candidates(asked, heard)
        if not candidates:
            return Answer(query, answered=False, certainty=0.0, results=[])
        strengths = self.model.strengths([c.evidence for c in candidates], heard.noise)
        shares = softmax(strengths)
        order = sorted(range(len(candidates)), key=lambda i: (-strengths[i], candidates[i].number))
        best = order[0]
        evidence = candidates[best].evidence
        certainty = self.model.certain(self.signs(asked, heard, evidence, shares[best]))
        if evidence.best_phrasing >= _SAME:
            certainty = max(certainty, evidence.best_phrasing)
        day = today or date.today()  # noqa: DTZ011 - an expiry date is a calendar day of the city
        named = {**heard.subjects, **heard.aspects}
        results = [
            self._result(candidates[i], certainty * shares[i] / shares[best], named, day)
            for i in order[:limit]
        ]
        return Answer(query, certainty >= THRESHOLD, certainty, results)

    def hear(self, asked: Features) -> Heard:
        """What a question names, also where it was misheard."""
        strange = strange_pairs(asked.question.text, self._familiar)
        near = near_spotter().find(asked.question, strange)
        about = concepts().subjects
        starts = asked.question.starts or ()
        inside = sum(place + 1 not in starts for place in strange)
        return Heard(
            _heard_too(asked.subjects, {c: spot for c, spot in near.items() if c in about}),
            _heard_too(asked.aspects, {c: spot for c, spot in near.items() if c not in about}),
            min(1.0, inside / (_ALL_NOISE * (len(asked.question.text) + _FEW))),
        )

    def candidates(self, asked: Features, heard: Heard) -> list[Candidate]:
        """The articles that share most with the question, each with its evidence."""
        subjects, aspects = heard.subjects, heard.aspects
        by_sound = [0.0] * len(self.articles)
        self._sounds.add([(gram, _SOUNDS) for gram in asked.grams], by_sound, _BUDGET)
        total = by_sound.copy()
        for index, found in ((self._subjects, subjects), (self._aspects, aspects)):
            index.add([(name, spot.certainty) for name, spot in found.items()], total, _BUDGET)
        numbers = nlargest(_CANDIDATES, range(len(total)), key=total.__getitem__)
        most_about, most_wanted = self._best(self._subjects, subjects), self._best(self._aspects, aspects)
        most_heard = sum(self._sounds.best(gram) or _NOVEL for gram in asked.grams)
        weights = self._overlap.weights({**subjects, **aspects})
        candidates = []
        for number in numbers:
            if total[number] <= 0.0:
                break
            about = self._asked_about.agree(subjects, number, self._subjects)
            wanted = self._asked_for.agree(aspects, number, self._aspects)
            nearest = process.extract(asked.heard, self._heard[number], scorer=fuzz.ratio, limit=_NEAREST)
            overlaps = self._overlap.nearest(weights, number, _NEAREST)
            evidence = Evidence(
                subjects=about.gained / _SCALE,
                subjects_share=about.gained / most_about,
                subjects_missing=about.missing / _SCALE,
                aspects=wanted.gained / _SCALE,
                aspects_share=wanted.gained / most_wanted,
                aspects_missing=wanted.missing / _SCALE,
                concepts=overlaps[0],
                near_concepts=sum(overlaps) / len(overlaps),
                sounds=by_sound[number] / (_SOUNDS * max(1, len(asked.grams))),
                sounds_share=by_sound[number] / (_SOUNDS * max(1.0, most_heard)),
                best_phrasing=nearest[0][1] / 100,
                near_phrasings=sum(match[1] for match in nearest) / (100 * len(nearest)),
                relative=total[number] / total[numbers[0]],
            )
            candidates.append(Candidate(number, evidence, nearest[0][2]))
        return candidates

    def signs(self, asked: Features, heard: Heard, best: Evidence, share: float) -> Signs:
        """What the certainty of the best candidate is judged by."""
        known = sum(gram in self._sounds for gram in asked.grams)
        outside = outside_spotter().find(asked.question)
        return Signs(
            probability=share,
            subjects=best.subjects,
            subjects_share=best.subjects_share,
            subjects_missing=best.subjects_missing,
            aspects=best.aspects,
            aspects_missing=best.aspects_missing,
            concepts=best.concepts,
            sounds=best.sounds,
            best_phrasing=best.best_phrasing,
            near_phrasings=best.near_phrasings,
            explained=best.sounds_share,
            known=known / max(1, len(asked.grams)),
            outside=min(2.0, sum(spot.certainty for spot in outside.values())),
            diction=self._diction.judge(asked.question.text),
            noise=heard.noise,
            nothing_named=0.0 if heard.subjects else 1.0,
        )

    def _best(self, index: Index, asked: Mapping[str, Spot]) -> float:
        """What an article would gain that is first in every concept asked."""
        return max(_NEGLIGIBLE, sum(spot.certainty * index.best(name) for name, spot in asked.items()))

    def _result(self, candidate: Candidate, score: float, named: Mapping[str, Spot], day: date) -> Result:
        article = self.articles[candidate.number]
        kinds = (self._asked_about, self._asked_for)
        words = [
            spot.word
            for concept, spot in named.items()
            if spot.certainty >= _WORTH_TELLING and any(k.holds(concept, candidate.number) for k in kinds)
        ]
        why = Why(
            phrasing=compared_texts(article)[candidate.phrasing],
            likeness=round(candidate.evidence.best_phrasing, 3),
            words=tuple(dict.fromkeys(words)),
        )
        return Result(article, round(score, 4), why, article.expired(day))


def _heard_too(read: Mapping[str, Spot], heard: Mapping[str, Spot]) -> dict[str, Spot]:
    surer = {c: spot for c, spot in heard.items() if c not in read or spot.certainty > read[c].certainty}
    return {**read, **surer}
