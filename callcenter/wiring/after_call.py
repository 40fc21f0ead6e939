"""What is left to do when a call is over: a work item for whom nobody answered, a sealed recording."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from callcenter.calls.live import LiveCall
from callcenter.calls.models import Call, Direction, Outcome, QueueVisit, Recording
from callcenter.calls.sealing import RecordingSealer
from callcenter.clock import now
from callcenter.storage.patience import until_stored
from callcenter.wiring.house import House

UNANSWERED = (Outcome.ABANDONED, Outcome.CLOSED)
"""Ends of a call that leave a citizen without an answer: each is a work item for a person."""
LOOKED_BACK = timedelta(days=2)


class AfterCall:
    """Everything here may be done twice."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sealer = RecordingSealer(house.writer, timedelta(days=house.settings.recording.keep_days), now)

    async def ended(self, live: LiveCall) -> None:
        """A call is over: what it leaves behind is written, and its recording sealed."""
        await self._note_missed(live.call, live.visits[0].joined_at if live.visits else live.call.started_at)
        await self._seal(live.call)

    async def settle(self) -> None:
        """After a start: what a killed application left undone."""
        ended = await until_stored(self._ended_lately)
        for call, arrived, _ in ended:
            await self._note_missed(call, arrived)
        for call in [call for call, _, sealed in ended if not sealed]:
            await self._seal(call)

    async def _note_missed(self, call: Call, arrived: datetime) -> None:
        if call.direction == Direction.INBOUND and call.outcome in UNANSWERED:
            desk = call.queue or self._house.settings.fallback_desk
            await until_stored(self._house.intake.record_missed, call.id, call.caller, desk, arrived)

    async def _seal(self, call: Call) -> None:
        if call.recording:
            await self._sealer.seal(call.id, Path(call.recording))

    def _ended_lately(self) -> list[tuple[Call, datetime, bool]]:
        """Calls with the instant the wait began, and whether the recording is sealed."""
        with self._house.database.reading() as session:
            wanted = select(Call).where(
                Call.started_at >= now() - LOOKED_BACK, col(Call.ended_at).is_not(None)
            )
            calls = session.exec(wanted).all()
            visits = session.exec(select(QueueVisit).where(QueueVisit.joined_at >= now() - LOOKED_BACK)).all()
            sealed = set(session.exec(select(Recording.call_id)))
        joined = _first_joined(visits)
        return [(call, joined.get(call.id, call.started_at), call.id in sealed) for call in calls]


def _first_joined(visits: Iterable[QueueVisit]) -> dict[str, datetime]:
    first: dict[str, datetime] = {}
    for visit in visits:
        first[visit.call_id] = min(visit.joined_at, first.get(visit.call_id, visit.joined_at))
    return first
