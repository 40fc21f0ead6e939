"""The figures of a queue, each with the formula of the field.

One call is one linkedid; a queue visit is a part of it with its marks t_q (joined), t_a
(answered), t_h (ended) and t_w (wrapped up). The live board and every report use these same
functions, so they cannot disagree. Percentages are 0–100, or None when nothing was offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from callcenter.calls.models import QueueVisit, VisitOutcome


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """Five definitions in use; `headline` is the one without short abandons."""

    of_offered: float | None
    """answered ≤ T / offered"""
    headline: float | None
    """answered ≤ T / (offered - short abandons)"""
    without_early_abandons: float | None
    """answered ≤ T / (offered - abandoned ≤ T)"""
    all_handled: float | None
    """(answered + abandoned + callback) ≤ T / offered"""
    of_answered: float | None
    """answered ≤ T / answered"""


def wait_seconds(visit: QueueVisit) -> float | None:
    """t_a - t_q, or the time until the caller left the line; None while still waiting."""
    until = visit.answered_at or visit.ended_at
    return (until - visit.joined_at).total_seconds() if until else None


def answered(visits: Sequence[QueueVisit]) -> list[QueueVisit]:
    """Visits that an agent took."""
    return [visit for visit in visits if visit.answered_at is not None]


def abandoned(visits: Sequence[QueueVisit]) -> list[QueueVisit]:
    """Callers who hung up in the line; a callback request is not an abandon."""
    return [visit for visit in visits if visit.outcome == VisitOutcome.ABANDONED]


def service_levels(visits: Sequence[QueueVisit], within: timedelta, short: timedelta) -> ServiceLevels:
    """All five; `within` is T, `short` the wait up to which an abandon is short."""
    limit = within.total_seconds()
    done = [visit for visit in visits if visit.outcome is not None]
    offered = len(done)
    taken = answered(done)
    gone = abandoned(done)
    in_time = _waited_at_most(taken, limit)
    early = _waited_at_most(gone, limit)
    callbacks = [visit for visit in done if visit.outcome == VisitOutcome.CALLBACK]
    handled = in_time + early + _waited_at_most(callbacks, limit)
    return ServiceLevels(
        of_offered=percent(in_time, offered),
        headline=percent(in_time, offered - _waited_at_most(gone, short.total_seconds())),
        without_early_abandons=percent(in_time, offered - early),
        all_handled=percent(handled, offered),
        of_answered=percent(in_time, len(taken)),
    )


def abandonment(visits: Sequence[QueueVisit]) -> float | None:
    """B / O"""
    return percent(len(abandoned(visits)), len(visits))


def average_speed_of_answer(visits: Sequence[QueueVisit]) -> float | None:
    """mean(t_a - t_q) over the answered, in seconds"""
    return _mean([(v.answered_at - v.joined_at).total_seconds() for v in visits if v.answered_at])


def talk_seconds(visits: Sequence[QueueVisit]) -> float | None:
    """Mean talk without hold, over the answered visits that are over."""
    return _mean(
        [
            (v.ended_at - v.answered_at).total_seconds() - v.hold_seconds
            for v in visits
            if v.answered_at and v.ended_at
        ]
    )


def hold_seconds(visits: Sequence[QueueVisit]) -> float | None:
    """Mean hold over all answered visits that are over."""
    return _mean([v.hold_seconds for v in visits if v.answered_at and v.ended_at])


def acw_seconds(visits: Sequence[QueueVisit]) -> float | None:
    """Mean wrap-up (t_w - t_h) over the visits that were wrapped up."""
    return _mean(
        [(v.wrapped_up_at - v.ended_at).total_seconds() for v in visits if v.wrapped_up_at and v.ended_at]
    )


def average_handling_time(visits: Sequence[QueueVisit]) -> float | None:
    """AHT = mean(talk + hold + ACW), in seconds"""
    talk = talk_seconds(visits)
    if talk is None:
        return None
    return talk + (hold_seconds(visits) or 0.0) + (acw_seconds(visits) or 0.0)


def percent(part: int, whole: int) -> float | None:
    """0–100, or None when there is nothing to be a part of."""
    return 100.0 * part / whole if whole > 0 else None


def _waited_at_most(visits: Sequence[QueueVisit], seconds: float) -> int:
    waits = [wait_seconds(visit) for visit in visits]
    return sum(1 for wait in waits if wait is not None and wait <= seconds)


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
