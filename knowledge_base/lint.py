"""What a desk must mend in its articles before citizens hear them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

from knowledge_base.article import Article
from knowledge_base.normalise import content
from knowledge_base.placeholders import known_placeholders, placeholders

MIN_PHRASINGS = 12
MAX_SENTENCES = 3
RESERVED_SLUGS = frozenset({"figures", "proposals", "suggest", "unanswered"})
"""Other addresses of `/api/knowledge` have these in the slug's place: no such article could be opened."""
NEXT_STEPS = Path(__file__).with_name("next_steps.yaml")
_HANGUL_WORD = re.compile("[가-힣]+")


class Level(StrEnum):
    """An error keeps an article from being good; a warning wants a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: in which article, which rule, and a sentence in Korean."""

    slug: str
    level: Level
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What articles are judged by. An empty set leaves that part unjudged."""

    today: date
    queues: frozenset[str] = frozenset()
    ticket_types: frozenset[str] = frozenset()
    placeholders: frozenset[str] = frozenset()
    reserved: frozenset[str] = RESERVED_SLUGS
    vocabulary: frozenset[str] = field(default=frozenset(), repr=False)
    """Words a recogniser knows, one form each as it spells them."""


def default_rules(today: date, vocabulary: Iterable[str] = ()) -> Rules:
    """The desks, ticket types and placeholders that come with the knowledge base."""
    known = yaml.safe_load(NEXT_STEPS.read_text(encoding="utf-8"))
    return Rules(
        today=today,
        queues=frozenset(known["queues"]),
        ticket_types=frozenset(known["ticket_types"]),
        placeholders=frozenset(known_placeholders()),
        vocabulary=frozenset(word.strip() for word in vocabulary if word.strip()),
    )


def lint(articles: Sequence[Article], rules: Rules) -> list[Finding]:
    """All findings, by article; those about several articles stand with the later one."""
    found = [finding for article in articles for check in _CHECKS for finding in check(article, rules)]
    found.extend(_same_phrasings(articles))
    return sorted(found, key=lambda finding: (finding.slug, finding.level, finding.rule, finding.message))


def _slug(article: Article, rules: Rules) -> Iterator[Finding]:
    if article.slug in rules.reserved:
        yield _error(
            article,
            "reserved-slug",
            f"'{article.slug}'은 다른 화면의 주소입니다. 다른 이름을 써 주십시오.",
        )


def _parts(article: Article, _rules: Rules) -> Iterator[Finding]:
    steps = article.next_steps
    parts = {
        "담당(owner)": article.owner,
        "출처(sources)": article.sources,
        "검토일(reviewed)": article.reviewed,
        "유효기한(expires)": article.expires,
        "핵심어(keywords)": article.keywords,
        "동의어(synonyms)": article.synonyms,
        "말할 답변(spoken)": article.spoken.strip(),
        "본문": article.body,
        "민원 유형(next_steps.ticket_type)": steps.ticket_type,
        "담당 창구(next_steps.queue)": steps.queue,
        "문자 내용(next_steps.sms)": steps.sms,
    }
    for name, value in parts.items():
        if not value:
            yield _error(article, "missing", f"{name} 항목이 없습니다.")


def _phrasings(article: Article, _rules: Rules) -> Iterator[Finding]:
    if len(article.phrasings) < MIN_PHRASINGS:
        yield _error(
            article,
            "few-phrasings",
            f"실제 질문이 {len(article.phrasings)}개뿐입니다. {MIN_PHRASINGS}개 이상 적어 주십시오.",
        )
    seen: set[str] = set()
    for phrasing in article.phrasings:
        form = content(phrasing)
        if not form:
            yield _error(article, "empty-phrasing", f"'{phrasing}'에는 한글 질문이 없습니다.")
        elif form in seen:
            yield _warning(article, "repeated-phrasing", f"'{phrasing}'은 이미 있는 질문과 같습니다.")
        seen.add(form)


def _spoken(article: Article, _rules: Rules) -> Iterator[Finding]:
    sentences = article.spoken_sentences()
    if len(sentences) > MAX_SENTENCES:
        yield _error(
            article,
            "long-answer",
            f"말할 답변이 {len(sentences)}문장입니다. {MAX_SENTENCES}문장 이내로 줄여 주십시오.",
        )


def _dates(article: Article, rules: Rules) -> Iterator[Finding]:
    if article.expired(rules.today):
        yield _error(
            article,
            "expired",
            f"{article.expires}에 유효기한이 지나 시민에게 안내되지 않습니다. 다시 검토해 주십시오.",
        )
    if article.reviewed and article.reviewed > rules.today:
        yield _error(article, "future-review", f"검토일({article.reviewed})이 오늘보다 뒤입니다.")
    if article.reviewed and article.expires and article.expires <= article.reviewed:
        yield _error(article, "date-order", "유효기한이 검토일보다 뒤여야 합니다.")
    for source in article.sources:
        if source.year is None:
            yield _error(article, "undated-source", f"출처 '{source.name}'에 연도가 없습니다.")


def _placeholders(article: Article, rules: Rules) -> Iterator[Finding]:
    if not rules.placeholders:
        return
    text = "\n".join((article.spoken, article.body, article.next_steps.sms or ""))
    for name in placeholders(text):
        if name not in rules.placeholders:
            yield _error(article, "unknown-placeholder", f"'{{{{{name}}}}}'은 알려지지 않은 자리표시입니다.")


def _next_steps(article: Article, rules: Rules) -> Iterator[Finding]:
    steps = article.next_steps
    if steps.queue and rules.queues and steps.queue not in rules.queues:
        yield _error(article, "unknown-queue", f"'{steps.queue}'은 없는 창구입니다.")
    if steps.ticket_type and rules.ticket_types and steps.ticket_type not in rules.ticket_types:
        yield _error(article, "unknown-ticket-type", f"'{steps.ticket_type}'은 없는 민원 유형입니다.")


def _vocabulary(article: Article, rules: Rules) -> Iterator[Finding]:
    if not rules.vocabulary:
        return
    words = (word for phrasing in article.phrasings for word in _HANGUL_WORD.findall(phrasing))
    unknown = [word for word in dict.fromkeys(words) if word not in rules.vocabulary]
    if unknown:
        yield _warning(article, "unheard-words", f"음성 인식기가 모르는 단어입니다: {', '.join(unknown)}.")


def _same_phrasings(articles: Sequence[Article]) -> Iterator[Finding]:
    owners: dict[str, Article] = {}
    for article in articles:
        for phrasing in article.phrasings:
            owner = owners.setdefault(content(phrasing), article)
            if owner is not article:
                yield _error(
                    article, "overlap", f"'{phrasing}'은 '{owner.title}'({owner.slug})에도 있는 질문입니다."
                )


def _error(article: Article, rule: str, message: str) -> Finding:
    return Finding(article.slug, Level.ERROR, rule, message)


def _warning(article: Article, rule: str, message: str) -> Finding:
    return Finding(article.slug, Level.WARNING, rule, message)


_CHECKS: tuple[Callable[[Article, Rules], Iterator[Finding]], ...] = (
    _slug,
    _parts,
    _phrasings,
    _spoken,
    _dates,
    _placeholders,
    _next_steps,
    _vocabulary,
)
