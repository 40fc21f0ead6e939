"""Recordings are deleted when their time is over, and one that is too short does not go unnoticed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from callcenter.calls.models import Call, QueueVisit, Recording
from callcenter.calls.recorded import RecordedCheck
from callcenter.calls.retention import PARTS, RecordingRetention
from callcenter.jobs import api as jobs_api
from callcenter.jobs.findings import Findings
from callcenter.jobs.models import Finding
from callcenter.jobs.post import Post
from callcenter.jobs.runner import JobRunner
from callcenter.jobs.runs import RunBook
from callcenter.privacy.forgetting import SealedForgetting
from callcenter.privacy.models import SealedOriginal
from callcenter.security.models import Role
from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox
from tests.support.web import Browser, House


class Archive:
    """A house with recordings on the disk."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.house = House(database)
        self.folder = folder
        sealed = SealedForgetting(database, self.house.audit, folder / "sealed", self.house.clock)
        self.retention = RecordingRetention(database, self.house.audit, sealed, self.house.clock)
        self.findings = Findings(database, self.house.audit, self.house.clock)
        self.check = RecordedCheck(database, self.findings, self.house.clock)

    def call(
        self,
        call_id: str,
        *,
        talked: float,
        recorded: float | None,
        kept_days: int = 180,
        ago_hours: float = 1,
    ) -> None:
        """A call with one talk; a recording of some seconds, or none."""
        end = self.house.clock() - timedelta(hours=ago_hours)
        begin = end - timedelta(seconds=talked)
        path = self.folder / f"{call_id}.wav"
        rows: list[Call | QueueVisit | Recording] = [
            Call(
                id=call_id, direction="inbound", started_at=begin, answered_at=begin, ended_at=end,
                recording=str(path),
            )
        ]  # fmt: skip
        if talked:
            rows.append(
                QueueVisit(
                    id=f"{call_id}/1", call_id=call_id, queue="civil", position=1, joined_at=begin,
                    answered_at=begin, ended_at=end, outcome="answered",
                )
            )  # fmt: skip
        if recorded is not None:
            rows.append(
                Recording(
                    call_id=call_id, path=str(path), sha256="0" * 64, size_bytes=1, seconds=recorded,
                    sealed_at=end, keep_until=end + timedelta(days=kept_days),
                )
            )  # fmt: skip
            for part in PARTS:
                self.folder.joinpath(f"{call_id}{part}.wav").write_bytes(b"RIFF")
        with self.house.database.transaction() as session:
            session.add_all(rows)

    def seal(self, call_id: str) -> Path:
        """A sealed original that would be kept longer than the recording."""
        file = self.folder / "sealed" / f"{call_id}.sealed"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"sealed")
        now = self.house.clock()
        with self.house.database.transaction() as session:
            session.add(
                SealedOriginal(
                    call_id=call_id, part="citizen", path=file.name, media_type="audio/wav", sha256="0" * 64,
                    size_bytes=1, sealed_at=now, keep_until=now + timedelta(days=3650),
                )
            )  # fmt: skip
        return file

    def files(self, call_id: str) -> list[str]:
        return sorted(path.name for path in self.folder.glob(f"{call_id}*") if path.is_file())

    def recording(self, call_id: str) -> Recording:
        with self.house.database.reading() as session:
            return session.get_one(Recording, call_id)

    def delete_old(self) -> dict[str, int]:
        return self.retention.delete_old(lambda: False)

    def compare(self) -> dict[str, int]:
        return self.check.compare(lambda: False)

    def found(self) -> list[tuple[str, str]]:
        return [(row.kind, row.subject) for row in self.findings.page(1, 10, settled=False).items]


@pytest.fixture
def archive(database: Database, tmp_path: Path) -> Archive:
    return Archive(database, tmp_path)


def test_recordings_go_when_their_time_is_over_and_not_before(archive: Archive) -> None:
    archive.call("1.1", talked=60, recorded=61, kept_days=10)
    archive.call("1.2", talked=60, recorded=61, kept_days=20)
    sealed = archive.seal("1.1")
    for beside in ("1.1.wav.gaps.json", "1.1-in.wav.4711.part"):
        (archive.folder / beside).write_bytes(b"left")
    assert archive.delete_old() == {"deleted": 0, "sealed": 0, "failed": 0}
    archive.house.clock.forward(days=10)
    assert archive.delete_old() == {"deleted": 1, "sealed": 1, "failed": 0}
    assert archive.files("1.1") == []
    assert not sealed.exists()
    assert len(archive.files("1.2")) == 3
    assert archive.recording("1.1").deleted_at == archive.house.clock()
    assert archive.recording("1.2").deleted_at is None
    actions = [(e.action, e.object) for e in archive.house.audit.page(1, 9).items]
    assert actions == [("recording.delete", "call:1.1"), ("sealed.forget", "call:1.1")]
    assert archive.delete_old() == {"deleted": 0, "sealed": 0, "failed": 0}


def test_a_deletion_cut_off_by_a_crash_is_finished(archive: Archive) -> None:
    archive.call("1.1", talked=60, recorded=61, kept_days=0)
    (archive.folder / "1.1.wav").unlink()
    assert archive.delete_old()["deleted"] == 1
    assert archive.files("1.1") == []


def test_what_cannot_be_deleted_does_not_stop_the_others(archive: Archive) -> None:
    archive.call("1.1", talked=60, recorded=61, kept_days=0)
    archive.call("1.2", talked=60, recorded=61, kept_days=0)
    (archive.folder / "1.1.wav").unlink()
    (archive.folder / "1.1.wav").mkdir()  # no file: unlink fails
    assert archive.delete_old() == {"deleted": 1, "sealed": 0, "failed": 1}
    assert archive.recording("1.1").deleted_at is None
    (archive.folder / "1.1.wav").rmdir()
    assert archive.delete_old()["deleted"] == 1


def test_more_than_one_batch_and_a_stop_in_between(archive: Archive) -> None:
    for number in range(130):
        archive.call(f"1.{number}", talked=0, recorded=1, kept_days=0)
    asked = iter([False] * 11)
    assert archive.retention.delete_old(lambda: next(asked, True))["deleted"] == 10
    assert archive.delete_old()["deleted"] == 120


def test_a_recording_shorter_than_the_talk_is_found_once(archive: Archive) -> None:
    archive.call("1.1", talked=120, recorded=119)
    archive.call("1.2", talked=120, recorded=80.4)
    archive.call("1.3", talked=30, recorded=None)
    archive.call("1.4", talked=0, recorded=None)
    archive.call("1.5", talked=300, recorded=None, ago_hours=0.05)  # may still be sealed
    archive.call("1.6", talked=300, recorded=None, ago_hours=24 * 5)
    assert archive.compare() == {"checked": 4, "found": 2}
    assert set(archive.found()) == {("recording_short", "call:1.2"), ("recording_missing", "call:1.3")}
    assert archive.compare() == {"checked": 4, "found": 0}


def test_findings_are_told_and_settled_by_a_person(archive: Archive) -> None:
    told: list[Finding] = []
    archive.findings.on_found.append(told.append)
    archive.call("1.2", talked=120, recorded=80)
    archive.compare()
    assert [finding.subject for finding in told] == ["call:1.2"]
    house = archive.house
    house.user("boss", Role.SUPERVISOR, name="정총괄")
    post = Post(house.database, Outbox(house.database), house.audit)
    runner = JobRunner((), RunBook(house.database), archive.folder / "never")
    browser = Browser(
        house.app(jobs_api.blueprint(runner, post, archive.findings, house.users, house.audit)), "boss"
    )
    [row] = browser.get("/api/findings").get_json()["items"]
    assert row["text"] == "통화는 120초인데 녹음은 80초뿐입니다."
    settled = browser.post("/api/findings/settle", {"id": row["id"], "note": "디스크를 늘렸음"}).get_json()
    assert settled["settled_by"]["name"] == "정총괄"
    again = browser.post("/api/findings/settle", {"id": row["id"], "note": "다시"})
    assert (again.status_code, again.get_json()["code"]) == (409, "jobs.already_settled")
    assert browser.get("/api/findings").get_json()["items"] == []
    assert len(browser.get("/api/findings", settled=True).get_json()["items"]) == 1
    assert [e.reason for e in house.audit.page(1, 5, action="finding.settle").items] == ["디스크를 늘렸음"]
