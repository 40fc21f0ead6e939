"""Words that sound alike are the same string of sound classes."""

import pytest

from knowledge_base.jamo import initials, join, sounds, split


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("먹어", "머거"),
        ("합니다", "함니다"),
        ("등본이요", "등보니요"),
        ("연락", "열락"),
        ("독립", "동닙"),
        ("입학", "이팍"),
        ("좋다", "조타"),
        ("꽃을", "꼬츨"),
        ("없어요", "업서요"),
        ("왜", "외"),
        ("개", "게"),
        ("씨씨티비", "시시티비"),
        ("깨졌어요", "께져써요"),
    ],
)
def test_same_sound(written: str, heard: str) -> None:
    assert sounds(written) == sounds(heard)


@pytest.mark.parametrize(("one", "other"), [("물", "불"), ("강", "간"), ("여권", "여건")])
def test_other_sound(one: str, other: str) -> None:
    assert sounds(one) != sounds(other)


def test_syllables_come_apart_and_together() -> None:
    for syllable in "가힣권값":
        parts = split(syllable)
        assert parts is not None
        assert join(*parts) == syllable
    assert split("a") is None


def test_initials_leave_other_characters() -> None:
    assert initials("여권 재발급 1") == "ㅇㄱ ㅈㅂㄱ 1"
