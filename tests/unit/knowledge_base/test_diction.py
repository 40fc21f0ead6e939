"""Syllables tell citizens from strangers; phrasings of articles are known before any training."""

import pytest

from knowledge_base.diction import Diction, spoken_pieces

DICTION = Diction({"여권": 3.0, "권": 0.5, "통장": -3.0, "^통": -0.5})


def test_pieces_are_syllables_and_pairs_with_both_ends_each_once() -> None:
    assert spoken_pieces("여권") == ("^", "여", "권", "$", "^여", "여권", "권$")
    assert spoken_pieces("가가가") == ("^", "가", "$", "^가", "가가", "가$")
    assert spoken_pieces("") == ("^", "$", "^$")


def test_pieces_tell_the_sides_apart() -> None:
    assert DICTION.judge("여권주세요") > 0 > DICTION.judge("통장주세요")


def test_a_misheard_syllable_costs_only_its_own_pieces() -> None:
    clear, misheard = DICTION.judge("여권주세요"), DICTION.judge("여권주새요")
    assert misheard == pytest.approx(clear)


def test_words_nobody_said_weigh_nothing() -> None:
    assert DICTION.judge("고래") == 0.0


def test_a_phrasing_is_said_by_citizens_from_now_on() -> None:
    taught = DICTION.taught(["통장정리", "고래구경"])
    assert DICTION.judge("고래구경") == 0.0
    assert taught.judge("고래구경") > 0.5
    assert taught.judge("고래구경하고싶어요") > 0.0
    assert taught.judge("통장정리") > DICTION.judge("통장정리")


def test_a_phrasing_that_runs_like_a_citizens_changes_nothing() -> None:
    assert DICTION.taught(["여권"]).weights == DICTION.weights
