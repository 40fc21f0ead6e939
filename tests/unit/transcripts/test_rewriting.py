"""From the voices of a recording to masked lines and the seconds to mute."""

from __future__ import annotations

from datetime import UTC, datetime

from callcenter.calls.recorded_talk import Talk
from callcenter.privacy.utterance import Word
from callcenter.transcripts.heard import HeardUtterance, Version
from callcenter.transcripts.models import Source, Speaker
from callcenter.transcripts.rewriting import Rewritten, rewritten

BEGAN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TALK = Talk(10.0, 60.0, "201")


def said(start: float, end: float, whisper: str, vosk: str | None = None) -> HeardUtterance:
    """Words of equal length over the utterance."""
    versions = [Version("whisper", whisper, timed(start, end, whisper))] if whisper else []
    if vosk:
        versions.append(Version("vosk", vosk, timed(start, end, vosk)))
    return HeardUtterance(start, end, tuple(versions))


def timed(start: float, end: float, text: str) -> tuple[Word, ...]:
    words = text.split()
    each = (end - start) / len(words)
    return tuple(Word(word, start + n * each, start + (n + 1) * each) for n, word in enumerate(words))


def of(
    *citizen: HeardUtterance, other: tuple[HeardUtterance, ...] = (), public: tuple[str, ...] = ()
) -> Rewritten:
    return rewritten("1.1", BEGAN, [TALK], citizen, other, public)


def test_a_number_in_words_becomes_a_label_and_a_gap_of_its_words() -> None:
    found = of(said(20, 26, "제 번호는 공일공에 일이삼사에 오육칠팔이에요 네"))
    [line] = found.lines
    assert line.text == "제 번호는 [전화번호]이에요 네"
    assert (line.masked, line.source, line.speaker) == (True, Source.RECORDING, Speaker.CITIZEN)
    assert (line.began_at - BEGAN).total_seconds() == 20
    assert {(gap.start, gap.end, gap.kind) for gap in found.gaps} == {(22, 25, "phone")}


def test_agents_are_written_in_their_talks_only_and_announcements_never() -> None:
    announcement = said(2, 6, "전화 번호가 공일공 일이삼사 오육칠팔 맞으십니까")
    found = of(said(12, 14, "네 맞아요"), other=(announcement, said(15, 18, "무엇을 도와드릴까요")))
    assert [(line.speaker, line.extension, line.text) for line in found.lines] == [
        ("citizen", None, "네 맞아요"),
        ("agent", "201", "무엇을 도와드릴까요"),
    ]
    assert [gap.kind for gap in found.gaps] == ["phone"], "what the menu read back is muted all the same"


def test_what_a_citizen_says_in_line_is_not_written_but_muted() -> None:
    found = of(said(3, 9, "여보 공일공 일이삼사 오육칠팔로 걸어봐"))
    assert found.lines == []
    assert [gap.kind for gap in found.gaps] == ["phone"]


def test_a_number_that_only_the_second_engine_understood_is_taken_out_of_both() -> None:
    found = of(said(20, 24, "아니 공일 꽁일 리삼사 오육 네", "아니 공일공 일이삼사 오육칠팔 네"))
    [line] = found.lines
    assert "[전화번호]" in line.text
    assert "리삼사" not in line.text
    assert line.text.startswith("아니")
    assert line.text.endswith("네")
    assert line.masked


def test_a_number_over_two_utterances_is_found_in_both() -> None:
    found = of(said(20, 22, "공일공 일이삼사에"), said(24, 26, "오육칠팔이에요"))
    assert all("[전화번호]" in line.text for line in found.lines)
    assert min(gap.start for gap in found.gaps) == 20
    assert max(gap.end for gap in found.gaps) == 26


def test_without_word_times_the_whole_utterance_is_muted() -> None:
    words = HeardUtterance(30, 35, (Version("whisper", "번호는 공일공 일이삼사 오육칠팔이에요"),))
    [gap, *_] = of(words).gaps
    assert (gap.start, gap.end) == (30, 35)


def test_the_citys_own_numbers_stay() -> None:
    found = of(said(20, 24, "공삼일에 일이삼에 사오육칠로 거세요"), public=("0311234567",))
    assert found.gaps == []
    assert "[" not in found.lines[0].text


def test_two_agents_at_once_are_an_agent_without_a_name() -> None:
    found = rewritten("1.1", BEGAN, [Talk(0, 9, None)], (), (said(1, 3, "제가 설명드리겠습니다"),))
    assert [(line.speaker, line.extension) for line in found.lines] == [("agent", None)]
