"""Who is calling: looked up once when a call arrives, so that the card is there before the answer."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from callcenter.realtime.topics import CitizenBrief, HistoryLine, TicketDraft

REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known under a number, masked for the screen."""

    masked: str
    number: str = field(default="", repr=False)
    """As it was looked up; never leaves the server."""
    citizen: CitizenBrief | None = None
    household: tuple[CitizenBrief, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    calls_today: int = 0
    drafts: Mapping[int, TicketDraft] = field(default_factory=dict)
    """Tickets being written in the call, by the id of who writes."""


LookUp = Callable[[str, str], Caller]
"""From the call and the number as the carrier sent it. May take as long as the database does: never
on the loop.
"""


class Callers:
    """The callers of the newest calls, by linkedid; they outlive the call for the wrap-up."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, Caller]] = OrderedDict()
        self._asked: set[str] = set()
        self._turn = 0

    def begin(self, call_id: str) -> int:
        """The turn of a look-up that begins now."""
        self._asked.add(call_id)
        self._turn += 1
        return self._turn

    def remember(self, call_id: str, caller: Caller, turn: int) -> bool:
        """False when a look-up that began later was faster: what this one saw is old."""
        self._asked.discard(call_id)
        if call_id in self._known and self._known[call_id][0] > turn:
            return False
        self._known[call_id] = (turn, caller)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True

    def looked_up(self, call_id: str) -> bool:
        """Whether somebody has asked, or is asking, who this call is from."""
        return call_id in self._known or call_id in self._asked

    def get(self, call_id: str) -> Caller:
        """What was found out about the caller; nothing is known yet of one who was not looked up."""
        known = self._known.get(call_id)
        return known[1] if known is not None else Caller(masked="")
