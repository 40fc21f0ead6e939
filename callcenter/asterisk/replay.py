"""Lines of queue_log as the facts that AMI would have told, had somebody listened.

Calls nobody knows are told from their beginning, those that were open from where they were left.
Telling something twice changes nothing: the tracker takes a mark once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from callcenter.asterisk.queue_log import LogLine
from callcenter.calls import facts as f
from callcenter.calls.live import LiveCall
from callcenter.calls.tracker import CallTracker
from callcenter.floor.reconcile import SeenLeg

NORMAL, MEDIA_LOST = 16, 44
LINE_OF_CALLBACK = "-line"
"""The waiting half of a callback carries the call's id with this ending."""
DECISION_SECONDS = 3.0
"""After this a caller who is still there was lost by the seat, not dismissed (`desk-result`)."""
LEFT = ("EXITWITHTIMEOUT", "EXITWITHKEY", "EXITEMPTY")
TALK_OVER = ("COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER", "ATTENDEDTRANSFER")


@dataclass(frozen=True, slots=True)
class KeptSound:
    """A recording found on the disk; `finished_at` is when it was written last."""

    path: str
    finished_at: datetime


@dataclass
class Replay:
    """`legs` are those the exchange had at `seen_at`, `over` the calls whose end is stored already,
    `until` the instant up to which we had listened, `canonical` the one form of a carrier's number."""

    tracker: CallTracker
    legs: Mapping[str, SeenLeg]
    seen_at: datetime
    over: frozenset[str]
    until: datetime
    dialled: str
    canonical: Callable[[str], str]
    sound_of: Callable[[str, datetime], KeptSound | None]

    complete: bool = True
    """False when the lines have to be told once more, in a moment."""

    def facts(self, lines: Sequence[LogLine]) -> Iterator[f.Fact]:
        """In the order of the lines; tell each before the next is asked for."""
        followed = _followed_by(lines)
        last: dict[str, LogLine] = {}
        for number, line in enumerate(lines):
            call = call_of(line)
            live = self.tracker.calls.get(call)
            # Seconds are cut off in the file: what is told up to a second earlier may be new.
            if call in self.over or (live is not None and line.at < self.until - timedelta(seconds=1)):
                continue
            if live is None and (call in last or line.event != "ENTERQUEUE"):
                continue
            if self._undecided(line, followed.get(number)):
                # The dialplan is making up its mind; the next look knows.
                self.complete = False
                return
            last[call] = line
            if live is None:
                yield from self._arrived(call, line)
            yield from self._told(call, line, followed.get(number))
        for call, line in last.items():
            if (live := self.tracker.calls.get(call)) is not None:
                yield from self._gone(live, line)

    def _undecided(self, line: LogLine, following: str | None) -> bool:
        """The seat has just ended and the caller is still there: dismissed in an instant, or lost."""
        fresh = (self.seen_at - line.at).total_seconds() < DECISION_SECONDS
        return line.event == "COMPLETEAGENT" and following is None and line.leg in self.legs and fresh

    def _arrived(self, call: str, line: LogLine) -> Iterator[f.Fact]:
        born = _birth(call, line.at)
        here = self.legs.get(line.leg)
        yield here.started if here else f.LegStarted(
            at=born, linkedid=call, uniqueid=line.leg, channel=f"PJSIP/trunk-{line.leg}"[:120],
            extension=None, inbound=True, dialled=self.dialled,
            caller=self.canonical(line.data[1] if len(line.data) > 1 else ""),
        )  # fmt: skip
        yield f.LegAnswered(at=born, linkedid=call, uniqueid=line.leg)
        if (sound := self.sound_of(call, born)) is not None:
            yield f.RecordingStarted(at=born, linkedid=call, path=sound.path)

    def _told(self, call: str, line: LogLine, following: str | None) -> Iterator[f.Fact]:
        live = self.tracker.calls.get(call)
        if live is None:
            return
        at = max(line.at, _last_mark(live))
        if line.event == "ENTERQUEUE":
            if not any(v.queue == line.desk and _same_second(v.joined_at, line.at) for v in live.visits):
                position = line.number(2) or 1
                yield f.QueueJoined(at=at, linkedid=call, queue=line.desk, position=position)
        elif line.event == "CONNECT":
            yield from self._answered(live, line, at)
        elif line.event == "RINGNOANSWER":
            rang = max(line.at - timedelta(milliseconds=line.number(0)), live.call.started_at)
            yield f.AgentOffered(at=rang, linkedid=call, queue=line.desk, extension=line.seat)
            yield f.AgentMissed(at=at, linkedid=call, queue=line.desk, extension=line.seat)
        elif line.event == "ABANDON":
            yield f.QueueAbandoned(at=at, linkedid=call, queue=line.desk)
        elif line.event in LEFT:
            yield f.QueueLeft(at=at, linkedid=call, queue=line.desk)
        elif line.event in TALK_OVER:
            yield from self._talk_over(live, line, at, following)

    def _answered(self, live: LiveCall, line: LogLine, at: datetime) -> Iterator[f.Fact]:
        call, leg = live.call.id, line.data[1] if len(line.data) > 1 else ""
        if any(visit.leg_id == leg for visit in live.visits):
            return
        if self.tracker.call_of_leg(leg) is None:
            rang = max(line.at - timedelta(seconds=line.number(2)), live.call.started_at)
            here = self.legs.get(leg)
            yield here.started if here else f.LegStarted(
                at=rang, linkedid=call, uniqueid=leg, channel=f"PJSIP/{line.seat}-{leg}"[:120],
                extension=line.seat, inbound=False, caller="", dialled="",
            )  # fmt: skip
            yield f.AgentOffered(at=rang, linkedid=call, queue=line.desk, extension=line.seat)
        yield f.LegAnswered(at=at, linkedid=call, uniqueid=leg)
        yield f.AgentAnswered(at=at, linkedid=call, queue=line.desk, extension=line.seat, uniqueid=leg)

    def _talk_over(
        self, live: LiveCall, line: LogLine, at: datetime, following: str | None
    ) -> Iterator[f.Fact]:
        """A caller who goes on after the seat has ended was lost by it, not dismissed."""
        visit = live.visit
        if visit is None or visit.leg_id is None or visit.leg_id not in live.legs:
            return
        stays = following == "ENTERQUEUE" or (following is None and line.leg in self.legs)
        cause = MEDIA_LOST if line.event == "COMPLETEAGENT" and stays else NORMAL
        yield f.LegEnded(at=at, linkedid=live.call.id, uniqueid=visit.leg_id, cause=cause)

    def _gone(self, live: LiveCall, line: LogLine) -> Iterator[f.Fact]:
        """The legs that are not there any more; the recording says best when the caller's ended."""
        at = max(line.at, _last_mark(live))
        sound = self.sound_of(live.call.id, live.call.started_at)
        if sound is not None and sound.finished_at > at:
            at = sound.finished_at
        # A leg that began after the exchange was asked is told about by AMI.
        gone = [i for i, leg in live.legs.items() if i not in self.legs and leg.started_at < self.seen_at]
        for leg in gone:
            yield f.LegEnded(at=at, linkedid=live.call.id, uniqueid=leg, cause=NORMAL)


def call_of(line: LogLine) -> str:
    """The linkedid of the call that waits."""
    return line.leg.removesuffix(LINE_OF_CALLBACK)


def _followed_by(lines: Sequence[LogLine]) -> dict[int, str]:
    """By the number of a line: the event of the same call that follows it."""
    before: dict[str, int] = {}
    followed = {}
    for number, line in enumerate(lines):
        if line.leg in before:
            followed[before[line.leg]] = line.event
        before[line.leg] = number
    return followed


def _birth(call: str, joined: datetime) -> datetime:
    """Asterisk names a channel by the second of its birth."""
    seconds = call.partition(".")[0]
    born = datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else joined
    return min(born, joined)


def _last_mark(live: LiveCall) -> datetime:
    marks = [live.call.started_at]
    for visit in live.visits[-1:]:
        marks += [mark for mark in (visit.joined_at, visit.answered_at, visit.ended_at) if mark is not None]
    return max(marks)


def _same_second(mark: datetime, cut: datetime) -> bool:
    return abs((mark - cut).total_seconds()) < 2
