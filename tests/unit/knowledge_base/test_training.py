"""A small city learns to answer its citizens, to turn strangers away, and the same thing every time."""

from dataclasses import replace
from pathlib import Path

from knowledge_base.diction import Diction
from knowledge_base.evaluation.questions import Question
from knowledge_base.matcher import KnowledgeBase
from knowledge_base.ranking import Evidence, Model, Signs, Weights
from knowledge_base.training.certainty import learn_certainty
from knowledge_base.training.diction import learn_diction, unseen_dictions
from knowledge_base.training.examples import examples
from knowledge_base.training.order import learn_order
from knowledge_base.weights import write_model
from tests.unit.knowledge_base.articles import articles

BLANK = Model(
    Weights((0.0,) * len(Evidence._fields), (0.0,) * len(Evidence._fields)),
    Weights((0.0,) * len(Signs._fields), (0.0,) * len(Signs._fields)),
    Diction({}),
)
QUESTIONS = [
    Question("train", "passport-fee", "여권 하나 하는 데 돈이 얼마 들어요"),
    Question("train", "passport-lost", "여권을 어디서 잃어버린 것 같아요"),
    Question("train", "streetlight", "골목 가로등이 며칠째 안 켜져요"),
    Question("train", "bulky-waste", "낡은 장롱을 버리고 싶어요"),
    Question("train", None, "피자 한 판 배달해 주세요"),
    Question("train", None, "통장 비밀번호를 잊어버렸어요"),
    Question("train", None, "내일 비가 올까요"),
    Question("train", None, "고양이 사료 추천해 줘"),
]


def _learned() -> Model:
    rows = examples(articles(), QUESTIONS, BLANK)
    model = replace(BLANK, order=learn_order(rows), diction=learn_diction(rows))
    return learn_certainty(model, rows, unseen_dictions(rows))


def test_citizens_are_answered_and_strangers_are_not(tmp_path: Path) -> None:
    model = _learned()
    base = KnowledgeBase(articles(), model)
    for question in QUESTIONS:
        answer = base.search(question.text)
        assert answer.answered is (question.slug is not None), question.text
        if question.slug:
            assert answer.results[0].article.slug == question.slug
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    write_model(model, first)
    write_model(_learned(), second)
    assert first.read_bytes() == second.read_bytes()
