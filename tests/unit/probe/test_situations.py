from pathlib import Path

import pytest
from pydantic import ValidationError

from callcenter.probe.listening import Ear
from callcenter.probe.messages import Heard
from callcenter.probe.situations import Farewell, load_situations


def test_the_citizens_that_come_with_it() -> None:
    citizens = load_situations()
    assert len(citizens) >= 15
    assert len({citizen.caller for citizen in citizens}) == len(citizens), "each has a number of their own"
    assert all(citizen.caller.startswith(("0100000", "0100001", "020000", "020001")) for citizen in citizens)
    assert {citizen.key for citizen in citizens} == {"1", "2", "3", "4", ""}
    assert {citizen.ends for citizen in citizens} == set(Farewell)


def test_a_wrong_file_names_the_place(tmp_path: Path) -> None:
    path = tmp_path / "citizens.yaml"
    path.write_text("- {name: a, caller: '0100', key: '12', says: [], patience: 1, ends: never}\n", "utf-8")
    with pytest.raises(ValidationError) as caught:
        load_situations(path)
    assert {error["loc"] for error in caught.value.errors()} == {
        (0, "caller"), (0, "key"), (0, "says"), (0, "patience"), (0, "ends"),
    }  # fmt: skip


def test_quiet_after_music_is_an_agent() -> None:
    ear = Ear()
    seconds = [1000, 0, 900, 1000, 1000, 1000]  # an announcement, a breath, music
    for number, sound in enumerate(seconds):
        ear.hear(Heard(second=number, packets=50, sound_ms=sound, level_dbfs=-20.0))
        assert not ear.over_after(4, 2)
    for number in range(2):
        ear.hear(Heard(second=number, packets=50, sound_ms=60, level_dbfs=None))
    assert ear.over_after(4, 2)
