"""Sounds, agreement, the choice among expected sentences, and what is no speech at all."""

from __future__ import annotations

import pytest

from callcenter.speech.recognition.agreement import ALONE, choose, combine, likeness
from callcenter.speech.recognition.grammar import make_grammar
from callcenter.speech.recognition.hallucination import is_hallucinated
from callcenter.speech.recognition.sounding import sounding

GROUPS = {
    "passport": ("여권을 만들고 싶어요", "여권 재발급 받으려고요"),
    "light": ("골목이 어두워요", "가로등이 고장 났어요"),
    "yes": ("네", "네 맞아요"),
    "no": ("아니요", "아니에요"),
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("여권 을 만들 고 싶 어요", "여권을 만들고 싶어요."),
        ("50000원", "오만 원"),
        ("되게", "돼게"),
        ("010", "영일영"),
    ],
)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert sounding(one) == sounding(other)
    assert likeness(one, other) == 1.0


def test_nothing_is_like_nothing() -> None:
    assert likeness("", "") == 0.0
    assert likeness("...", "네") == 0.0


def test_the_better_engine_is_believed_and_the_other_says_how_much() -> None:
    text, confidence = combine({"vosk": "여권 을 만들 고 싶어요", "whisper": "여권을 만들고 싶어요"}, {})
    assert (text, confidence) == ("여권을 만들고 싶어요", 1.0)
    text, confidence = combine({"vosk": "골목 이 어두 워요", "whisper": "여권을 만들고 싶어요"}, {})
    assert text == "여권을 만들고 싶어요"
    assert confidence < 0.5
    assert combine({"vosk": "네", "whisper": ""}, {"vosk": 1.0}) == ("네", 0.0)
    assert combine({"vosk": "네"}, {"vosk": 1.0}) == ("네", ALONE)
    assert combine({"vosk": "", "whisper": ""}, {}) == ("", 0.0)


def test_two_that_point_to_the_same_group_are_sure() -> None:
    found = choose({"vosk": "여권 재발급 받으려고요", "whisper": "여권을 만들고 시퍼요"}, GROUPS)
    assert found is not None
    assert found.group == "passport"
    assert found.confidence > 0.8


def test_two_that_differ_one_alone_and_strangers_are_not() -> None:
    differ = choose({"vosk": "골목이 어두워요", "whisper": "여권을 만들고 싶어요"}, GROUPS)
    alone = choose({"vosk": "여권을 만들고 싶어요"}, GROUPS)
    silent = choose({"vosk": "여권을 만들고 싶어요", "whisper": ""}, GROUPS)
    stranger = choose({"vosk": "피자 한 판", "whisper": "피자 한 판 주세요"}, GROUPS)
    assert differ is not None
    assert differ.confidence <= 0.5
    assert alone is not None
    assert alone.confidence <= ALONE
    assert silent is not None
    assert silent.confidence <= 0.5
    assert stranger is not None
    assert stranger.confidence < 0.8
    assert choose({"vosk": ""}, GROUPS) is None
    assert choose({"vosk": "네"}, {}) is None


def test_a_grammar_cuts_unknown_words_into_known_ones_and_names_the_rest() -> None:
    known = {"골목", "이", "어두워요", "등본"}
    grammar = make_grammar(["골목이 어두워요!", "등초본 등본", "시시티브이"], known.__contains__)
    assert grammar.sentences == ("골목 이 어두워요", "등본")
    assert grammar.dropped == ("등초본", "시시티브이")
    assert grammar.as_json() == '["골목 이 어두워요", "등본"]'


@pytest.mark.parametrize(
    ("text", "seconds", "no_speech", "mean"),
    [
        ("시청해주셔서 감사합니다!", 2.0, 0.1, -0.3),
        ("Thank you.", 2.0, 0.1, -0.3),
        ("아 아 아 아 아 아 아 아 아 아 아 아 아 아 아", 1.0, 0.1, -0.3),
        ("그래서 그래서 그래서 그래서 그래서 그래서", 3.0, 0.1, -0.3),
        ("여권을 만들고 싶어요", 2.0, 0.9, -1.2),
        ("", 2.0, 0.0, 0.0),
    ],
)
def test_what_whisper_makes_up_is_nothing(text: str, seconds: float, no_speech: float, mean: float) -> None:
    assert is_hallucinated(text, seconds, no_speech, mean)


@pytest.mark.parametrize(
    "text", ["네", "감사합니다", "여권을 만들고 싶어요", "010-1234-5678이요", "네 네 네"]
)
def test_what_people_say_is_kept(text: str) -> None:
    assert not is_hallucinated(text, 2.0, 0.1, -0.4)
