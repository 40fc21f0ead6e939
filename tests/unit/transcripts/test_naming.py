"""Agents of a conference are told apart by what was written down live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from callcenter.transcripts.models import TranscriptLine
from callcenter.transcripts.naming import name_agents

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def line(start: float, end: float, extension: str | None = None, speaker: str = "agent") -> TranscriptLine:
    return TranscriptLine(
        id=f"{start}{speaker}", call_id="c", speaker=speaker, extension=extension, text="네",
        began_at=AT + timedelta(seconds=start), ended_at=AT + timedelta(seconds=end),
    )  # fmt: skip


def test_each_line_gets_the_seat_that_spoke_at_that_time() -> None:
    live = [line(0, 2, "201"), line(3, 5, "202"), line(6, 8, None, "citizen")]
    lines = [line(0.2, 2.4), line(2.8, 5.2), line(6.1, 7.9), line(6, 8, None, "citizen")]
    name_agents(lines, live)
    assert [found.extension for found in lines] == ["201", "202", None, None]


def test_a_seat_that_is_known_stays_and_nothing_is_guessed() -> None:
    lines = [line(0, 2, "203"), line(20, 21), line(4.5, 7)]
    name_agents(lines, [line(0, 2, "201"), line(3, 5, "202")])
    assert [found.extension for found in lines] == ["203", None, None]
    name_agents(lines, [])
