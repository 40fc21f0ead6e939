"""Words that strangers say tell them from citizens; a question never speaks for itself."""

from knowledge_base.normalise import Written, written_words
from knowledge_base.wording import Wording

CITIZENS = ["여권을 만들고 싶어요", "여권 수수료 얼마예요", "가로등 고장 신고"]
STRANGERS = ["통장을 만들고 싶어요", "통장 정리 얼마예요", "연속극 언제 해요"]


def _wording() -> Wording:
    return Wording.counted(map(written_words, CITIZENS), map(written_words, STRANGERS))


def test_words_tell_the_sides_apart() -> None:
    wording = _wording()
    assert wording.judge(written_words("여권이 필요해요")).odds > 0
    assert wording.judge(written_words("통장이 필요해요")).odds < 0


def test_words_nobody_said() -> None:
    judged = _wording().judge(written_words("고래 상어"))
    assert (judged.odds, judged.unheard) == (0.0, 1.0)


def test_a_counted_question_is_left_out_of_its_own_judgement() -> None:
    question = written_words("연속극 언제 해요")
    assert _wording().judge(question).odds < 0
    assert _wording().judge(question, own=1).unheard > 0


def test_without_spaces_nothing_is_said() -> None:
    assert _wording().judge(Written("여권수수료얼마예요", None)).odds == 0.0
    assert _wording().judge(written_words("ㅋㅋㅋ")).odds == 0.0
