"""Questions find their article, strangers are turned away, and nobody hears an expired answer."""

from datetime import date

import pytest

from knowledge_base.matcher import KnowledgeBase
from tests.unit.knowledge_base.articles import article, articles

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase(articles())


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("여권 하나 만드는데 을매나 드는교", "passport-fee"),
        ("여권을 도둑맞았습니다", "passport-lost"),
        ("동네 골목길이 껌껌해서 무섭네요", "streetlight"),
        ("옷장 하나 내다 버리려고 하는데요", "bulky-waste"),
        ("여꿘 부실 신고", "passport-lost"),
        ("거로등이 안켜저요", "streetlight"),
        ("여권분실신고하려고요", "passport-lost"),
        ("가로등", "streetlight"),
    ],
)
def test_the_right_article_comes_first(base: KnowledgeBase, question: str, slug: str) -> None:
    answer = base.search(question, today=TODAY)
    assert answer.results[0].article.slug == slug


@pytest.mark.parametrize(
    "question", ["피자 한 판 배달해 주세요", "삼성전자 주가 얼마예요", "오늘 날씨 어때요"]
)
def test_strangers_get_no_answer(base: KnowledgeBase, question: str) -> None:
    answer = base.search(question, today=TODAY)
    assert not answer.answered
    assert answer.speakable is None


@pytest.mark.parametrize("question", ["", "   ", "?!", "ㅋㅋㅋ", "123 abc", "가"])
def test_nothing_to_go_by(base: KnowledgeBase, question: str) -> None:
    assert not base.search(question, today=TODAY).answered


def test_scores_fall_and_stay_probabilities(base: KnowledgeBase) -> None:
    scores = [result.score for result in base.search("여권 얼마예요", limit=4, today=TODAY).results]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_limit(base: KnowledgeBase) -> None:
    assert len(base.search("여권 얼마예요", limit=1, today=TODAY).results) == 1


def test_the_reason_is_told(base: KnowledgeBase) -> None:
    why = base.search("여권 만드는 데 얼마예요", today=TODAY).results[0].why
    assert why.phrasing == "여권 만드는 데 얼마예요"
    assert why.likeness == 1.0
    assert "여권" in why.words
    assert any(word.startswith("얼마") for word in why.words)


def test_an_expired_article_is_found_but_not_spoken() -> None:
    base = KnowledgeBase([article("passport-fee", expires=date(2026, 11, 22)), article("streetlight")])
    answer = base.search("여권 만드는 데 얼마예요", today=TODAY)
    assert answer.answered
    assert answer.results[0].expired
    assert answer.speakable is None
    on_its_last_day = base.search("여권 만드는 데 얼마예요", today=date(2026, 11, 22))
    assert on_its_last_day.speakable is not None


def test_no_articles_no_answer() -> None:
    answer = KnowledgeBase([]).search("여권", today=TODAY)
    assert not answer.answered
    assert answer.results == []


def test_a_new_phrasing_is_answered_before_the_next_training() -> None:
    question = "해만 지면 도깨비 나오게 생겼소"
    added = [*article("streetlight").phrasings, question]
    known = [a.model_copy(update={"phrasings": added}) if a.slug == "streetlight" else a for a in articles()]
    assert not KnowledgeBase(articles()).search(question, today=TODAY).answered
    answer = KnowledgeBase(known).search(question, today=TODAY)
    assert answer.answered
    assert answer.results[0].article.slug == "streetlight"
