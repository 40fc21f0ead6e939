"""Who is calling: looked up once when a call arrives, so that the card is there before the answer."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.realtime.topics import CitizenBrief, HistoryLine

REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known under a number; everything masked."""

    masked: str
    citizen: CitizenBrief | None = None
    household: tuple[CitizenBrief, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    calls_today: int = 0


LookUp = Callable[[str], Caller]
"""From the number as the carrier sent it. May take as long as the database does: never on the loop."""


class Callers:
    """The callers of the newest calls, by linkedid; they outlive the call for the wrap-up."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Caller] = OrderedDict()

    def remember(self, call_id: str, caller: Caller) -> None:
        self._known[call_id] = caller
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def get(self, call_id: str) -> Caller:
        return self._known.get(call_id, Caller(masked=""))
