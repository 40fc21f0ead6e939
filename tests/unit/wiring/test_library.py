"""The knowledge base as callers hear it: never a hole, never an expired answer, never sure alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from callcenter.knowledge.service import KnowledgeService
from callcenter.knowledge.shelf import make_shelf
from callcenter.knowledge.spoken import KnowledgeAnswer, KnowledgeAnswers, NextSteps
from callcenter.problems import Conflict
from callcenter.wiring.library import ArticleLibrary
from knowledge_base.loader import load_articles

LIGHT = KnowledgeAnswer(
    answered=True,
    sure=True,
    slug="streetlight",
    title="가로등 고장 신고",
    text="사흘 안에 고칩니다.",
    next_steps=NextSteps(queue="complaint"),
    best=("streetlight", "security-light"),
)
SEAL = KnowledgeAnswer(answered=True, slug="seal", title="인감", text="창구에서 뗍니다.")
HOLE = KnowledgeAnswer(answered=False, slug="streetlight", title="가로등 고장 신고")
STRANGER = KnowledgeAnswer(answered=False)


class Answers:
    """Answers by question, and what was written down."""

    def __init__(self, answers: Mapping[str, KnowledgeAnswer], *, refuses: bool = False) -> None:
        self._answers, self._refuses = answers, refuses
        self.written: list[tuple[str, str]] = []

    def answer(self, texts: Sequence[str]) -> KnowledgeAnswer:
        return self._answers[texts[0]]

    def spoken(self, slug: str, call_id: str) -> None:
        if self._refuses:
            raise Conflict("knowledge.expired")
        self.written.append((slug, call_id))

    def not_found(self, query: str, call_id: str) -> None:
        self.written.append((query, call_id))


def library(answers: Answers) -> ArticleLibrary:
    return ArticleLibrary(cast(KnowledgeService, None), cast(KnowledgeAnswers, answers))


def test_a_sure_answer_is_told_at_once() -> None:
    answers = Answers({"가로등이 고장": LIGHT})
    shelf = library(answers)
    found = shelf.search("call-1", ["가로등이 고장", "가로등 이 고장"])
    assert (found.level, found.slug, found.desk) == ("sure", "streetlight", "complaint")
    assert (found.answer, found.others) == ("사흘 안에 고칩니다.", ("security-light",))
    shelf.close()
    assert answers.written == []


def test_an_article_that_is_told_is_written_down() -> None:
    answers = Answers({})
    shelf = library(answers)
    shelf.told("call-1", "streetlight")
    shelf.close()
    assert answers.written == [("streetlight", "call-1")]


def test_one_that_is_not_sure_is_read_back() -> None:
    answers = Answers({"인감": SEAL})
    shelf = library(answers)
    assert shelf.search("call-1", ["인감"]).level == "unsure"
    shelf.close()
    assert answers.written == []


def test_strangers_and_what_must_not_be_spoken_find_nothing_and_become_a_task() -> None:
    answers = Answers({"피자": STRANGER, "가로등": HOLE})
    shelf = library(answers)
    assert shelf.search("call-1", ["피자", "피자"]).level == "none"
    assert shelf.search("call-1", ["가로등"]).level == "none"
    assert shelf.search("call-1", []).level == "none"
    shelf.close()
    assert answers.written == [("피자", "call-1"), ("가로등", "call-1")]


def test_what_cannot_be_written_down_is_no_failure_of_the_answer() -> None:
    shelf = library(Answers({"가로등": LIGHT}, refuses=True))
    shelf.told("call-1", "streetlight")
    assert shelf.search("call-1", ["가로등", "가로등"]).level == "sure"
    shelf.close()


def test_everything_that_may_be_asked_is_given_to_the_recogniser() -> None:
    articles, broken = load_articles()

    class Service:
        shelf = make_shelf(articles[:10], [(articles[0].slug, "이렇게도 묻습니다")], broken)

    phrasings = ArticleLibrary(cast(KnowledgeService, Service()), cast(KnowledgeAnswers, None)).phrasings()
    assert len(phrasings) > 120
    assert "이렇게도 묻습니다" in phrasings
