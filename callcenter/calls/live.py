"""A call while it lasts, as the tracker keeps it: the rows to be stored and what binds them."""

from dataclasses import dataclass, field

from callcenter.calls.facts import WANTED_CAUSES
from callcenter.calls.models import Call, Direction, Hold, Leg, Offer, Outcome, QueueVisit


@dataclass
class LiveCall:
    """A call that is going on, with everything of it that can still change."""

    call: Call
    legs: dict[str, Leg] = field(default_factory=dict)
    """By uniqueid; only those that are still there."""
    visits: list[QueueVisit] = field(default_factory=list)
    offers: dict[str, Offer] = field(default_factory=dict)
    """By extension: the seats that are being rung now."""
    holds: dict[str, Hold] = field(default_factory=dict)
    """By uniqueid of the leg that put the other on hold."""
    ivr_outcome: Outcome | None = None
    citizen_answered: bool = False
    """Of a call we made: the citizen picked up."""
    lost_by: set[str] = field(default_factory=set)
    """Seats whose browser was lost in talk while the citizen stayed: the next answer ends that."""
    conference: bool = False
    """The server joined all of them in one room, where everybody hears everybody."""
    offers_made: int = 0
    holds_made: int = 0

    @property
    def visit(self) -> QueueVisit | None:
        """The visit that is going on: waiting, or talking with an agent."""
        last = self.visits[-1] if self.visits else None
        return last if last is not None and last.ended_at is None else None

    @property
    def waiting(self) -> QueueVisit | None:
        """The visit that stands in line now, if there is one."""
        visit = self.visit
        return visit if visit is not None and visit.answered_at is None else None

    @property
    def being_answered(self) -> bool:
        """A seat that is being rung has picked up; the exchange is about to say that it got the caller."""
        return any(leg.extension in self.offers and leg.answered_at is not None for leg in self.legs.values())

    @property
    def talked_to_agent(self) -> bool:
        return any(visit.answered_at for visit in self.visits)

    @property
    def citizen_present(self) -> bool:
        return any(leg.extension is None for leg in self.legs.values())

    def loses_seat(self, uniqueid: str, cause: int) -> bool:
        """Whether the end of this leg leaves a citizen behind who will be put into the line again."""
        leg = self.legs[uniqueid]
        talked = leg.extension is not None and leg.answered_at is not None
        inbound = self.call.direction == Direction.INBOUND
        return talked and inbound and self.citizen_present and cause not in WANTED_CAUSES


def is_answering_citizen(leg: Leg) -> bool:
    """A leg to somebody in the network whom we call; the waiting half of a callback is none."""
    return leg.extension is None and not leg.inbound and not leg.channel.startswith("Local/")
