"""Recordings heard again after the call, on both databases: better lines, silent numbers, sealed files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from callcenter.calls.models import Recording
from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.models import Part, SealedOriginal
from callcenter.privacy.mute import Gap, gaps_of
from callcenter.privacy.sealed import opened
from callcenter.privacy.utterance import Word
from callcenter.storage.database import Database
from callcenter.transcripts.attempts import MOST_ATTEMPTS
from callcenter.transcripts.heard import (
    HeardUtterance,
    Hearing,
    NobodyHearsError,
    NotHeardError,
    Version,
)
from callcenter.transcripts.models import Source
from tests.support.recorded_call import CALL, RATE, RecordedCall, checksum, samples

NUMBER = "공일공 일이삼사 오육칠팔이에요"


def utterance(start: float, end: float, text: str) -> HeardUtterance:
    words = text.split()
    each = (end - start) / len(words)
    timed = tuple(Word(word, start + n * each, start + (n + 1) * each) for n, word in enumerate(words))
    return HeardUtterance(start, end, (Version("whisper", text, timed),))


@dataclass
class Ear:
    """Hears by the end of the file's name what its script says."""

    script: dict[str, Sequence[HeardUtterance]] = field(default_factory=dict)
    error: Exception | None = None
    heard: list[str] = field(default_factory=list)

    def hear(self, path: Path) -> Sequence[HeardUtterance] | None:
        self.heard.append(path.name)
        if self.error is not None:
            raise self.error
        return self.script[path.stem.rpartition("-")[2]]

    @contextmanager
    def open(self, stopping: Callable[[], bool]) -> Iterator[Hearing]:
        yield self


class Office(RecordedCall):
    """With a recogniser that has a script."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.ear = Ear(
            {
                "in": (utterance(2, 3, "여권이요"), utterance(20, 24, f"제 번호는 {NUMBER}")),
                "out": (
                    utterance(1, 2, "어디로 연결할까요"),
                    utterance(16, 18, "연락처가 어떻게 되세요"),
                    utterance(31, 33, "잠시만 기다려 주세요"),
                ),
            }
        )

    def hear(self) -> dict[str, int]:
        return self.second(self.ear.open).hear(lambda: False)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


def test_better_lines_take_the_place_of_the_live_ones(office: Office) -> None:
    assert office.hear() == {"heard": 1, "muted": 1, "failed": 0}
    assert office.lines() == [
        ("citizen", "여권이요", Source.LIVE),
        ("agent", "연락처가 어떻게 되세요", Source.RECORDING),
        ("citizen", "제 번호는 [전화번호]이에요", Source.RECORDING),
    ]
    assert office.hear() == {"heard": 0, "muted": 0, "failed": 0}
    assert len(office.ear.heard) == 2


def test_the_number_is_silent_in_every_file_and_each_original_sealed(office: Office) -> None:
    before = {part: path.read_bytes() for part, path in office.files().items()}
    office.hear()
    for part, path in office.files().items():
        sound = samples(path)
        [gap] = gaps_of(path)
        assert not any(sound[round(gap.start * RATE) : round(gap.end * RATE)])
        assert gap.start < 21.6 < 23.9 < gap.end
        assert all(abs(sample) == 1000 for sample in sound[: 20 * RATE])
        assert all(abs(sample) == 1000 for sample in sound[25 * RATE :])
        with office.database.reading() as session:
            row = session.exec(select(SealedOriginal).where(SealedOriginal.part == part)).one()
        assert b"".join(opened(office.archive.path_of(row), office.holders)) == before[part]
        assert row.sha256 == hashlib.sha256(before[part]).hexdigest()
    assert office.recording().sha256 == checksum(office.files()[Part.MIXED])
    acts = [entry.action for entry in office.house.audit.page(1, 20, subject=f"call:{CALL}").items]
    assert acts == ["recording.mute", *["sealed.keep"] * 3, "transcript.rewrite"]


def test_a_recording_without_a_number_stays_as_it_is(office: Office) -> None:
    office.ear.script["in"] = (utterance(20, 22, "고맙습니다"),)
    before = office.recording().sha256
    assert office.hear() == {"heard": 1, "muted": 0, "failed": 0}
    assert office.recording().sha256 == before == checksum(office.files()[Part.MIXED])
    assert not (office.folder / "sealed").exists()


class Dying(SealedArchive):
    """The power fails after the first file."""

    def mask_recordings(self, call_id: str, files: Mapping[Part, Path], gaps: Sequence[Gap]) -> None:  # type: ignore[override]
        first = next(iter(files))
        super().mask_recordings(call_id, {first: files[first]}, gaps)
        raise KeyboardInterrupt


def test_a_crash_in_the_middle_of_muting_is_made_good_without_hearing_again(office: Office) -> None:
    dying = Dying(
        office.database, office.house.audit, office.folder / "sealed", office.holders,
        timedelta(days=180), office.house.clock,
    )  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        office.second(office.ear.open, dying).hear(lambda: False)
    leftover = office.files()[Part.CITIZEN].with_name(f"{CALL}-in.wav.4711.part")
    leftover.write_bytes(b"clear")
    assert office.hear() == {"heard": 0, "muted": 0, "failed": 0}, "not before the pause is over"
    office.house.clock.forward(minutes=6)
    assert office.hear() == {"heard": 0, "muted": 1, "failed": 0}
    assert len(office.ear.heard) == 2
    assert not leftover.exists()
    assert len({tuple(gaps_of(path)) for path in office.files().values()}) == 1
    assert office.recording().sha256 == checksum(office.files()[Part.MIXED])
    with office.database.reading() as session:
        assert len(session.exec(select(SealedOriginal)).all()) == 3


def test_what_cannot_be_heard_is_tried_again_and_at_last_shown(office: Office) -> None:
    office.ear.error = NotHeardError("broken")
    for attempt in range(MOST_ATTEMPTS):
        assert office.hear()["failed"] == 1, attempt
        assert office.hear()["failed"] == 0, "the pause"
        office.house.clock.forward(hours=2)
    assert office.hear()["failed"] == 0
    assert [row.kind for row in office.findings.page(1, 9, settled=False).items] == ["recording_not_heard"]
    assert office.lines()[1][2] == Source.LIVE


def test_a_recording_that_kills_its_worker_each_time_is_given_up(office: Office) -> None:
    office.ear.error = KeyboardInterrupt()  # type: ignore[assignment]
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            office.hear()
        office.house.clock.forward(hours=2)
    assert office.hear() == {"heard": 0, "muted": 0, "failed": 0}
    assert office.findings.page(1, 9, settled=False).total == 1
    assert office.state().settled_at is not None


def test_without_an_engine_nothing_is_counted_and_nobody_looks_for_an_hour(office: Office) -> None:
    office.ear.error = NobodyHearsError("none")
    second = office.second(office.ear.open)
    with pytest.raises(NobodyHearsError):
        second.hear(lambda: False)
    assert second.hear(lambda: False) == {"heard": 0, "muted": 0, "failed": 0}
    assert len(office.ear.heard) == 1
    assert office.state().attempts == 0
    office.ear.error = None
    office.house.clock.forward(hours=1)
    assert second.hear(lambda: False)["muted"] == 1


def test_calls_of_the_last_minutes_and_deleted_recordings_are_left_alone(office: Office) -> None:
    with office.database.transaction() as session:
        session.get_one(Recording, CALL).deleted_at = office.house.clock()
    assert office.hear() == {"heard": 0, "muted": 0, "failed": 0}
    with office.database.transaction() as session:
        row = session.get_one(Recording, CALL)
        row.deleted_at, row.sealed_at = None, office.house.clock() - timedelta(minutes=1)
    assert office.hear() == {"heard": 0, "muted": 0, "failed": 0}
    assert office.ear.heard == []
