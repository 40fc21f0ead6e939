"""The consumer: jobs run beside everything else, are watched, and stop cleanly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from callcenter.jobs.job import Counts, Job, Stopping
from callcenter.jobs.models import JobRun
from callcenter.jobs.runner import JobRunner
from callcenter.jobs.runs import RunBook
from callcenter.jobs.schedule import Every, Schedule
from callcenter.problems import NotFound
from callcenter.storage.database import Database

OFTEN = Every(timedelta(milliseconds=10))
SELDOM = Every(timedelta(days=1))
LIMIT = 20.0


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@contextmanager
def running(database: Database, folder: Path, *jobs: Job) -> Iterator[JobRunner]:
    runner = JobRunner(jobs, RunBook(database), folder / "jobs.db", round_seconds=1)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()
        assert not runner.alive


def job(name: str, work: Callable[[Stopping], Counts], schedule: Schedule = SELDOM) -> Job:
    return Job(name, schedule, work)


def stored(database: Database, name: str) -> JobRun | None:
    with database.reading() as session:
        return session.get(JobRun, name)


def test_a_job_runs_and_how_it_went_is_written_down(database: Database, tmp_path: Path) -> None:
    with running(database, tmp_path, job("count", lambda _: {"done": 3})):
        until(lambda: stored(database, "count"), "a run in the database")
    run = stored(database, "count")
    assert run is not None
    assert (run.counts, run.error) == ({"done": 3}, None)
    assert run.ended_at is not None
    assert run.ended_at >= run.begun_at
    assert (tmp_path / "jobs.db").stat().st_mode & 0o777 == 0o600


def test_a_failing_job_hurts_no_other_and_is_tried_again(database: Database, tmp_path: Path) -> None:
    tries = []

    def fail(_: Stopping) -> Counts:
        tries.append(1)
        raise ZeroDivisionError("secret 010-1234-2413")

    others = []

    def work(_: Stopping) -> Counts:
        others.append(1)
        return {}

    with running(database, tmp_path, job("fail", fail, OFTEN), job("work", work, OFTEN)):
        until(lambda: len(tries) > 1 and len(others) > 1, "both jobs twice")
        until(lambda: stored(database, "fail"), "the failure in the database")
    run = stored(database, "fail")
    assert run is not None
    assert run.error == "ZeroDivisionError"


def test_a_job_never_runs_beside_itself_and_holds_up_no_other(database: Database, tmp_path: Path) -> None:
    go_on = threading.Event()
    begun = []
    others = []

    def slow(_: Stopping) -> Counts:
        begun.append(1)
        assert go_on.wait(LIMIT)
        return {}

    def quick(_: Stopping) -> Counts:
        others.append(1)
        return {}

    with running(database, tmp_path, job("slow", slow, OFTEN), job("quick", quick, OFTEN)):
        until(lambda: begun and len(others) > 2, "the quick job thrice beside the slow one")
        assert len(begun) == 1
        go_on.set()


def test_a_long_job_is_told_to_stop(database: Database, tmp_path: Path) -> None:
    begun = threading.Event()

    def long(stopping: Stopping) -> Counts:
        begun.set()
        until(stopping, "the wish to stop")
        return {"left": 1}

    with running(database, tmp_path, job("long", long)):
        assert begun.wait(LIMIT)
    run = stored(database, "long")
    assert run is not None
    assert run.counts == {"left": 1}


def test_a_restart_remembers_when_a_job_ran(database: Database, tmp_path: Path) -> None:
    ran = []

    def work(_: Stopping) -> Counts:
        ran.append(1)
        return {"done": 1}

    with running(database, tmp_path, job("nightly", work)):
        until(lambda: stored(database, "nightly"), "the first run")
    with running(database, tmp_path, job("nightly", work), job("other", lambda _: {"done": 1})):
        until(lambda: stored(database, "other"), "a round after the restart")
    assert len(ran) == 1


def test_a_job_can_be_asked_for(database: Database, tmp_path: Path) -> None:
    ran = []

    def work(_: Stopping) -> Counts:
        ran.append(1)
        return {}

    with running(database, tmp_path, job("seldom", work)) as runner:
        until(lambda: ran, "the first run")
        with pytest.raises(NotFound):
            runner.ask("nonsense")
        runner.ask("seldom")
        until(lambda: len(ran) == 2, "the run asked for")


def test_a_worker_that_died_is_replaced(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole consumer falls over; its supervisor starts another one."""
    monkeypatch.setattr("callcenter.jobs.runner.RESTART_SECONDS", 0.1)
    ran = []

    def work(_: Stopping) -> Counts:
        ran.append(1)
        return {}

    with running(database, tmp_path, job("work", work, OFTEN)) as runner:
        until(lambda: ran, "a first run")
        first = runner._consumer
        assert first is not None
        first.stop_flag.set()
        until(lambda: runner._consumer is not first, "another consumer")
        before = len(ran)
        until(lambda: len(ran) > before, "a run after the fall")
