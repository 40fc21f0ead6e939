"""HTTP: how the jobs go, what they found, and what could not be delivered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from callcenter.api_schema import IdPath, PageQuery, PersonRef, Reason, RequestModel, as_json
from callcenter.clock import now
from callcenter.jobs.findings import Findings
from callcenter.jobs.job import Job
from callcenter.jobs.models import Finding, JobRun
from callcenter.jobs.post import Post
from callcenter.jobs.runner import JobRunner
from callcenter.messages import sentence
from callcenter.messages.reader import reader_language
from callcenter.security.access import requires, signed_in
from callcenter.security.audit import AuditLog
from callcenter.security.models import Role
from callcenter.security.users import UserService
from callcenter.storage.outbox import OutboxMessage, OutboxState

KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


class JobPath(BaseModel):
    """A job's name in the address."""

    name: str = Field(pattern=r"^[a-z_]{1,64}$")


class JobAnswer(BaseModel):
    """A job and how it went the last time; without a beginning it has never run."""

    name: str
    label: str
    begun_at: datetime | None
    ended_at: datetime | None = Field(description="None while it runs, or when it was cut off.")
    next_at: datetime = Field(
        description="When it is due next; in the past or now: it begins within seconds."
    )
    error: str | None = Field(description="The kind of the failure; the log has the rest.")
    counts: dict[str, int] = Field(description="What was done, by kind.")


class JobsAnswer(BaseModel):
    """Every job; `alive` says whether anybody runs them."""

    alive: bool
    items: list[JobAnswer]


class OutboxQuery(PageQuery):
    """Which messages."""

    state: OutboxState = OutboxState.DEAD


class OutboxAnswer(BaseModel):
    """One message that leaves the house; its content is not shown."""

    id: int
    kind: str
    state: OutboxState
    created_at: datetime
    attempts: int
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    dead_at: datetime | None
    last_error: str | None
    taken_by: list[str] = Field(description="The receivers that have it.")


class OutboxPageAnswer(BaseModel):
    """One page of messages, the newest first."""

    items: list[OutboxAnswer]
    total: int
    page: int
    page_size: int


class RetryBody(RequestModel):
    """Why a dead message is tried again."""

    reason: Reason


class FindingsQuery(PageQuery):
    """Which findings."""

    settled: bool = Field(False, description="Those somebody has settled, instead of the open ones.")


class FindingAnswer(BaseModel):
    """Something a job noticed; `text` says it in the reader's language."""

    id: str
    kind: str
    subject: str = Field(description="Kind and id of the object, such as `call:1763945873.12`.")
    text: str
    found_at: datetime
    settled_at: datetime | None
    settled_by: PersonRef | None
    note: str | None


class FindingsAnswer(BaseModel):
    """One page of findings, the newest first."""

    items: list[FindingAnswer]
    total: int
    page: int
    page_size: int


class SettleBody(RequestModel):
    """Which finding is settled, and what came of it."""

    id: str = Field(min_length=1, max_length=140)
    note: Reason


def blueprint(
    runner: JobRunner, post: Post, findings: Findings, users: UserService, audit: AuditLog
) -> APIBlueprint:
    """`/api/jobs`, `/api/outbox` (administrators) and `/api/findings` (supervisors, too)."""
    api = APIBlueprint("jobs", __name__, url_prefix="/api")

    def shown(finding: Finding) -> FindingAnswer:
        names = {person.id: person.name for person in users.everybody(active_only=False)}
        return _finding(finding, names)

    @api.get("/jobs", responses={200: JobsAnswer})
    @requires(Role.ADMINISTRATOR)
    def list_jobs() -> dict[str, Any]:
        """Every job and how it went the last time."""
        runs = runner.book.runs()
        return as_json(
            JobsAnswer(
                alive=runner.alive, items=[_job(job, runs.get(job.name)) for job in runner.jobs.values()]
            )
        )

    @api.post("/jobs/<string:name>/run", responses={202: None})
    @requires(Role.ADMINISTRATOR)
    def run_job(path: JobPath) -> tuple[str, int]:
        """Do a job now; it begins within seconds."""
        runner.ask(path.name)
        audit.record("job.run", f"job:{path.name}", user_id=signed_in().user_id)
        return "", 202

    @api.get("/outbox", responses={200: OutboxPageAnswer})
    @requires(Role.ADMINISTRATOR)
    def list_outbox(query: OutboxQuery) -> dict[str, Any]:
        """Messages to other systems: the dead ones unless another state is asked for."""
        found = post.outbox.page(query.page, query.page_size, query.state)
        return as_json(
            OutboxPageAnswer(
                items=[_message(row) for row in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.post("/outbox/<int:id>/retry", responses={200: OutboxAnswer})
    @requires(Role.ADMINISTRATOR)
    def retry(path: IdPath, body: RetryBody) -> dict[str, Any]:
        """Try a dead message anew."""
        return as_json(_message(post.retry(path.id, body.reason, signed_in().user_id)))

    @api.get("/findings", responses={200: FindingsAnswer})
    @requires(*KEEPERS)
    def list_findings(query: FindingsQuery) -> dict[str, Any]:
        """What the jobs noticed and nobody has settled yet."""
        found = findings.page(query.page, query.page_size, settled=query.settled)
        return as_json(
            FindingsAnswer(
                items=[shown(row) for row in found.items],
                total=found.total,
                page=query.page,
                page_size=query.page_size,
            )
        )

    @api.post("/findings/settle", responses={200: FindingAnswer})
    @requires(*KEEPERS)
    def settle(body: SettleBody) -> dict[str, Any]:
        """Say that somebody has looked, and what came of it."""
        return as_json(shown(findings.settle(body.id, body.note, signed_in().user_id)))

    return api


def _job(job: Job, run: JobRun | None) -> JobAnswer:
    return JobAnswer(
        name=job.name,
        label=sentence(f"jobs.name_{job.name}", reader_language()),
        begun_at=run.begun_at if run else None,
        ended_at=run.ended_at if run else None,
        next_at=job.schedule.next_due(run.begun_at if run else None, now()).astimezone(UTC),
        error=run.error if run else None,
        counts=run.counts or {} if run else {},
    )


def _message(row: OutboxMessage) -> OutboxAnswer:
    return OutboxAnswer(
        id=row.id or 0,
        kind=row.kind,
        state=row.state,
        created_at=row.created_at,
        attempts=row.attempts,
        next_attempt_at=row.not_before if row.state is OutboxState.WAITING else None,
        delivered_at=row.delivered_at,
        dead_at=row.dead_at,
        last_error=row.last_error,
        taken_by=row.taken_by,
    )


def _finding(row: Finding, names: Mapping[int | None, str]) -> FindingAnswer:
    settled_by = row.settled_by
    return FindingAnswer(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        text=sentence(f"jobs.finding_{row.kind}", reader_language(), row.facts),
        found_at=row.found_at,
        settled_at=row.settled_at,
        settled_by=None if settled_by is None else PersonRef(id=settled_by, name=names.get(settled_by, "")),
        note=row.note,
    )
