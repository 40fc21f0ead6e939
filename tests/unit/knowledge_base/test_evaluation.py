"""The question set is well formed, mishearing is repeatable, and measuring counts right."""

from collections import Counter

from knowledge_base.evaluation.measure import measure
from knowledge_base.evaluation.mishearing import mishear
from knowledge_base.evaluation.questions import Question, read_questions


def test_parts_share_no_question() -> None:
    questions = read_questions()
    assert {q.part for q in questions} == {"train", "validation", "test"}
    assert max(Counter(q.text for q in questions).values()) == 1


def test_some_articles_are_only_in_the_test_part() -> None:
    slugs = {
        part: {q.slug for q in read_questions() if q.slug and q.part == part} for part in ("train", "test")
    }
    assert len(slugs["test"] - slugs["train"]) >= 20


def test_mishearing_is_repeatable_and_spoils_a_fifth() -> None:
    text = "여권 유효기간이 얼마 남지 않았어요"
    assert mishear(text, 1) == mishear(text, 1)
    assert mishear(text, 1) != mishear(text, 2)
    assert mishear(text, 1) != text
    assert mishear("abc", 1) == "abc"


def test_measuring() -> None:
    questions = [Question("test", "a", "하나"), Question("test", "b", "둘"), Question("test", None, "셋")]
    result = measure(lambda text: (text != "셋", ["a", "b"]), questions)
    assert (result.questions, result.strangers) == (2, 1)
    assert (result.top1, result.top3, result.accepted, result.rejected) == (0.5, 1.0, 1.0, 1.0)
