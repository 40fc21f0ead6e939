"""What Prometheus is told of calls, queues and seats. docs/metrics.md explains each name."""

from collections import Counter as Tally
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from callcenter.agents.models import SeatState
from callcenter.calls import kpi
from callcenter.calls.models import QueueVisit, VisitOutcome
from callcenter.floor.floor import Change, Floor
from callcenter.problems import Problem

WAIT_BUCKETS = (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0)
REMEMBERED = 5000
"""Visits whose counting is remembered; a visit changes for minutes, so this is days of them."""


class QueueCounters:
    """Counts each visit once as offered, once as answered or abandoned. Belongs to the floor's loop.

    `known` are the visits from before the start, which were counted by the process before.
    """

    def __init__(self, registry: CollectorRegistry, known: Iterable[QueueVisit] = ()) -> None:
        self._offered = Counter(
            "callcenter_queue_offered", "Callers who joined.", ("desk",), registry=registry
        )
        self._answered = Counter("callcenter_queue_answered", "Answered.", ("desk",), registry=registry)
        self._abandoned = Counter("callcenter_queue_abandoned", "Hung up.", ("desk",), registry=registry)
        self._waits = Histogram(
            "callcenter_queue_wait_seconds",
            "Wait until the answer or the hang-up.",
            ("desk", "outcome"),
            buckets=WAIT_BUCKETS,
            registry=registry,
        )
        self._seen: OrderedDict[str, str | None] = OrderedDict((visit.id, _end(visit)) for visit in known)

    def take(self, change: Change) -> None:
        """Look at what followed from something that happened."""
        for row in change.rows:
            if isinstance(row, QueueVisit):
                self._count(row)

    def _count(self, visit: QueueVisit) -> None:
        end = _end(visit)
        if visit.id not in self._seen:
            self._offered.labels(visit.queue).inc()
        elif self._seen[visit.id] == end:
            return
        self._seen[visit.id] = end
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        if end is not None:
            (self._answered if end == VisitOutcome.ANSWERED else self._abandoned).labels(visit.queue).inc()
            self._waits.labels(visit.queue, end).observe(kpi.wait_seconds(visit) or 0.0)


@dataclass(frozen=True, slots=True)
class FloorFigures:
    """The floor at one moment."""

    calls: int
    waiting: Mapping[str, int]
    """By desk."""
    longest_wait: Mapping[str, float]
    """Seconds, by desk; 0 where nobody waits."""
    seats: Mapping[SeatState, int]
    repairs: Mapping[str, int]
    """Since the start, by kind."""


def floor_figures(floor: Floor, desks: Iterable[str], repairs: Tally[str], now: datetime) -> FloorFigures:
    """Belongs to the floor's loop."""
    lines = {desk: floor.tracker.waiting_in(desk) for desk in desks}
    states = Tally(seat.state for seat in floor.seats.values())
    return FloorFigures(
        calls=len(floor.tracker.calls),
        waiting={desk: len(line) for desk, line in lines.items()},
        longest_wait={
            desk: max(((now - visit.joined_at).total_seconds() for visit in line), default=0.0)
            for desk, line in lines.items()
        },
        seats={state: states[state] for state in SeatState},
        repairs=dict(repairs),
    )


class FloorCollector(Collector):
    """Looks at the floor when somebody asks. `look` raises `Problem` when the floor does not answer in
    time; `links` says which connections to the exchange are up, `backlog` how many rows wait to be stored.
    """

    def __init__(
        self,
        look: Callable[[], FloorFigures],
        links: Callable[[], Mapping[str, bool]],
        backlog: Callable[[], int],
    ) -> None:
        self._look = look
        self._links = links
        self._backlog = backlog

    def describe(self) -> Iterator[Metric]:
        """The names, without looking."""
        yield from _families(None, {}, 0)

    def collect(self) -> Iterator[Metric]:
        """Everything as it is now; without the floor's figures when it does not answer."""
        try:
            figures = self._look()
        except Problem:
            figures = None
        yield from _families(figures, self._links(), self._backlog())


def _families(figures: FloorFigures | None, links: Mapping[str, bool], backlog: int) -> Iterator[Metric]:
    link = GaugeMetricFamily("callcenter_link_up", "Connection to the exchange.", labels=("link",))
    for name, up in links.items():
        link.add_metric((name,), float(up))
    rows = GaugeMetricFamily("callcenter_writer_backlog_rows", "Rows that wait to be stored.", value=backlog)
    calls = GaugeMetricFamily("callcenter_calls", "Calls going on.", value=figures.calls if figures else None)
    waiting = GaugeMetricFamily("callcenter_queue_waiting", "Callers in line.", labels=("desk",))
    longest = GaugeMetricFamily("callcenter_queue_longest_wait_seconds", "Longest wait.", labels=("desk",))
    seats = GaugeMetricFamily("callcenter_seats", "Seats by state.", labels=("state",))
    repairs = CounterMetricFamily("callcenter_repairs", "Repairs by kind.", labels=("kind",))
    if figures is not None:
        for desk, count in figures.waiting.items():
            waiting.add_metric((desk,), count)
            longest.add_metric((desk,), figures.longest_wait[desk])
        for state, count in figures.seats.items():
            seats.add_metric((state.value,), count)
        for kind, count in figures.repairs.items():
            repairs.add_metric((kind,), count)
    yield from (link, rows, calls, waiting, longest, seats, repairs)


def _end(visit: QueueVisit) -> str | None:
    """How the wait ended, as far as it is counted."""
    if visit.answered_at is not None:
        return VisitOutcome.ANSWERED.value
    return visit.outcome if visit.outcome == VisitOutcome.ABANDONED else None
