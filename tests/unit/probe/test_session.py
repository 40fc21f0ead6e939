from collections.abc import Callable
from ipaddress import IPv4Address

import pytest

from callcenter.probe.messages import Command, Dial, Ended, Failed, HangUp, Refused, Report
from callcenter.probe.receiving import Incoming
from callcenter.probe.sending import Outgoing
from callcenter.probe.session import Session, Sign, Signs


class Line:
    """A far end that reacts to what is sent: method → the sign that comes back (none: silence)."""

    def __init__(self, reactions: dict[str, tuple[Sign, int]]) -> None:
        self.incoming, self.outgoing = Incoming(), Outgoing()
        self.signs, self.sent, self._reactions = Signs(), list[str](), reactions

    def _send(self, method: str) -> None:
        self.sent.append(method)
        if method in self._reactions:
            self.signs.put(self._reactions[method])

    def send_invite(self) -> None:
        self._send("INVITE")

    def send_cancel(self) -> None:
        self._send("CANCEL")

    def send_bye(self) -> None:
        self._send("BYE")


class Script:
    """Commands by the number of the wait in which they come."""

    def __init__(self, commands: dict[int, Command | Refused] | None = None) -> None:
        self._commands, self._waits = commands or {}, 0

    def wait(self, seconds: float) -> list[Command | Refused]:
        self._waits += 1
        found = self._commands.get(self._waits)
        return [] if found is None else [found]


def _run(line: Line, script: Script, **limits: float) -> list[Report]:
    dial = Dial.model_validate(
        {"host": IPv4Address("127.0.0.1"), "number": "120", "caller": "01000000000", **limits}
    )
    reports: list[Report] = []
    keep: Callable[[Report], None] = reports.append
    Session(dial, line, line.signs, script, keep).run()
    return reports


def test_an_answer_that_crosses_the_cancel_is_ended_with_bye() -> None:
    """Told to end while it rings; the 200 comes instead of the 487."""
    line = Line(
        {"INVITE": (Sign.RINGING, 180), "CANCEL": (Sign.ANSWERED, 200), "BYE": (Sign.BYE_CONFIRMED, 200)}
    )
    reports = _run(line, Script({3: HangUp()}))
    assert line.sent == ["INVITE", "CANCEL", "BYE"]
    assert isinstance(reports[-1], Failed)
    assert reports[-1].code == "probe.given_up"


def test_no_cancel_before_the_far_end_was_heard_of() -> None:
    line = Line({})
    reports = _run(line, Script(), ring_seconds=0.1)
    assert line.sent == ["INVITE"]
    assert isinstance(reports[-1], Failed)
    assert reports[-1].code == "probe.unreachable"


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "unknown_number"), (486, "busy"), (401, "wants_login"), (503, "refused")],
)
def test_refusals_have_their_sentence(status: int, code: str) -> None:
    reports = _run(Line({"INVITE": (Sign.REFUSED, status)}), Script())
    assert isinstance(reports[-1], Failed)
    assert (reports[-1].code, reports[-1].status) == (f"probe.{code}", status)


def test_a_bye_that_nobody_confirms_is_repeated_and_then_left() -> None:
    line = Line({"INVITE": (Sign.ANSWERED, 200)})
    reports = _run(line, Script(), talk_seconds=0.05)
    assert line.sent.count("BYE") > 3
    assert isinstance(reports[-1], Ended)
    assert reports[-1].cause == "time_over"


def test_a_command_not_understood_does_not_end_the_call() -> None:
    line = Line({"INVITE": (Sign.ANSWERED, 200), "BYE": (Sign.BYE_CONFIRMED, 200)})
    nonsense = Refused(code="probe.bad_command", facts={"reason": "do"})
    reports = _run(line, Script({2: nonsense, 4: HangUp()}))
    assert nonsense in reports
    assert isinstance(reports[-1], Ended)
    assert reports[-1].cause == "told"
