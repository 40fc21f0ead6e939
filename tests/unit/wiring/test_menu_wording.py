"""The words of a question of the voice menu, for people."""

from pathlib import Path

from callcenter.settings import Settings
from callcenter.wiring.menu_wording import menu_wording


def test_a_place_is_told_in_words(tmp_path: Path) -> None:
    wording = menu_wording(Settings(data=tmp_path))
    flow, words = wording("speech/ask")
    assert flow == "말로 하는 안내"
    assert "말씀" in words
    assert wording("speech/really")[1].startswith("○○, 맞으십니까?")
    assert wording("hotline/main_menu")[1].endswith("For English, press nine.")
    assert wording("speech/gone") == ("말로 하는 안내", "")
    assert wording("gone/ask") == ("", "")
