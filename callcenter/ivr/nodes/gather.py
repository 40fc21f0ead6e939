"""gather: several digits into a variable."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from callcenter.ivr.asking import Asking
from callcenter.ivr.commands import Collect
from callcenter.ivr.node import Exit, Visit, node_type
from callcenter.ivr.outcome import Outcome, go
from callcenter.ivr.values import Name

#: Korean numbers that may be called back: Seoul 02, areas 031-064, mobile 010 and the old 01X,
#: internet 070, personal 050X, and 15XX/16XX/18XX. Premium 060, international 00X, toll-free 080
#: (which cannot be a citizen's own telephone) and special numbers are refused.
CALLABLE = re.compile(
    r"^(?:02[1-9]\d{6,7}|0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])[1-9]\d{6,7}"
    r"|010[1-9]\d{7}|01[16789][1-9]\d{6,7}|070[1-9]\d{7}|050[2-8]\d{7,8}|1[568]\d{6})$"
)


@node_type
class Gather(Asking):
    """Asks for digits and keeps them in ``variable``.

    ``accept: phone`` takes Korean telephone numbers that may be called back; ``accept: digits`` takes
    ``min_digits`` to ``max_digits`` of any digits.
    """

    type: Literal["gather"]
    variable: Name
    accept: Literal["digits", "phone"] = "digits"
    min_digits: int = Field(default=1, ge=1, le=20)
    max_digits: int = Field(default=12, ge=1, le=20)
    terminator: Literal["#", "*", ""] = "#"
    next: Name

    @model_validator(mode="after")
    def _range(self) -> Gather:
        if self.min_digits > self.max_digits:
            raise ValueError("min_digits is larger than max_digits")
        return self

    def collect(self) -> Collect:
        return Collect(
            max_digits=self.max_digits,
            timeout_s=self.timeout,
            terminator=self.terminator,
            barge_in=self.barge_in,
        )

    def answer(self, visit: Visit, digits: str) -> Outcome | None:
        if not self._fits(digits):
            return None
        variables = {**visit.session.variables, self.variable: digits}
        return go(self.next, what=self.label, variables=variables)

    def _fits(self, digits: str) -> bool:
        if not digits.isdecimal() or not self.min_digits <= len(digits) <= self.max_digits:
            return False
        return self.accept == "digits" or CALLABLE.match(digits) is not None

    def exits(self) -> list[Exit]:
        return [Exit(("next",), self.next), *super().exits()]

    def assigns(self) -> list[str]:
        return [self.variable]
