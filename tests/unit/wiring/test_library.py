"""The knowledge base as callers hear it: never a hole, never an expired answer, never sure alone."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.wiring.library import ArticleLibrary
from knowledge_base.article import Article
from knowledge_base.loader import load_articles

DESKS = ("civil", "vehicle", "complaint", "general")
QUESTION = "가로등이 고장 났어요"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return load_articles()[0]


@pytest.fixture(scope="module")
def facts(articles: list[Article]) -> dict[str, str]:
    from knowledge_base.placeholders import placeholders

    return {name: "시청" for article in articles for name in placeholders(article.spoken)}


def test_two_that_heard_the_same_question_are_sure(articles: list[Article], facts: dict[str, str]) -> None:
    found = ArticleLibrary(articles, facts, DESKS, "general").search([QUESTION, "가로등 이 고장 났 어요"])
    assert (found.level, found.slug, found.desk) == ("sure", "streetlight", "complaint")
    assert found.answer
    assert "{{" not in found.answer
    assert found.others


def test_one_alone_and_two_that_differ_are_not(articles: list[Article], facts: dict[str, str]) -> None:
    library = ArticleLibrary(articles, facts, DESKS, "general")
    assert library.search([QUESTION]).level == "unsure"
    assert library.search([QUESTION, "인감 대리로 뗄 수 있나요"]).level == "unsure"


def test_strangers_and_silence_find_nothing(articles: list[Article], facts: dict[str, str]) -> None:
    library = ArticleLibrary(articles, facts, DESKS, "general")
    assert library.search(["피자 한 판 배달해 주세요", "피자 한 판 배달"]).level == "none"
    assert library.search([]).level == "none"


def test_what_must_not_be_spoken_is_not(articles: list[Article], facts: dict[str, str]) -> None:
    (light,) = [article for article in articles if article.slug == "streetlight"]
    texts = [QUESTION, "가로등 이 고장 났 어요"]
    expired = light.model_copy(update={"expires": date(2020, 1, 1)})
    hole = light.model_copy(update={"spoken": "{{no.such.fact}}에서 고칩니다."})
    dumb = light.model_copy(update={"spoken": ""})
    for article in (expired, hole, dumb):
        others = [other for other in articles if other.slug != "streetlight"]
        found = ArticleLibrary([*others, article], facts, DESKS, "general").search(texts)
        assert found.slug != "streetlight"


def test_a_desk_the_house_lacks_becomes_the_fallback(articles: list[Article], facts: dict[str, str]) -> None:
    found = ArticleLibrary(articles, facts, ("general",), "general").search([QUESTION])
    assert found.desk == "general"


def test_everything_that_may_be_asked_is_given_to_the_recogniser(articles: list[Article]) -> None:
    phrasings = ArticleLibrary(articles, {}, DESKS, "general").phrasings
    assert len(phrasings) > 12 * len(articles)
