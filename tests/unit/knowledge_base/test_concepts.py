"""Words of the lexicon are found in running text, also misheard."""

import pytest

from knowledge_base.concepts import NearSpotter, Spotter, aspect_spotter, strange_pairs, subject_spotter
from knowledge_base.data import concepts, outside
from knowledge_base.normalise import written_words


def test_the_longest_word_wins() -> None:
    spotter = Spotter({"여권": ["여권"], "사진": ["여권사진"]})
    assert set(spotter.find(written_words("여권 사진이요"))) == {"사진"}


def test_a_decoy_hides_what_it_holds() -> None:
    spotter = Spotter({"보험": ["보험"]}, decoys=["보험금"])
    assert spotter.find(written_words("보험금 언제 나와요")) == {}
    assert set(spotter.find(written_words("보험 만기요"))) == {"보험"}


def test_a_short_word_inside_another_is_less_certain() -> None:
    spotter = Spotter({"사진": ["사진"]})
    assert spotter.find(written_words("여권 사진"))["사진"].certainty == 1.0
    assert spotter.find(written_words("이사진들"))["사진"].certainty < 1.0


def test_one_syllable_only_as_a_word() -> None:
    spotter = Spotter({"눈": ["눈"]})
    assert set(spotter.find(written_words("눈 좀 치워요"))) == {"눈"}
    assert spotter.find(written_words("눈물 나요")) == {}


@pytest.mark.parametrize("heard", ["가족관겨증명서", "가족관개증명서", "가적관계증명서", "가족간계증명서"])
def test_misheard(heard: str) -> None:
    spotter = NearSpotter({"가족관계": ["가족관계증명서"]})
    question = written_words(heard)
    assert "가족관계" in spotter.find(question, range(len(question.text) - 1))


def test_nothing_is_misheard_where_the_text_reads_well() -> None:
    spotter = NearSpotter({"여권": ["여권"]})
    question = written_words("여컨 주세요")
    assert "여권" in spotter.find(question, strange_pairs(question.text, {"컨주", "주세", "세요"}))
    assert spotter.find(question, strange_pairs(question.text, {"여컨", "컨주", "주세", "세요"})) == {}


@pytest.mark.parametrize(
    ("question", "subject", "aspect"),
    [
        ("민증 잃어버렸어요", "주민등록증", "분실"),
        ("여권 사진 어떻게 찍어요", "여권", "사진"),
        ("골목에서 똥내가 나요 하수구요", "하수구", "악취"),
        ("차 명의 바꾸려고요", "명의이전", "변경"),
    ],
)
def test_everyday_words(question: str, subject: str, aspect: str) -> None:
    text = written_words(question)
    assert subject in subject_spotter().find(text)
    assert aspect in aspect_spotter().find(text)


def test_the_lists_share_no_concept() -> None:
    known = concepts()
    assert not set(known.subjects) & set(known.aspects)
    assert all(known.subjects.values())
    assert all(known.aspects.values())
    assert all(outside().values())
