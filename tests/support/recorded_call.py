"""A finished call with its recording on the disk, and everything that hears it again."""

from __future__ import annotations

import hashlib
import wave
from array import array
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import select

from callcenter.calls.models import Call, Hold, Leg, Recording
from callcenter.calls.recorded_talk import RecordedTalks
from callcenter.jobs.findings import Findings
from callcenter.privacy.archive import SealedArchive
from callcenter.privacy.holders import Holders
from callcenter.privacy.models import Part
from callcenter.storage.database import Database
from callcenter.transcripts.heard import HearingOpener
from callcenter.transcripts.models import CallTranscript, TranscriptLine
from callcenter.transcripts.second import SecondHearing
from tests.support.clock import Clock
from tests.support.web import House

CALL = "1763945873.12"
RATE, SECONDS = 8000, 40
KEEP = timedelta(days=180)
NAMES = {Part.MIXED: "", Part.CITIZEN: "-in", Part.AGENT: "-out"}
LOUD = array("h", [1000, -1000] * (RATE * SECONDS // 2)).tobytes()


class RecordedCall:
    """40 s: the menu, 10 s in line, a talk from 15 s on with a hold from 30 to 35 s; three minutes ago.

    `sounds` are 8 kHz, 16 bit; what is missing is a tone without speech.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        sounds: Mapping[Part, bytes] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.house = House(database, clock or Clock())
        self.database = database
        self.folder = folder
        self.holders = Holders(folder / "keys")
        self.holders.create()
        clock = self.house.clock
        self.archive = SealedArchive(database, self.house.audit, folder / "sealed", self.holders, KEEP, clock)
        self.findings = Findings(database, self.house.audit, clock)
        self.began = clock() - timedelta(seconds=SECONDS)
        for part, path in self.files().items():
            _write(path, (sounds or {}).get(part, LOUD))
        self._store(clock())
        clock.forward(minutes=3)

    def second(self, hearing: HearingOpener, archive: SealedArchive | None = None) -> SecondHearing:
        audit, clock = self.house.audit, self.house.clock
        return SecondHearing(
            self.database, audit, RecordedTalks(self.database, audit), archive or self.archive,
            self.findings, hearing, lambda: ("120",), clock,
        )  # fmt: skip

    def lines(self) -> list[tuple[str, str, str]]:
        """Speaker, text and source of each line in order."""
        wanted = select(TranscriptLine).order_by(TranscriptLine.began_at)  # type: ignore[arg-type]
        with self.database.reading() as session:
            return [(line.speaker, line.text, line.source) for line in session.exec(wanted)]

    def files(self) -> dict[Part, Path]:
        return {part: self.folder / f"{CALL}{name}.wav" for part, name in NAMES.items()}

    def recording(self) -> Recording:
        with self.database.reading() as session:
            return session.get_one(Recording, CALL)

    def state(self) -> CallTranscript:
        with self.database.reading() as session:
            return session.exec(select(CallTranscript)).one()

    def _store(self, end: datetime) -> None:
        def at(second: float) -> datetime:
            return self.began + timedelta(seconds=second)

        mixed = self.files()[Part.MIXED]
        rows = [
            Call(
                id=CALL, direction="inbound", started_at=self.began, answered_at=self.began, ended_at=end,
                extension="201", recording=str(mixed),
            ),
            Leg(
                id="c", call_id=CALL, channel="PJSIP/trunk-1", inbound=True, started_at=self.began,
                answered_at=self.began, ended_at=end,
            ),
            Leg(
                id="a", call_id=CALL, channel="PJSIP/201-2", extension="201", inbound=False,
                started_at=at(10), answered_at=at(15), ended_at=end,
            ),
            Hold(id="h", call_id=CALL, leg_id="a", started_at=at(30), ended_at=at(35)),
            Recording(
                call_id=CALL, path=str(mixed), sha256=checksum(mixed), size_bytes=mixed.stat().st_size,
                seconds=SECONDS, sealed_at=end, keep_until=end + KEEP,
            ),
            _live(at(2), "citizen", "여권이요", None),
            _live(at(16), "agent", "연락이 어떻게 되세요", "201"),
            _live(at(21), "citizen", "번호는 [전화번호]", None),
        ]  # fmt: skip
        with self.database.transaction() as session:
            session.add_all(rows)


def _live(at: datetime, speaker: str, text: str, extension: str | None) -> TranscriptLine:
    return TranscriptLine(
        id=f"{CALL}/{at.timestamp()}", call_id=CALL, speaker=speaker, extension=extension, began_at=at,
        ended_at=at + timedelta(seconds=1), text=text,
    )  # fmt: skip


def _write(path: Path, sound: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound)


def samples(path: Path) -> array[int]:
    """Of a file of the recording."""
    with wave.open(str(path), "rb") as file:
        return array("h", file.readframes(file.getnframes()))


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
