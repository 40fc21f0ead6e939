"""Mirror, masking, model, secrets, files: the parts that need no Asterisk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from callcenter.asterisk import debian_packages
from callcenter.asterisk.apt_mirror import DEFAULT_MIRROR, debian_mirror
from callcenter.asterisk.config import AsteriskConfig, Queue, Seat, Trunk, desk_key
from callcenter.asterisk.credentials import load_or_create
from callcenter.asterisk.debian_packages import Unpacked
from callcenter.asterisk.errors import AsteriskNotFoundError, FetchError
from callcenter.asterisk.fetch import fetch
from callcenter.asterisk.files import write_private
from callcenter.asterisk.installation import parse_version
from callcenter.asterisk.masking import mask_numbers
from callcenter.asterisk.platform_names import this_architecture
from callcenter.speech.catalog import load_catalog
from tests.support.asterisk import REPOSITORY, dialplan_sounds


def test_the_mirror_is_read_from_deb822(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "debian.sources").write_text(
        "Types: deb\n# a note\nURIs: http://ftp.example.kr/debian-security\n\n"
        "Types: deb deb-src\nURIs: http://ftp.example.kr/debian/\nSuites: trixie\n"
    )
    assert debian_mirror(tmp_path) == "http://ftp.example.kr/debian"


def test_the_mirror_is_read_from_one_line_files_and_disabled_ones_are_not(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "off.sources").write_text(
        "Enabled: no\nTypes: deb\nURIs: http://off.example/debian\n"
    )
    assert debian_mirror(tmp_path) == DEFAULT_MIRROR
    (tmp_path / "sources.list").write_text(
        "# deb http://no.example/debian x\ndeb [arch=amd64] https://a.kr/debian b main\n"
    )
    assert debian_mirror(tmp_path) == "https://a.kr/debian"


def test_a_missing_keyring_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian_packages, "KEYRINGS", (tmp_path / "none.gpg",))
    with pytest.raises(FetchError, match="debian-archive-keyring"):
        fetch(tmp_path / "cache")


def test_a_missing_program_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = tmp_path / "keys.gpg"
    keyring.touch()
    monkeypatch.setattr(debian_packages, "KEYRINGS", (keyring,))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchError, match="The program apt-get is missing"):
        fetch(tmp_path / "cache")


def test_what_is_unpacked_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = this_architecture()
    (tmp_path / "stamp.json").write_text(
        f'{{"layout": 1, "version": "22.10.1", "architecture": "{here.debian}"}}'
    )
    monkeypatch.setattr(debian_packages, "KEYRINGS", ())
    assert fetch(tmp_path) == Unpacked(tmp_path / "root", "22.10.1", here)


def test_an_unknown_processor_is_one_clear_sentence() -> None:
    assert this_architecture("aarch64").loader == "ld-linux-aarch64.so.1"
    with pytest.raises(FetchError, match="riscv64"):
        this_architecture("riscv64")


@pytest.mark.parametrize(
    ("text", "version"),
    [("Asterisk 22.10.1~dfsg+~cs6", (22, 10, 1)), ("Asterisk 20.6.0", (20, 6, 0)), ("GIT-master", None)],
)
def test_versions(text: str, version: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == version


def test_no_installation_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from callcenter.asterisk import installation

    monkeypatch.setattr(installation, "_host_installation", lambda: None)
    with pytest.raises(AsteriskNotFoundError, match="scripts/setup"):
        installation.find_installation(tmp_path)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("INVITE from 01012342413 done", "INVITE from 010-****-2413 done"),
        ("sip:010-1234-2413@1.2.3.4", "sip:010-****-2413@1.2.3.4"),
        ("channel 1764000000.12 up", "channel 1764000000.12 up"),
        ("callid 978383002efd44c9", "callid 978383002efd44c9"),
    ],
)
def test_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked


SEAT = Seat(extension="201", name="김민원")
GENERAL = Queue(key="general", name="일반", digit="4")


def config(**changes: object) -> AsteriskConfig:
    """A valid configuration with changes."""
    base: dict[str, object] = {
        "run_dir": "/tmp/a", "sounds_dir": "/tmp/s", "recording_dir": "/tmp/r",
        "seats": (SEAT,), "queues": (GENERAL,),
    }  # fmt: skip
    return AsteriskConfig.model_validate({**base, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"seats": (SEAT, SEAT)},
        {"queues": (Queue(key="civil", name="여권", digit="1"),)},
        {"recording_dir": "/tmp/r,S)"},
        {"run_dir": "/tmp/" + "x" * 90},
        {"sip_port": 80},
        {"asr_url": "http://x"},
        {"unknown": 1},
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        config(**changes)


@pytest.mark.parametrize("name", ["a;b", "a\nb", 'a"b', "<a>"])
def test_a_name_cannot_change_a_configuration_file(name: str) -> None:
    with pytest.raises(ValidationError):
        Seat(extension="201", name=name)


def test_a_registering_trunk_needs_its_login() -> None:
    with pytest.raises(ValidationError, match="needs a user"):
        Trunk(mode="registration", host="sip.carrier.example")


def test_the_desk_general_is_a_queue_like_the_others() -> None:
    assert GENERAL.name_in_asterisk == "desk-general"
    assert desk_key("desk-general") == "general"


def test_every_sound_of_the_dialplan_has_a_sentence() -> None:
    catalog = load_catalog(REPOSITORY / "ivr_flows" / "prompts")
    known = {f"cc/{name}" for name in catalog.prompts("ko")} | set(catalog.sounds("ko"))
    assert len(dialplan_sounds()) > 10
    assert set(dialplan_sounds()) <= known


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    first = load_or_create(tmp_path / "s")
    assert load_or_create(tmp_path / "s") == first
    assert "*" in repr(first.ami_secret)
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "s").iterdir()} == {0o600}


def test_a_file_says_whether_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "x.conf"
    assert write_private(path, "a")
    assert not write_private(path, "a")
    assert write_private(path, "b")
    assert [p.name for p in tmp_path.iterdir()] == ["x.conf"]
