"""Commands of a phone from its standard input: one JSON object a line."""

import os
import select
import time

from pydantic import ValidationError

from callcenter.probe.messages import Command, Dial, Failed, HangUp, Refused, read_command

_LONGEST_LINE = 65536
_DIAL_WITHIN_S = 10.0


class StandardInput:
    """Commands from a pipe, without a thread that could not be ended."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._over = False

    def wait(self, seconds: float) -> list[Command | Refused]:
        """Commands that came within `seconds`; the end of the pipe is a hang-up."""
        if self._over or not select.select([self._descriptor], [], [], seconds)[0]:
            return self._nothing(seconds)
        data = os.read(self._descriptor, _LONGEST_LINE)
        self._over = not data or len(self._rest) + len(data) > 2 * _LONGEST_LINE
        *lines, self._rest = (self._rest + data).split(b"\n")
        commands = [_command(line) for line in lines if line.strip()]
        return [*commands, HangUp()] if self._over else commands

    def _nothing(self, seconds: float) -> list[Command | Refused]:
        if self._over:
            time.sleep(seconds)
        return []


def _command(line: bytes) -> Command | Refused:
    try:
        return read_command.validate_json(line)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, item["loc"])) or item["type"] for item in error.errors())
        return Refused(code="probe.bad_command", facts={"reason": places})


def first_command(commands: StandardInput) -> Dial | Failed:
    """The `dial` everything starts with; it must come within `_DIAL_WITHIN_S`."""
    until = time.monotonic() + _DIAL_WITHIN_S
    while time.monotonic() < until:
        for command in commands.wait(0.1):
            match command:
                case Dial():
                    return command
                case Refused(code=code, facts=facts):
                    return Failed(code=code, facts=facts)
                case _:
                    return Failed(code="probe.dial_first")
    return Failed(code="probe.dial_first")
