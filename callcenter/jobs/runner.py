"""Runs the jobs beside the telephone and the web: huey's consumer on threads of this process.

huey gives the queue, the workers, and a watch that replaces a worker or scheduler that died; when the
watch itself fails it is started again. A job is queued at most once at a time and never runs beside
itself. The queue's file holds names of jobs only.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from huey import SqliteHuey
from huey.consumer import Consumer, Scheduler

from callcenter.clock import now
from callcenter.jobs.job import Job
from callcenter.jobs.runs import RunBook
from callcenter.problems import NotFound

ROUND_SECONDS = 5
WORKERS = 3
"""So that a long deletion and a long recording do not hold up the outbox."""
STOP_SECONDS = 5.0
RESTART_SECONDS = 5.0

log = structlog.get_logger()


class _Scheduler(Scheduler):  # type: ignore[misc]
    """Looks for due jobs each round instead of each minute."""

    def __init__(self, huey: SqliteHuey, stop_flag: Any, interval: int, periodic: bool) -> None:
        super().__init__(huey, stop_flag, interval, periodic)
        self.periodic_task_seconds = interval


class _Consumer(Consumer):  # type: ignore[misc]
    scheduler_class = _Scheduler

    def _set_signal_handlers(self) -> None:
        # Signals belong to the process, which stops us with everything else.
        pass


class JobRunner:
    """`file` is the queue's, mode 0600; it is made at the start. Belongs to one process."""

    def __init__(
        self,
        jobs: Iterable[Job],
        book: RunBook,
        file: Path,
        clock: Callable[[], datetime] = now,
        round_seconds: int = ROUND_SECONDS,
    ) -> None:
        self.jobs = {job.name: job for job in jobs}
        self.book = book
        self._file = file
        self._clock = clock
        self._round_seconds = round_seconds
        self._turns = {name: threading.Lock() for name in self.jobs}
        self._guard = threading.Lock()
        self._queued: set[str] = set()
        self._asked: set[str] = set()
        self._stopping = threading.Event()
        self._consumer: _Consumer | None = None
        self._thread = threading.Thread(target=self._supervise, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin; what was due while nobody ran is done now."""
        self.book.load(self.jobs)
        self._file.touch(mode=0o600)
        # Each task would be a line.
        logging.getLogger("huey").setLevel(logging.WARNING)
        self._huey = SqliteHuey("callcenter", filename=str(self._file), results=False)
        for name in self.jobs:
            self._register(name)
        self._thread.start()

    def stop(self) -> None:
        """Let each job finish the piece it is at; at most some seconds."""
        self._stopping.set()
        if self._consumer is not None:
            self._consumer.stop_flag.set()
        self._thread.join(STOP_SECONDS + 1)
        self._huey.storage.close()

    def ask(self, name: str) -> None:
        """Do a job in the next round whatever the time is. Raises `NotFound`."""
        if name not in self.jobs:
            raise NotFound("jobs.no_such_job")
        with self._guard:
            self._asked.add(name)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _register(self, name: str) -> None:
        def wanted(_instant: datetime) -> bool:
            return self._take(name)

        def run() -> None:
            self._run(self.jobs[name])

        self._huey.periodic_task(wanted, name=name)(run)

    def _take(self, name: str) -> bool:
        """Whether to queue the job now; true once until it has run."""
        due = self.jobs[name].schedule.due(self.book.last_begun(name), self._clock())
        with self._guard:
            if name in self._queued or not (due or name in self._asked):
                return False
            self._queued.add(name)
            self._asked.discard(name)
            return True

    def _run(self, job: Job) -> None:
        # A task left in the queue by a crash may meet the one of today.
        if self._turns[job.name].acquire(blocking=False):
            try:
                self._do(job)
            finally:
                self._turns[job.name].release()
                with self._guard:
                    self._queued.discard(job.name)

    def _do(self, job: Job) -> None:
        self.book.begin(job.name)
        try:
            counts = job.work(self._stopping.is_set)
        except Exception as error:
            log.exception("job_failed", job=job.name)
            self.book.end(job.name, {}, type(error).__name__)
            return
        if any(counts.values()):
            log.info("job_done", job=job.name, **counts)
        self.book.end(job.name, counts)

    def _supervise(self) -> None:
        while not self._stopping.is_set():
            try:
                self._consume()
            except Exception:
                log.exception("jobs_failed", restart_seconds=RESTART_SECONDS)
            self._stopping.wait(RESTART_SECONDS)

    def _consume(self) -> None:
        self._consumer = consumer = _Consumer(
            self._huey,
            workers=WORKERS,
            initial_delay=min(0.5, self._round_seconds),
            max_delay=self._round_seconds,
            scheduler_interval=self._round_seconds,
            shutdown_timeout=STOP_SECONDS,
        )
        # Whoever stops us either sees this consumer or is seen here.
        if self._stopping.is_set():
            return
        try:
            consumer.run()
        finally:
            # Its threads must be gone before the queue's file is closed: they would open it again.
            consumer.stop(graceful=True)
