"""One call from `dial` to `ended`: commands in, reports out, every wait bounded.

Knows nothing of SIP: `phone` gives it a `Telephone`. It runs in one thread and only ever waits in
`Commands.wait`, at most `_TICK_S`.
"""

import time
from collections.abc import Callable
from enum import Enum, auto
from queue import Empty, SimpleQueue
from typing import Protocol

from callcenter.probe.messages import (
    Answered,
    Command,
    Dial,
    Dialling,
    DigitsSent,
    EndCause,
    Ended,
    Failed,
    HangUp,
    Heard,
    Hearing,
    Play,
    Played,
    Press,
    Refused,
    Report,
    Ringing,
)
from callcenter.probe.receiving import Incoming
from callcenter.probe.sending import Outgoing
from callcenter.probe.sound import WavError, read_wav

_TICK_S = 0.02
_T1_S = 0.5  # RFC 3261, timer A: the first repetition of a request over UDP
_REPEAT_S = 0.25
_FAREWELL_S = 1.5  # how long the far end may take to confirm a BYE or a CANCEL


class Sign(Enum):
    """What the line noticed; with it comes a SIP status, 0 where there is none."""

    TRYING = auto()
    RINGING = auto()
    ANSWERED = auto()
    REFUSED = auto()
    UNREACHABLE = auto()
    FAR_END = auto()
    BYE_CONFIRMED = auto()


Signs = SimpleQueue[tuple[Sign, int]]


class Telephone(Protocol):
    """The line under the call; its threads put what they notice into the session's `Signs`."""

    incoming: Incoming
    outgoing: Outgoing

    def send_invite(self) -> None:
        """Send the INVITE, or send it again."""

    def send_cancel(self) -> None:
        """Send the CANCEL, or send it again."""
        ...

    def send_bye(self) -> None:
        """Send the BYE, or send it again."""


class Commands(Protocol):
    """Where commands come from."""

    def wait(self, seconds: float) -> list[Command | Refused]:
        """Those that came within `seconds`; `HangUp` when nobody will send any more."""


class Session:
    """The course of one call."""

    def __init__(
        self,
        dial: Dial,
        telephone: Telephone,
        signs: Signs,
        commands: Commands,
        report: Callable[[Report], None],
    ) -> None:
        self._dial = dial
        self._telephone = telephone
        self._signs = signs
        self._commands = commands
        self._report = report
        self._told_to_end = False

    def run(self) -> bool:
        """Make the call; True when there was a talk. The last report has been given when it returns."""
        started = time.monotonic()
        failure = self._reach(started)
        if failure is not None:
            self._report(failure)
            return False
        self._talk(time.monotonic())
        return True

    def _reach(self, started: float) -> Failed | None:
        """INVITE until the answer; the failure where there is none."""
        self._report(Dialling())
        self._telephone.send_invite()
        repeat_at, pause, heard_of, rang = started + _T1_S, _T1_S, False, False
        while (now := time.monotonic()) < started + self._dial.ring_seconds and not self._told_to_end:
            for sign, status in self._tick():
                heard_of = heard_of or sign is not Sign.UNREACHABLE
                if sign is Sign.RINGING and not rang:
                    rang = True
                    self._report(Ringing(after_ms=_ms(started)))
                elif sign is Sign.ANSWERED:
                    way = self._telephone.outgoing.event_type
                    self._report(
                        Answered(setup_ms=_ms(started), digits="in_band" if way is None else "rfc4733")
                    )
                    return None
                elif sign is Sign.REFUSED:
                    return _refusal(status)
                elif sign is Sign.UNREACHABLE:
                    return Failed(code="probe.unreachable", facts=self._address())
            if not heard_of and now >= repeat_at:
                self._telephone.send_invite()
                pause *= 2
                repeat_at = now + pause
        return self._give_up(heard_of)

    def _give_up(self, heard_of: bool) -> Failed:
        self._take_back(heard_of)
        if self._told_to_end:
            return Failed(code="probe.given_up")
        if not heard_of:
            return Failed(code="probe.unreachable", facts=self._address())
        return Failed(code="probe.no_answer", facts={"seconds": round(self._dial.ring_seconds)})

    def _talk(self, answered: float) -> None:
        if self._dial.play is not None:
            self._obey(Play(file=self._dial.play))
        incoming, second, hearing = self._telephone.incoming, 1, False
        cause: EndCause | None = None
        while cause is None:
            if any(sign is Sign.FAR_END for sign, _ in self._tick()):
                cause = "far_end"
            elif self._told_to_end:
                cause = "told"
            elif time.monotonic() - answered >= self._dial.talk_seconds:
                cause = "time_over"
            if not hearing and (first := incoming.first_sound) is not None:
                hearing = True
                after = max(0, round((first.at - answered) * 1000))
                self._report(Hearing(first_sound_ms=after, level_dbfs=first.level_dbfs))
            if time.monotonic() - answered >= second:
                self._report_second(second)
                second += 1
        seconds = time.monotonic() - answered
        if cause != "far_end":
            self._say_bye()
        self._report_end(cause, seconds)

    def _tick(self) -> list[tuple[Sign, int]]:
        for command in self._commands.wait(_TICK_S):
            if isinstance(command, Refused):
                self._report(command)
            else:
                self._obey(command)
        return _drain(self._signs)

    def _obey(self, command: Command) -> None:
        match command:
            case Play(file=file):
                try:
                    sound = read_wav(file)
                except (WavError, OSError) as error:
                    self._report(
                        Refused(code="probe.bad_sound", facts={"file": str(file), "reason": str(error)})
                    )
                else:
                    self._telephone.outgoing.speak(sound, lambda: self._report(Played(file=file)))
            case Press(digits=digits):
                way = "in_band" if self._telephone.outgoing.event_type is None else "rfc4733"
                sent = DigitsSent.model_validate({"digits": digits, "way": way})
                self._telephone.outgoing.press(digits, lambda: self._report(sent))
            case HangUp():
                self._told_to_end = True
            case Dial():
                self._report(Refused(code="probe.one_call"))

    def _take_back(self, heard_of: bool) -> None:
        """CANCEL, but not before the first response (RFC 3261, 9.1); BYE when the answer crossed it."""
        give_up, repeat_at = time.monotonic() + _FAREWELL_S, 0.0
        while (now := time.monotonic()) < give_up:
            if heard_of and now >= repeat_at:
                self._telephone.send_cancel()
                repeat_at = now + _REPEAT_S
            self._commands.wait(_TICK_S)
            for sign, _ in _drain(self._signs):
                heard_of = heard_of or sign is not Sign.UNREACHABLE
                if sign is Sign.ANSWERED:
                    self._say_bye()
                if sign in (Sign.ANSWERED, Sign.REFUSED, Sign.UNREACHABLE):
                    return

    def _say_bye(self) -> None:
        """BYE, repeated until it is confirmed; without confirmation we go after `_FAREWELL_S`."""
        give_up, repeat_at = time.monotonic() + _FAREWELL_S, 0.0
        while (now := time.monotonic()) < give_up:
            if now >= repeat_at:
                self._telephone.send_bye()
                repeat_at = now + _REPEAT_S
            self._commands.wait(_TICK_S)
            over = (Sign.BYE_CONFIRMED, Sign.UNREACHABLE, Sign.FAR_END)
            if any(sign in over for sign, _ in _drain(self._signs)):
                return

    def _report_second(self, second: int) -> None:
        tally = self._telephone.incoming.take_second()
        self._report(
            Heard(second=second, packets=tally.packets, sound_ms=tally.sound_ms, level_dbfs=tally.level)
        )

    def _report_end(self, cause: EndCause, seconds: float) -> None:
        incoming = self._telephone.incoming
        self._report(
            Ended(
                cause=cause,
                seconds=round(seconds, 2),
                received=incoming.whole.packets,
                lost=incoming.lost,
                sound_ms=incoming.whole.sound_ms,
                level_dbfs=incoming.whole.level,
            )
        )

    def _address(self) -> dict[str, str | int]:
        return {"host": str(self._dial.host), "port": self._dial.port}


def _drain(signs: Signs) -> list[tuple[Sign, int]]:
    found = []
    while True:
        try:
            found.append(signs.get_nowait())
        except Empty:
            return found


def _refusal(status: int) -> Failed:
    codes = {
        401: "probe.wants_login",
        403: "probe.wants_login",
        407: "probe.wants_login",
        404: "probe.unknown_number",
        486: "probe.busy",
        600: "probe.busy",
    }
    return Failed(code=codes.get(status, "probe.refused"), facts={"status": status}, status=status)


def _ms(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
