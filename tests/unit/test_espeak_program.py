import json
import shutil
from pathlib import Path

import pytest

from callcenter.asterisk.platform_names import this_architecture
from callcenter.wiring import espeak_program


def no_host_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)


def test_the_hosts_own_is_taken_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert espeak_program.espeak_command(tmp_path) == ("espeak-ng",)


def test_the_unpacked_one_brings_its_loader_and_its_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_host_program(monkeypatch)
    here = this_architecture()
    libraries = tmp_path / "root" / "usr/lib" / here.triplet
    (libraries / "espeak-ng-data").mkdir(parents=True)
    stamp = {"layout": 1, "version": "1.52.0", "architecture": here.debian}
    (tmp_path / "stamp.json").write_text(json.dumps(stamp))
    command = espeak_program.espeak_command(tmp_path)
    assert command[0] == str(libraries / here.loader)
    assert command[3:] == (str(tmp_path / "root/usr/bin/espeak-ng"), f"--path={libraries}")


def test_without_any_the_name_stays_for_a_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_host_program(monkeypatch)
    assert espeak_program.espeak_command(tmp_path) == ("espeak-ng",)
