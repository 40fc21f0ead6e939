"""Syllables that are mistaken for one another on the telephone are more alike than others."""

from knowledge_base.likeness import likeness


def test_the_same_syllable() -> None:
    assert likeness("권", "권") == 1.0


def test_near_and_far() -> None:
    assert likeness("권", "컨") > likeness("권", "마")
    assert likeness("가", "까") > likeness("가", "하")


def test_anything_else_is_unlike() -> None:
    assert likeness("권", "k") == 0.0
