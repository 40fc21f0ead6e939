"""Waits, talk, hold and wrap-up of one call, in whole seconds, over all its visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter.calls.models import Call, QueueVisit
from callcenter.calls.outcomes import FROM_US


@dataclass(frozen=True, slots=True)
class Marks:
    """None where there is nothing to measure (yet)."""

    wait: int | None
    talk: int | None
    """Without hold; only of a call that is over."""
    hold: int | None
    wrap_up: int | None


def marks(call: Call, visits: Sequence[QueueVisit], now: datetime) -> Marks:
    """A caller who is still in line waits until `now`."""
    waits = [(visit.answered_at or visit.ended_at or now) - visit.joined_at for visit in visits]
    talks = [visit.ended_at - visit.answered_at for visit in visits if visit.answered_at and visit.ended_at]
    wraps = [v.wrapped_up_at - v.ended_at for v in visits if v.wrapped_up_at and v.ended_at]
    hold = timedelta(seconds=sum(visit.hold_seconds for visit in visits))
    if call.direction in FROM_US and call.answered_at and call.ended_at:
        talks = [call.ended_at - call.answered_at]
    over = call.ended_at is not None
    return Marks(
        wait=_whole(waits),
        talk=_whole([sum(talks, timedelta()) - hold]) if talks and over else None,
        hold=_whole([hold]) if talks else None,
        wrap_up=_whole(wraps),
    )


def _whole(stretches: Sequence[timedelta]) -> int | None:
    return round(sum(stretches, timedelta()).total_seconds()) if stretches else None
