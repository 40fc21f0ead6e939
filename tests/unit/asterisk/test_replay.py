"""Recorded lines of a real queue_log, told as facts to a floor that saw nothing (or half) of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.agents.models import SeatRecord, SeatState
from callcenter.agents.seat import Seat
from callcenter.asterisk.queue_log import Bookmark, QueueLog, parse
from callcenter.asterisk.replay import KeptSound, Replay, call_of
from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.models import Call, Offer, QueueVisit
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Floor
from callcenter.floor.reconcile import SeenLeg
from callcenter.storage.tables import Table
from tests.unit.floor.test_floor import RULES

ANSWERED = """\
1795457400|1795457394.0|desk-civil|NONE|ENTERQUEUE||01055520001|1
1795457401|NONE|NONE|PJSIP/201|UNPAUSEALL|
1795457401|NONE|desk-civil|PJSIP/201|UNPAUSE|
1795457403|1795457394.0|desk-civil|PJSIP/202|RINGNOANSWER|2000
1795457404|1795457394.0|desk-civil|PJSIP/201|CONNECT|4|1795457403.1|1
1795457430|1795457394.0|desk-civil|PJSIP/201|COMPLETECALLER|4|26|1
"""
GIVEN_UP = """\
1795457408|1795457402.2|desk-civil|NONE|ENTERQUEUE||01055520002|1
1795457420|1795457402.2|desk-civil|NONE|ABANDON|1|1|12
"""
LOST_AND_SERVED_BY_ANOTHER = """\
1795457400|1795457394.0|desk-civil|NONE|ENTERQUEUE||01055520001|1
1795457401|1795457394.0|desk-civil|PJSIP/201|CONNECT|1|1795457400.1|0
1795457412|1795457394.0|desk-civil|PJSIP/201|COMPLETEAGENT|1|11|1
1795457412|1795457394.0|desk-civil|NONE|ENTERQUEUE||01055520001|1
1795457443|1795457394.0|desk-civil|PJSIP/202|CONNECT|31|1795457443.5|0
1795457475|1795457394.0|desk-civil|PJSIP/202|COMPLETEAGENT|31|32|1
"""
OVERFLOWED = """\
1795457400|1795457394.0|desk-civil|NONE|ENTERQUEUE||01055520001|1
1795457430|1795457394.0|desk-civil|NONE|EXITWITHTIMEOUT|1|1|30
1795457440|1795457394.0|desk-general|NONE|ENTERQUEUE||01055520001|1
1795457441|1795457394.0|desk-general|PJSIP/202|CONNECT|1|1795457440.9|0
"""
FIRST, SECOND = "1795457394.0", "1795457402.2"


def second(number: int) -> datetime:
    return datetime.fromtimestamp(number, UTC)


LONG_AGO, MUCH_LATER = second(0), second(1795457500)


class Told:
    """A floor and every row it wanted stored, in its newest form."""

    def __init__(self) -> None:
        seats = [Seat(SeatRecord(extension=e), queues=("civil", "general")) for e in ("201", "202")]
        self.floor = Floor(RULES, seats, DayBook(ZoneInfo("Asia/Seoul")))
        self.rows: dict[object, Table] = {}
        self.ended: list[LiveCall] = []

    def tell(self, *facts: f.Fact) -> None:
        for fact in facts:
            for change in (self.floor.tick(fact.at), self.floor.apply(fact)):
                self.rows |= {(type(row), row.model_dump().get("id")): row for row in change.rows}
                self.ended += change.ended

    def replay(
        self,
        text: str,
        legs: dict[str, SeenLeg] | None = None,
        over: frozenset[str] = frozenset(),
        until: datetime = LONG_AGO,
        sound: KeptSound | None = None,
        seen_at: datetime = MUCH_LATER,
    ) -> bool:
        lines = [line for line in map(parse, text.splitlines()) if line is not None]
        told = Replay(
            self.floor.tracker, legs or {}, seen_at, over, until, "120",
            lambda number: "+82" + number[1:], lambda call, started: sound,
        )  # fmt: skip
        for fact in told.facts(lines):
            self.tell(fact)
        return told.complete

    def call(self, call: str = FIRST) -> Call:
        row = self.rows[(Call, call)]
        assert isinstance(row, Call)
        return row

    def visits(self) -> list[QueueVisit]:
        found = [row for row in self.rows.values() if isinstance(row, QueueVisit)]
        return sorted(found, key=lambda visit: visit.joined_at)


def here(uniqueid: str, extension: str | None = None) -> SeenLeg:
    channel = f"PJSIP/{extension or 'trunk'}-0001"
    started = f.LegStarted(
        at=second(1795457394), linkedid=FIRST, uniqueid=uniqueid, channel=channel,
        extension=extension, inbound=extension is None, caller="", dialled="120",
    )  # fmt: skip
    return SeenLeg(started, up=True)


def test_a_call_nobody_saw_gets_all_its_marks() -> None:
    told = Told()
    told.replay(ANSWERED)
    call, [visit] = told.call(), told.visits()
    assert (call.caller, call.dialled, call.outcome) == ("+821055520001", "120", "answered")
    assert (call.started_at, call.ended_at) == (second(1795457394), second(1795457430))
    assert visit.joined_at == second(1795457400)
    assert visit.ringing_at == second(1795457401), "the first offer was the missed one"
    assert visit.answered_at == second(1795457404)
    assert visit.ended_at == second(1795457430)
    assert (visit.queue, visit.extension, visit.outcome) == ("civil", "201", "answered")
    offers = sorted((r.extension, str(r.result)) for r in told.rows.values() if isinstance(r, Offer))
    assert offers == [("201", "answered"), ("202", "missed")]
    assert told.floor.seats["201"].state is SeatState.LOGGED_OUT
    assert told.floor.seats["201"].record.wrap_up_until == second(1795457430) + RULES.wrap_up


def test_a_caller_who_gave_up_is_told_as_one() -> None:
    told = Told()
    told.replay(GIVEN_UP)
    [live] = told.ended
    assert (live.call.id, live.call.outcome) == (SECOND, "abandoned")
    assert told.visits()[0].ended_at == second(1795457420)


def test_telling_it_twice_changes_nothing() -> None:
    told = Told()
    told.replay(ANSWERED + GIVEN_UP)
    before = {key: row.model_dump() for key, row in told.rows.items()}
    told.replay(ANSWERED + GIVEN_UP, over=frozenset({FIRST, SECOND}))
    assert {key: row.model_dump() for key, row in told.rows.items()} == before


def test_an_open_call_goes_on_from_where_it_was_left() -> None:
    told = Told()
    lines = ANSWERED.splitlines(keepends=True)
    told.replay("".join(lines[:5]), legs={FIRST: here(FIRST), "1795457403.1": here("1795457403.1", "201")})
    assert told.floor.seats["201"].state is SeatState.TALKING
    told.replay(ANSWERED)
    assert len(told.visits()) == 1
    assert told.call().ended_at == second(1795457430)
    assert told.visits()[0].answered_at == second(1795457404)


def test_what_was_heard_before_the_gap_is_not_told_again() -> None:
    told = Told()
    legs = {FIRST: here(FIRST)}
    told.replay(ANSWERED.splitlines()[0], legs=legs)
    told.replay(ANSWERED, legs=legs, until=second(1795457460))
    assert told.visits()[0].answered_at is None


def test_a_lost_browser_is_lost_in_the_log_too() -> None:
    told = Told()
    told.replay(LOST_AND_SERVED_BY_ANOTHER)
    first, second_visit = told.visits()
    assert (first.extension, second_visit.extension) == ("201", "202")
    assert first.ended_at == second(1795457412)
    assert first.wrapped_up_at is None
    assert told.floor.seats["201"].record.wrap_up_until is None
    assert told.floor.seats["202"].record.wrap_up_until is not None


def test_a_talk_that_ended_this_moment_is_looked_at_again() -> None:
    told = Told()
    lines = LOST_AND_SERVED_BY_ANOTHER.splitlines(keepends=True)[:3]
    legs = {FIRST: here(FIRST)}
    assert not told.replay("".join(lines), legs=legs, seen_at=second(1795457413))
    assert told.visits()[0].ended_at is None
    assert told.replay("".join(lines), legs=legs, seen_at=second(1795457416)), "still there: lost"
    assert told.visits()[0].ended_at == second(1795457412)
    assert told.floor.seats["201"].record.wrap_up_until is None


def test_a_call_that_goes_on_keeps_its_real_channels() -> None:
    told = Told()
    legs = {FIRST: here(FIRST), "1795457440.9": here("1795457440.9", "202")}
    told.replay(OVERFLOWED, legs=legs)
    live = told.floor.tracker.calls[FIRST]
    assert [visit.outcome for visit in live.visits] == ["left", "answered"]
    assert live.legs["1795457440.9"].channel == "PJSIP/202-0001"
    assert told.floor.seats["202"].state is SeatState.TALKING


def test_the_recording_says_when_the_citizen_left() -> None:
    told = Told()
    told.replay(ANSWERED, sound=KeptSound("/r/1.wav", second(1795457430) + timedelta(seconds=0.4)))
    assert told.call().recording == "/r/1.wav"
    assert told.call().ended_at == second(1795457430) + timedelta(seconds=0.4)


def test_the_waiting_half_of_a_callback_belongs_to_its_call() -> None:
    line = parse("1795457400|callback-7-1-line|desk-civil|NONE|ENTERQUEUE||01055520001|1")
    assert line is not None
    assert call_of(line) == "callback-7-1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "1795457391|NONE|NONE|NONE|QUEUESTART|",
        "x|1.0|desk-civil|NONE|ENTERQUEUE||1|1",
        "1|2.0",
    ],
)
def test_what_is_no_event_of_a_caller_is_passed_over(text: str) -> None:
    assert parse(text) is None


def test_the_log_is_read_on_from_the_bookmark(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    log = QueueLog(file, tmp_path / "read")
    assert log.read(log.bookmark()) == ([], Bookmark())
    file.write_text(GIVEN_UP + "1795457421|17954574", "utf-8")
    lines, mark = log.read(log.bookmark())
    assert [line.event for line in lines] == ["ENTERQUEUE", "ABANDON"]
    log.keep(mark)
    with file.open("a") as more:
        more.write("02.9|desk-civil|NONE|ABANDON|1|1|1\n")
    again, mark = log.read(QueueLog(file, tmp_path / "read").bookmark())
    assert [(line.leg, line.event) for line in again] == [("1795457402.9", "ABANDON")]
    assert log.read(mark)[0] == []


def test_a_rotated_log_is_read_from_its_start(tmp_path: Path) -> None:
    file = tmp_path / "queue_log"
    file.write_text(ANSWERED, "utf-8")
    log = QueueLog(file, tmp_path / "read")
    log.keep(log.end(0.0))
    file.rename(tmp_path / "queue_log.1")
    file.write_text(GIVEN_UP, "utf-8")
    assert len(log.read(log.bookmark())[0]) == 2


def test_a_damaged_bookmark_means_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "read").write_text("{")
    assert QueueLog(tmp_path / "queue_log", tmp_path / "read").bookmark() == Bookmark()
