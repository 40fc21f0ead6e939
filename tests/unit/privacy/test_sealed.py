"""Sealed files: what goes in comes out, with both keys only, and nothing changed goes unnoticed."""

from io import BytesIO
from pathlib import Path

import pytest

from callcenter.privacy import sealed
from callcenter.privacy.holders import BrokenSealError, Holders, KeyAbsentError
from callcenter.privacy.sealed import opened, seal


@pytest.fixture
def holders(tmp_path: Path) -> Holders:
    made = Holders(tmp_path / "keys")
    made.create()
    return made


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 12288])
def test_an_original_comes_back_as_it_was(
    tmp_path: Path, holders: Holders, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "CHUNK", 4096)
    original = bytes(n % 251 for n in range(size))
    kept = seal(BytesIO(original), tmp_path / "a.sealed", holders)
    assert kept.size == size
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert size < 16 or original not in kept.path.read_bytes()
    assert b"".join(opened(kept.path, holders)) == original


def test_each_key_file_is_for_its_owner_only(tmp_path: Path, holders: Holders) -> None:
    before = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}
    assert sorted(before) == ["holder-1.key", "holder-1.pub", "holder-2.key", "holder-2.pub"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    holders.create()
    assert {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()} == before


@pytest.mark.parametrize("missing", ["holder-1", "holder-2"])
def test_one_holder_alone_opens_nothing(tmp_path: Path, holders: Holders, missing: str) -> None:
    kept = seal(BytesIO(b"x" * 100), tmp_path / "a.sealed", holders)
    stick = tmp_path / "stick" / f"{missing}.key"
    stick.parent.mkdir()
    (tmp_path / "keys" / f"{missing}.key").rename(stick)
    assert not holders.present()
    with pytest.raises(KeyAbsentError):
        opened(kept.path, holders)
    seal(BytesIO(b"still possible"), tmp_path / "b.sealed", holders)
    brought = Holders(tmp_path / "keys", {missing: stick})
    assert b"".join(opened(kept.path, brought)) == b"x" * 100


def test_keys_of_another_house_open_nothing(tmp_path: Path, holders: Holders) -> None:
    kept = seal(BytesIO(b"x" * 100), tmp_path / "a.sealed", holders)
    others = Holders(tmp_path / "others")
    others.create()
    with pytest.raises(BrokenSealError):
        opened(kept.path, others)


def test_whatever_is_changed_cut_or_exchanged_is_noticed(
    tmp_path: Path, holders: Holders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "CHUNK", 64)
    kept = seal(BytesIO(bytes(256)), tmp_path / "a.sealed", holders)
    whole = kept.path.read_bytes()
    body = len(whole) - 4 * 80
    swapped = whole[:body] + whole[body + 80 : body + 160] + whole[body : body + 80] + whole[body + 160 :]
    for broken in (
        whole[:-80],
        whole[:-1],
        whole + b"\0",
        whole[:-5] + b"\0" + whole[-4:],
        swapped,
        whole[:20],
    ):
        kept.path.write_bytes(broken)
        with pytest.raises(BrokenSealError):
            b"".join(opened(kept.path, holders))


def test_a_broken_off_sealing_leaves_nothing(tmp_path: Path, holders: Holders) -> None:
    class Torn(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        seal(Torn(), tmp_path / "x" / "a.sealed", holders)
    assert list((tmp_path / "x").iterdir()) == []
