"""Publishes the pictures of the floor whenever something moved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from callcenter.floor.callers import Callers
from callcenter.floor.floor import Floor
from callcenter.floor.floor_picture import floor_picture
from callcenter.floor.repairs import RepairLog
from callcenter.floor.seat_picture import seat_picture
from callcenter.queues.desks import Desks
from callcenter.realtime.hub import Hub
from callcenter.realtime.topics import FLOOR, FloorAlert, seat_topic

Names = Callable[[], Mapping[str, tuple[str, str]]]
"""Each extension's person: name and role."""


class Drawing:
    """`names` and `notices` are asked at each picture: a changed name needs no restart, and what other parts
    of the house want looked at stands among the floor's own alerts.
    """

    def __init__(
        self,
        floor: Floor,
        hub: Hub,
        callers: Callers,
        desks: Desks,
        names: Names,
        repairs: RepairLog,
        notices: Callable[[], Sequence[FloorAlert]] = lambda: (),
    ) -> None:
        self._floor = floor
        self._hub = hub
        self._callers = callers
        self._desks = desks
        self._names = names
        self._repairs = repairs
        self._notices = notices

    def draw(self, seats: set[str]) -> None:
        """The floor and the named seats as they are now."""
        now = datetime.now(UTC)
        picture = floor_picture(self._floor, self._names(), self._desks, self._repairs, now)
        if notices := self._notices():
            picture = picture.model_copy(update={"alerts": (*picture.alerts, *notices)})
        self._hub.publish(FLOOR, picture)
        for extension in seats:
            seat = self._floor.seats[extension]
            self._hub.publish(
                seat_topic(extension), seat_picture(self._floor, seat, self._callers, self._desks, now)
            )
