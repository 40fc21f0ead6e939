"""The health probe: dial the hotline like a citizen and judge what is heard."""

import asyncio
from enum import IntEnum
from ipaddress import IPv4Address

from pydantic import BaseModel, ConfigDict, Field

from callcenter.probe.client import PhoneProcess
from callcenter.probe.messages import Answered, Dial, Ended, Failed, Heard, Hearing, Report

CALLER = "0200000000"
"""A number nobody has: a probe's call is told apart from a citizen's by it."""

_FAREWELL_S = 2.5  # kept for the start of the phone and for taking the call back politely


class State(IntEnum):
    """Exit codes of monitoring plug-ins (Nagios, Icinga, Zabbix, Checkmk)."""

    FINE = 0
    DEGRADED = 1
    DOWN = 2


class Limits(BaseModel):
    """What still counts as fine."""

    model_config = ConfigDict(frozen=True)

    setup_ms: int = Field(2000, description="Longest time from INVITE to answer.")
    first_sound_ms: int = Field(2500, description="Longest silence after the answer.")
    loss_percent: float = Field(1.0, description="Most lost packets.")
    quietest_dbfs: float = Field(-38.0, description="Lowest level of the greeting.")
    sound_share: float = Field(0.3, description="Least share of sound in the time listened to.")


class Verdict(BaseModel):
    """What one probe call found. Durations in ms, level in dBFS; None: not reached.

    `code` and `facts` name the sentence of `callcenter.messages` that says it; `weak` are the limits
    that were not kept.
    """

    model_config = ConfigDict(frozen=True)

    state: State
    code: str
    facts: dict[str, str | int]
    weak: tuple[str, ...] = ()
    setup_ms: int | None = None
    first_sound_ms: int | None = None
    packets: int = 0
    loss_percent: float | None = None
    level_dbfs: float | None = None
    sound_ms: int = 0


async def probe(
    host: IPv4Address,
    port: int,
    number: str,
    within: float = 20.0,
    listen: float = 5.0,
    limits: Limits | None = None,
) -> Verdict:
    """Call `number` at `host`:`port`, listen for `listen` s; the verdict comes within `within` s."""
    dial = Dial(
        host=host,
        port=port,
        number=number,
        caller=CALLER,
        ring_seconds=max(1.0, within - _FAREWELL_S),
        talk_seconds=listen,
    )
    seen: list[Report] = []
    try:
        async with asyncio.timeout(within), PhoneProcess(dial) as phone:
            async for report in phone.reports():
                seen.append(report)  # noqa: PERF401 - what was seen counts when the time is over
    except TimeoutError:
        seen.append(_time_over(seen, within))
    return judge(seen, limits or Limits())


def judge(seen: list[Report], limits: Limits) -> Verdict:
    """The verdict on the reports of one call, the last of which is `ended` or `failed`."""
    setup = next((report.setup_ms for report in seen if isinstance(report, Answered)), None)
    first = next((report.first_sound_ms for report in seen if isinstance(report, Hearing)), None)
    end = seen[-1]
    if not isinstance(end, Ended):
        code, facts = (end.code, end.facts) if isinstance(end, Failed) else ("probe.phone_died", {})
        return Verdict(state=State.DOWN, code=code, facts=facts, setup_ms=setup, first_sound_ms=first)
    expected = end.received + end.lost
    measured = Verdict(
        state=State.FINE,
        code="probe.fine",
        facts={},
        setup_ms=setup,
        first_sound_ms=first,
        packets=end.received,
        loss_percent=round(100 * end.lost / expected, 2) if expected else None,
        level_dbfs=end.level_dbfs,
        sound_ms=end.sound_ms,
    )
    if first is None:
        code = "probe.silent" if end.received else "probe.no_media"
        return measured.model_copy(update={"state": State.DOWN, "code": code})
    weak = _weak(measured, end.seconds, limits)
    if weak:
        return measured.model_copy(update={"state": State.DEGRADED, "code": "probe.degraded", "weak": weak})
    return measured


def _weak(measured: Verdict, seconds: float, limits: Limits) -> tuple[str, ...]:
    share = measured.sound_ms / (seconds * 1000) if seconds else 0.0
    found = {
        "setup_ms": (measured.setup_ms or 0) > limits.setup_ms,
        "first_sound_ms": (measured.first_sound_ms or 0) > limits.first_sound_ms,
        "loss_percent": (measured.loss_percent or 0.0) > limits.loss_percent,
        "level_dbfs": (measured.level_dbfs or -99.0) < limits.quietest_dbfs,
        "sound_share": share < limits.sound_share,
    }
    return tuple(name for name, is_weak in found.items() if is_weak)


def _time_over(seen: list[Report], within: float) -> Failed | Ended:
    """What to say when the time is up: the call so far, as far as it came."""
    seconds = [report for report in seen if isinstance(report, Heard)]
    if not seconds:
        return Failed(code="probe.time_over", facts={"seconds": round(within)})
    sounding = [report.level_dbfs for report in seconds if report.level_dbfs is not None]
    return Ended(
        cause="time_over",
        seconds=float(len(seconds)),
        received=sum(report.packets for report in seconds),
        lost=0,
        sound_ms=sum(report.sound_ms for report in seconds),
        level_dbfs=max(sounding, default=None),
    )
