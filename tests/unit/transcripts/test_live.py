"""A talk is masked before it is kept, also when a number is spoken in words and over several turns."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from callcenter.storage.tables import Table
from callcenter.storage.writer import Writer
from callcenter.transcripts.book import TranscriptBook
from callcenter.transcripts.live import MOST_LINES, LiveTranscript, Said
from callcenter.transcripts.models import Speaker, TranscriptLine

BEGAN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def said(second: float, text: str, speaker: Speaker = Speaker.CITIZEN, extension: str | None = None) -> Said:
    began = BEGAN + timedelta(seconds=second)
    return Said(speaker, text, began, began + timedelta(seconds=2), extension)


class Rows:
    """A writer that keeps what it was given."""

    def __init__(self) -> None:
        self.lines: dict[str, TranscriptLine] = {}

    def store(self, rows: Iterable[Table]) -> None:
        self.lines |= {row.id: row for row in rows if isinstance(row, TranscriptLine)}

    @property
    def texts(self) -> list[str]:
        return [line.text for line in sorted(self.lines.values(), key=lambda line: line.began_at)]


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def book(rows: Rows) -> TranscriptBook:
    return TranscriptBook(cast(Writer, rows))


def test_each_agent_of_a_conference_is_named(book: TranscriptBook) -> None:
    book.said("call", said(0, "안녕하세요", Speaker.AGENT, "201"))
    book.said("call", said(3, "차량등록 담당입니다", Speaker.AGENT, "202"))
    book.said("call", said(6, "두 분 다 들리세요", Speaker.AGENT, "203"))
    book.said("call", said(9, "네 들려요"))
    shown = book.topic("call", {"201": "이상담", "202": "박상담"}.get).lines
    assert [line.name for line in shown] == ["이상담", "박상담", None, None]


def test_lines_of_before_a_restart_are_shown_and_new_ones_follow(rows: Rows, book: TranscriptBook) -> None:
    book.said("call", said(3, "제 번호는 공일공 일이삼사 오육칠팔이에요"))
    changes: list[str] = []
    again = TranscriptBook(cast(Writer, Rows()), changed=changes.append)
    again.said("call", said(9, "얼마예요"))
    again.restore(rows.lines.values())
    again.restore(rows.lines.values())
    assert changes == ["call", "call"]
    assert [line.text for line in again.topic("call").lines] == ["제 번호는 [전화번호]이에요", "얼마예요"]
    # Nothing that was heard now was masked, and of what was heard before there is no original any more.
    assert again.over("call") is None


def test_a_number_in_words_over_two_turns_is_nowhere_in_what_is_stored_or_shown(
    book: TranscriptBook, rows: Rows
) -> None:
    book.said("call", said(0, "전화번호 알려 주시겠어요", Speaker.AGENT, "201"))
    book.said("call", said(3, "공일공에 일이삼사"))
    book.said("call", said(6, "오육칠팔이요"))
    shown = [line.text for line in book.topic("call").lines]
    assert rows.texts == shown
    assert not any(word in " ".join(shown) for word in ("공일공", "일이삼사", "오육칠팔"))
    assert any("[전화번호]" in text for text in shown)
    original = book.over("call")
    assert original is not None
    assert [line["text"] for line in json.loads(original)["said"]][1] == "공일공에 일이삼사"


def test_nothing_is_sealed_where_nothing_was_masked(book: TranscriptBook) -> None:
    book.said("call", said(0, "여권 수수료가 오만 원인가요"))
    assert book.topic("call").lines[0].text == "여권 수수료가 50,000원인가요"
    assert book.over("call") is None
    assert book.topic("call").lines


def test_both_voices_stand_in_the_order_they_began(book: TranscriptBook) -> None:
    book.said("call", said(5, "네, 말씀하세요", Speaker.AGENT, "201"))
    book.said("call", said(1, "여보세요"))
    assert [(line.speaker, line.extension) for line in book.topic("call").lines] == [
        ("citizen", None),
        ("agent", "201"),
    ]


def test_two_utterances_of_one_instant_are_two(book: TranscriptBook) -> None:
    for text in ("네", "네네", "네네네"):
        book.said("call", said(0, text))
    assert len(book.topic("call").lines) == 3


def test_the_city_s_own_numbers_are_nobody_s_secret() -> None:
    transcript = LiveTranscript("call", {"0311234567"})
    (line,) = transcript.add(said(0, "031-123-4567로 전화해 주세요", Speaker.MACHINE))
    assert line.text == "031-123-4567로 전화해 주세요"


def test_a_call_without_end_is_bounded() -> None:
    transcript = LiveTranscript("call")
    for second in range(MOST_LINES + 5):
        transcript.add(said(second, "네"))
    assert len(transcript.lines) == MOST_LINES


def test_changes_are_told_and_states_shown(book: TranscriptBook) -> None:
    told: list[str] = []
    book.changed = told.append
    book.state("call", "full")
    book.state("call", "full")
    book.said("call", said(0, " "))
    assert told == ["call"]
    assert book.topic("call").state == "full"
    assert book.topic(None).call_id is None
