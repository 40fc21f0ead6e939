"""When agent and citizen heard each other in a recording, from the stored marks of the call."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from callcenter.calls.models import Call, Hold, Leg, Recording
from callcenter.calls.recorded_talk import RecordedTalks
from tests.support.web import House

CALL = "1.1"


class Marks:
    """Seconds since the recording began."""

    def __init__(self, house: House, direction: str = "inbound", seconds: float = 100) -> None:
        self.house = house
        self.began = house.clock()
        self.seconds = seconds
        end = self.began + timedelta(seconds=seconds)
        self.rows: list[Call | Leg | Hold | Recording] = [
            Call(id=CALL, direction=direction, started_at=self.began, answered_at=self.began, ended_at=end),
            Recording(
                call_id=CALL, path="/r/1.1.wav", sha256="0", size_bytes=1, seconds=seconds, sealed_at=end,
                keep_until=end,
            ),
        ]  # fmt: skip

    def at(self, second: float) -> datetime:
        return self.began + timedelta(seconds=second)

    def leg(self, name: str, first: float, last: float, extension: str | None = None) -> None:
        self.rows.append(
            Leg(
                id=name, call_id=CALL, channel=f"PJSIP/{name}", extension=extension,
                inbound=extension is None,
                started_at=self.at(first), answered_at=self.at(first), ended_at=self.at(last),
            )
        )  # fmt: skip

    def hold(self, leg: str, first: float, last: float) -> None:
        held = Hold(
            id=f"h{first}", call_id=CALL, leg_id=leg, started_at=self.at(first), ended_at=self.at(last)
        )
        self.rows.append(held)

    def talks(self) -> list[tuple[float, float, str | None]]:
        with self.house.database.transaction() as session:
            session.add_all(self.rows)
        found = RecordedTalks(self.house.database, self.house.audit).talk(CALL)
        assert found is not None
        return [(talk.start, talk.end, talk.extension) for talk in found.talks]


def test_a_talk_is_cut_at_its_holds(house: House) -> None:
    marks = Marks(house)
    marks.leg("c", 0, 100)
    marks.leg("a", 20, 90, "201")
    marks.hold("a", 40, 50)
    assert marks.talks() == [(20, 40, "201"), (50, 90, "201")]


def test_after_a_transfer_the_next_agent_talks(house: House) -> None:
    marks = Marks(house)
    marks.leg("c", 0, 100)
    marks.leg("a", 20, 60, "201")
    marks.leg("b", 45, 100, "202")
    marks.hold("a", 40, 60)
    assert marks.talks() == [(20, 40, "201"), (60, 100, "202")], "what two agents say alone is no talk"


def test_in_a_conference_nobody_knows_which_agent_speaks(house: House) -> None:
    marks = Marks(house)
    marks.leg("c", 0, 100)
    marks.leg("a", 20, 80, "201")
    marks.leg("b", 50, 80, "202")
    assert marks.talks() == [(20, 50, "201"), (50, 80, None)]


@pytest.mark.parametrize("direction", ["outbound", "callback"])
def test_a_call_from_us_is_measured_from_its_end(house: House, direction: str) -> None:
    """The recording holds ten seconds of the network's sound before the answer, the seat waited longer."""
    marks = Marks(house, direction, seconds=70)
    marks.leg("c", 40, 100)
    marks.leg("a", 0, 100, "201")
    assert marks.talks() == [(10, 70, "201")]


def test_a_call_that_nobody_answered_has_no_talk(house: House) -> None:
    marks = Marks(house)
    marks.leg("c", 0, 100)
    assert marks.talks() == []
    assert RecordedTalks(house.database, house.audit).talk("2.2") is None
