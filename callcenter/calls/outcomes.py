"""How a call stands: its outcome, or while it lasts where the citizen is now."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, not_, or_, select

from callcenter.calls.models import Call, Direction, QueueVisit

FROM_US = (Direction.OUTBOUND, Direction.INTERNAL)


class Standing(StrEnum):
    """The outcomes of `Outcome`, and before there is one: in line, in talk, in the IVR, being rung."""

    WAITING = "waiting"
    TALKING = "talking"
    IN_IVR = "in_ivr"
    DIALLING = "dialling"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    SELF_SERVICE = "self_service"
    LEFT_IN_IVR = "left_in_ivr"
    CLOSED = "closed"
    NOT_ANSWERED = "not_answered"


LIVE = frozenset({Standing.WAITING, Standing.TALKING, Standing.IN_IVR, Standing.DIALLING})


def standing(call: Call, visits: Sequence[QueueVisit]) -> Standing:
    """`visits` are all of this call."""
    if call.ended_at is not None:
        return Standing(call.outcome or Standing.NOT_ANSWERED)
    if any(visit.answered_at is None and visit.ended_at is None for visit in visits):
        return Standing.WAITING
    if call.direction in FROM_US:
        return Standing.TALKING if call.answered_at else Standing.DIALLING
    if call.extension is not None:
        return Standing.TALKING
    return Standing.IN_IVR if call.direction == Direction.INBOUND else Standing.DIALLING


def stands(wanted: Standing) -> ColumnElement[bool]:
    """The calls that stand so; the same rules as `standing`."""
    if wanted not in LIVE:
        return col(Call.outcome) == wanted
    in_line = col(Call.id).in_(
        select(QueueVisit.call_id).where(
            col(QueueVisit.answered_at).is_(None), col(QueueVisit.ended_at).is_(None)
        )
    )
    lives = col(Call.ended_at).is_(None)
    if wanted is Standing.WAITING:
        return and_(lives, in_line)
    from_us = col(Call.direction).in_(FROM_US)
    talks = or_(
        and_(from_us, col(Call.answered_at).is_not(None)),
        and_(not_(from_us), col(Call.extension).is_not(None)),
    )
    if wanted is Standing.TALKING:
        return and_(lives, not_(in_line), talks)
    inbound = col(Call.direction) == Direction.INBOUND
    return and_(lives, not_(in_line), not_(talks), inbound if wanted is Standing.IN_IVR else not_(inbound))
