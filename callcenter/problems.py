"""What a use case raises when it cannot do what was asked: a code and its facts, no sentence.

The sentence is written at the edge, in the reader's language (`callcenter.messages`), so that
a service never knows who is reading. Every code has a line in each message file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Remark:
    """One sentence about one field: the code of the message and the facts it mentions."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Base of everything that is the asker's to solve. `status` is the HTTP status."""

    status = 400

    def __init__(
        self,
        code: str,
        fields: Mapping[str, Remark] | None = None,
        facts: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.fields = dict(fields or {})
        self.facts = dict(facts or {})


class Invalid(Problem):
    """The input is wrong; `fields` says which and why."""

    status = 422


class NotSignedIn(Problem):
    """Nobody, or nobody any more, is signed in."""

    status = 401


class Forbidden(Problem):
    """This person may not."""

    status = 403


class NotFound(Problem):
    """There is no such thing, or this person may not know of it."""

    status = 404


class Conflict(Problem):
    """Somebody was faster, or the thing is no longer in a state that allows it."""

    status = 409


class TooMany(Problem):
    """Too often in too short a time."""

    status = 429


def invalid_field(name: str, code: str, /, **facts: str | int) -> Invalid:
    """A refusal because of one field."""
    return Invalid("invalid_input", {name: Remark(code, facts)})
