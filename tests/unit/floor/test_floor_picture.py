"""The board: what it warns of."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.agents.models import SeatRecord, SeatState
from callcenter.agents.seat import Seat
from callcenter.calls import facts as f
from callcenter.floor.daybook import DayBook
from callcenter.floor.floor import Floor
from callcenter.floor.floor_picture import floor_picture
from callcenter.floor.repairs import RepairLog
from callcenter.floor.rules import FloorRules
from callcenter.queues.desks import CITY_DESKS, Desks

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RULES = FloorRules(
    timedelta(seconds=30), timedelta(minutes=5), 3, timedelta(seconds=20), timedelta(seconds=5)
)


def test_each_alert_has_a_code_of_its_own() -> None:
    """Screens key their lists by it; two desks without anybody are two alerts."""
    seats = [Seat(SeatRecord(extension=e), ("civil", "vehicle")) for e in ("201", "202")]
    floor = Floor(RULES, seats, DayBook(ZoneInfo("Asia/Seoul")))
    for seat in seats:
        floor.declare(seat.extension, SeatState.READY, None, 1, NOW)  # without a telephone
    for number, queue in enumerate(("civil", "vehicle")):
        call = f"{number}.1"
        floor.apply(
            f.LegStarted(
                at=NOW, linkedid=call, uniqueid=call, channel="PJSIP/trunk-1", extension=None,
                inbound=True, caller="+821012345678", dialled="120",
            )
        )  # fmt: skip
        floor.apply(f.QueueJoined(at=NOW, linkedid=call, queue=queue, position=1))
    picture = floor_picture(floor, {}, Desks(CITY_DESKS), RepairLog(), NOW)
    assert [alert.code for alert in picture.alerts] == [
        "nobody_ready:civil", "nobody_ready:vehicle", "phone_lost:201", "phone_lost:202",
    ]  # fmt: skip
