import wave
from datetime import timedelta
from pathlib import Path

import pytest

from callcenter.calls import sealing, wav
from callcenter.calls.sealing import RecordingSealer
from callcenter.storage.tables import Table
from tests.support.line import NINE


class Shelf:
    def __init__(self) -> None:
        self.rows: list[Table] = []

    def store(self, rows: list[Table]) -> None:
        self.rows += rows


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def sealer(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> RecordingSealer:
    monkeypatch.setattr(sealing, "PAUSES_SECONDS", (0.01,))
    return RecordingSealer(shelf, timedelta(days=180), lambda: NINE)  # type: ignore[arg-type]


def record(path: Path, seconds: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x01\x02" * int(8000 * seconds))


async def test_a_finished_recording_is_sealed_as_it_is(tmp_path: Path, sealer: RecordingSealer) -> None:
    path = tmp_path / "c1.wav"
    record(path, 2.5)
    sealed = await sealer.seal("c1", path)
    assert sealed is not None
    assert (sealed.seconds, sealed.repaired) == (2.5, False)
    assert sealed.sha256 == wav.sha256(path)
    assert sealed.keep_until == NINE + timedelta(days=180)


async def test_the_recording_of_a_crashed_exchange_is_mended(
    tmp_path: Path, sealer: RecordingSealer, shelf: Shelf
) -> None:
    path, voice = tmp_path / "c1.wav", tmp_path / "c1-in.wav"
    for part in (path, voice):
        record(part, 1.0)
        with part.open("r+b") as file:  # as Asterisk leaves it when it is killed
            file.seek(wav.DATA_SIZE_AT)
            file.write(b"\0\0\0\0")
    sealed = await sealer.seal("c1", path)
    assert sealed is not None
    assert sealed.repaired
    assert shelf.rows == [sealed]
    for part in (path, voice):
        with wave.open(str(part)) as mended:
            assert mended.getnframes() == 8000


async def test_a_call_without_sound_has_no_recording(
    tmp_path: Path, sealer: RecordingSealer, shelf: Shelf
) -> None:
    (tmp_path / "x.wav").write_bytes(b"not a recording")
    assert await sealer.seal("c1", tmp_path / "gone.wav") is None
    assert await sealer.seal("c2", tmp_path / "x.wav") is None
    assert shelf.rows == []
