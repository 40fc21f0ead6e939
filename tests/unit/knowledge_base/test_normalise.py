"""What is typed, said and misspelled comes to one written form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.normalise import content, read_number, written, written_words


@pytest.mark.parametrize("spoken", ["CCTV", "cctv", "ＣＣＴＶ", "씨씨티비", "시시티브이", "씨 씨 티브이"])
def test_readings_of_cctv(spoken: str) -> None:
    assert written(f"{spoken} 달아 주세요") == "씨씨티비달아주세요"


@pytest.mark.parametrize(
    ("digits", "reading"),
    [
        ("0", "영"), ("7", "칠"), ("10", "십"), ("17", "십칠"), ("65", "육십오"), ("120", "백이십"),
        ("50000", "오만"), ("10000", "만"), ("123456789", "일억이천삼백사십오만육천칠백팔십구"),
        ("010", "영일영"),
    ],
)  # fmt: skip
def test_numbers_are_read(digits: str, reading: str) -> None:
    assert read_number(digits) == reading


def test_grouped_money() -> None:
    assert written("50,000원") == "오만원"


def test_composed_and_decomposed_are_the_same() -> None:
    text = "여권 사진 규격"
    assert written(unicodedata.normalize("NFD", text)) == written(text)


def test_a_variant_inside_its_right_form_is_left() -> None:
    assert written("길이 미끄러워요") == "길이미끄러워요"


def test_dialect() -> None:
    assert written("등본 띠러 왔는디") == "등본떼러왔는데"


def test_politeness_is_cut_but_never_all() -> None:
    assert content("저기요 혹시 여권 만들려고 하는데요") == content("여권 만들려고요")
    assert content("여보세요") != ""


def test_word_starts() -> None:
    assert written_words("여권 사진").starts == frozenset({0, 2})
    assert written_words("여권재발급하려면어디로가요").starts is None


@given(st.text(max_size=60))
def test_any_text_becomes_syllables(text: str) -> None:
    assert all("가" <= char <= "힣" for char in written(text))
