"""Voice messages written down by the job, on both databases: masked, found by their words, tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from callcenter.callbacks.intake import CallbackIntake
from callcenter.jobs.findings import Findings
from callcenter.privacy.utterance import Word
from callcenter.security.models import Role
from callcenter.security.sessions import Identity
from callcenter.storage.database import Database
from callcenter.transcripts.attempts import MOST_ATTEMPTS
from callcenter.transcripts.heard import (
    HeardUtterance,
    Hearing,
    NobodyHearsError,
    NotHeardError,
    Version,
)
from callcenter.transcripts.models import Speaker, TranscriptLine
from callcenter.transcripts.search import TranscriptSearch
from callcenter.transcripts.service import TranscriptService, VoiceWords
from callcenter.transcripts.voice_messages import VoiceMessageHearing
from callcenter.wiring.heard_afterwards import messages_of
from tests.support.clock import RoundTheClock
from tests.support.web import House

CALL = "1700000000.7"
SAID = "가로등이 꺼졌어요 공일공 일이삼사 오육칠팔로 전화 주세요"


def utterance(start: float, end: float, text: str) -> HeardUtterance:
    words = text.split()
    each = (end - start) / len(words)
    timed = tuple(Word(word, start + n * each, start + (n + 1) * each) for n, word in enumerate(words))
    return HeardUtterance(start, end, (Version("whisper", text, timed),))


@dataclass
class Ear:
    """Hears the same in everything."""

    told: Sequence[HeardUtterance] | None = (utterance(0.5, 6.0, SAID),)
    error: Exception | None = None
    heard: list[str] = field(default_factory=list)

    def hear(self, path: Path) -> Sequence[HeardUtterance] | None:
        self.heard.append(path.name)
        if self.error is not None:
            raise self.error
        return self.told

    @contextmanager
    def open(self, stopping: Callable[[], bool]) -> Iterator[Hearing]:
        yield self


class Desk:
    """One message of a minute ago."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.house = house = House(database)
        lee = house.user("lee", extension="201")
        self.lee = Identity(lee.id or 0, "lee", "lee", Role.AGENT, "201", (), 0)
        self.database = database
        self.ear = Ear()
        self.findings = Findings(database, house.audit, house.clock)
        intake = CallbackIntake(database, RoundTheClock(), 120, 3, house.clock)
        self.file = folder / "message.wav"
        self.file.write_bytes(bytes(16_044))
        self.left_at = house.clock() - timedelta(minutes=1)
        intake.record_voicemail(CALL, "01012342413", "complaint", self.left_at, "message.wav", 8.0)
        self.job = VoiceMessageHearing(
            database, house.audit, messages_of(intake, folder), self.findings, self.ear.open,
            lambda: ("120",), house.clock,
        )  # fmt: skip
        self.reader = TranscriptService(database, house.audit, timedelta(days=9), house.clock, again=True)

    def hear(self) -> tuple[int, int]:
        counts = self.job.hear(lambda: False)
        return counts["messages"], counts["messages_failed"]

    def words(self) -> VoiceWords:
        return self.reader.read_message(CALL, self.lee)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def test_a_message_is_written_down_masked_and_found(desk: Desk) -> None:
    assert desk.words() == VoiceWords("waiting", [])
    assert desk.hear() == (1, 0)
    found = desk.words()
    assert found.state == "written"
    [line] = found.lines
    assert (line.speaker, line.masked, line.source) == (Speaker.CITIZEN, True, "voicemail")
    assert "가로등이 꺼졌어요" in line.text
    assert "[전화번호]" in line.text
    assert "공일공" not in line.text
    assert line.began_at == desk.left_at + timedelta(seconds=0.5)
    wanted = TranscriptSearch(desk.database).calls_with("가로등이")
    assert wanted is not None
    with desk.database.reading() as session:
        assert session.exec(wanted).all() == [CALL]  # type: ignore[call-overload]
    acts = [entry.action for entry in desk.house.audit.page(1, 9, subject=f"call:{CALL}").items]
    assert acts == ["transcript.read", "transcript.write"]
    assert desk.hear() == (0, 0)
    assert desk.ear.heard == ["message.wav"]


def test_what_was_said_to_the_menu_before_it_stays(desk: Desk) -> None:
    at = desk.left_at - timedelta(seconds=20)
    with desk.database.transaction() as session:
        session.add(
            TranscriptLine(
                id="menu", call_id=CALL, speaker="citizen", began_at=at, ended_at=at, text="상담원이요"
            )
        )
    desk.hear()
    lines = desk.reader.read(CALL, desk.lee)
    assert [line.source for line in lines] == ["live", "voicemail"]
    assert [line.source for line in desk.words().lines] == ["voicemail"]


def test_a_message_in_which_nothing_is_said_is_done_with(desk: Desk) -> None:
    desk.file.write_bytes(bytes(44))
    assert desk.hear() == (1, 0)
    assert desk.words() == VoiceWords("written", [])
    assert desk.ear.heard == []


def test_a_message_that_cannot_be_heard_is_tried_again_and_then_shown(desk: Desk) -> None:
    desk.ear.error = NotHeardError("broken")
    for _ in range(MOST_ATTEMPTS):
        assert desk.hear() == (0, 1)
        assert desk.hear() == (0, 0)
        assert desk.words().state == "waiting" or len(desk.ear.heard) == MOST_ATTEMPTS
        desk.house.clock.forward(hours=3)
    assert desk.hear() == (0, 0)
    assert desk.words() == VoiceWords("not_heard", [])
    [finding] = desk.findings.page(1, 9, settled=False).items
    assert finding.kind == "voice_message_not_heard"


def test_a_missing_file_keeps_no_other_from_being_heard(desk: Desk) -> None:
    desk.file.unlink()
    assert desk.hear() == (0, 1)


def test_stopping_or_no_engine_is_no_attempt(desk: Desk) -> None:
    desk.ear.told = None
    assert desk.hear() == (0, 0)
    desk.ear.error = NobodyHearsError("no engine")
    with pytest.raises(NobodyHearsError):
        desk.hear()
    assert desk.hear() == (0, 0)
    desk.ear = Ear()
    desk.job._hearing = desk.ear.open
    desk.house.clock.forward(hours=2)
    assert desk.hear() == (1, 0)


def test_where_messages_are_not_heard_the_answer_is_off(desk: Desk) -> None:
    reader = TranscriptService(desk.database, desk.house.audit, timedelta(days=9), desk.house.clock)
    assert reader.read_message(CALL, desk.lee) == VoiceWords("off", [])
