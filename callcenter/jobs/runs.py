"""How the jobs went: remembered over restarts, shown to the administrator."""

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from callcenter.clock import now
from callcenter.jobs.job import Counts
from callcenter.jobs.models import JobRun
from callcenter.storage.database import Database

STORED_AGAIN = timedelta(minutes=1)
"""A job that finds nothing to do every few seconds is not written down each time."""

log = structlog.get_logger()


class RunBook:
    """The last run of each job, in memory and in the database. Any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._runs: dict[str, JobRun] = {}
        self._stored: dict[str, datetime] = {}

    def load(self, names: Collection[str]) -> None:
        """What is known from before this start."""
        with self._database.reading() as session:
            rows = session.exec(select(JobRun)).all()
        with self._lock:
            self._runs = {row.name: row for row in rows if row.name in names}

    def last_begun(self, name: str) -> datetime | None:
        """When the job last began; None for never."""
        with self._lock:
            run = self._runs.get(name)
        return run.begun_at if run is not None else None

    def runs(self) -> Mapping[str, JobRun]:
        """The last run of each job that ran, by name."""
        with self._lock:
            return dict(self._runs)

    def begin(self, name: str) -> None:
        """It begins now."""
        with self._lock:
            self._runs[name] = JobRun(name=name, begun_at=self._clock())

    def end(self, name: str, counts: Counts, error: str | None = None) -> None:
        """It is over; stored unless that would only repeat that there was nothing to do."""
        now = self._clock()
        with self._lock:
            begun = self._runs[name].begun_at
            run = JobRun(name=name, begun_at=begun, ended_at=now, error=error, counts=dict(counts))
            self._runs[name] = run
            stored = self._stored.get(name)
        idle = error is None and not any(counts.values())
        if idle and stored is not None and now - stored < STORED_AGAIN:
            return
        try:
            with self._database.transaction() as session:
                session.merge(JobRun(**run.model_dump()))
            self._stored[name] = now
        except SQLAlchemyError as failure:
            log.warning("job_run_not_stored", job=name, error=type(failure).__name__)
