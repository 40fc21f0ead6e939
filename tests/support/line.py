"""Tells a call as the exchange would, second by second, for tests of what follows from it."""

from datetime import UTC, datetime, timedelta

from callcenter.calls import facts as f

NINE = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
"""09:00 in Seoul on a working day."""


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def citizen_calls(call: str, when: float = 0, caller: str = "01012342413") -> f.LegStarted:
    return f.LegStarted(
        at=at(when), linkedid=call, uniqueid=call, channel=f"PJSIP/trunk-{call}", extension=None,
        inbound=True, caller=caller, dialled="120",
    )  # fmt: skip


def joins(call: str, when: float, queue: str = "civil") -> f.QueueJoined:
    return f.QueueJoined(at=at(when), linkedid=call, queue=queue, position=1)


def rings(call: str, when: float, extension: str, queue: str = "civil") -> list[f.Fact]:
    return [
        f.LegStarted(
            at=at(when), linkedid=call, uniqueid=f"{call}-{extension}", channel=f"PJSIP/{extension}-1",
            extension=extension, inbound=False, caller="", dialled="",
        ),
        f.AgentOffered(at=at(when), linkedid=call, queue=queue, extension=extension),
    ]  # fmt: skip


def misses(call: str, when: float, extension: str, queue: str = "civil") -> list[f.Fact]:
    return [
        f.LegEnded(at=at(when), linkedid=call, uniqueid=f"{call}-{extension}", cause=19),
        f.AgentMissed(at=at(when), linkedid=call, queue=queue, extension=extension),
    ]


def answers(call: str, when: float, extension: str, queue: str = "civil") -> list[f.Fact]:
    leg = f"{call}-{extension}"
    return [
        f.LegAnswered(at=at(when), linkedid=call, uniqueid=leg),
        f.QueueLeft(at=at(when), linkedid=call, queue=queue),
        f.AgentAnswered(at=at(when), linkedid=call, queue=queue, extension=extension, uniqueid=leg),
    ]


def ends(call: str, when: float, leg: str | None = None, cause: int = 16) -> f.LegEnded:
    return f.LegEnded(at=at(when), linkedid=call, uniqueid=leg or call, cause=cause)


def abandons(call: str, when: float, queue: str = "civil") -> list[f.Fact]:
    return [
        f.QueueAbandoned(at=at(when), linkedid=call, queue=queue),
        f.QueueLeft(at=at(when), linkedid=call, queue=queue),
        ends(call, when),
    ]
