"""Every job of the house, and when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from callcenter.callbacks.intake import CallbackIntake
from callcenter.calls.recorded import RecordedCheck
from callcenter.calls.retention import RecordingRetention
from callcenter.jobs.delivery import OutboxDelivery
from callcenter.jobs.findings import Findings
from callcenter.jobs.job import Counts, Job, Stopping
from callcenter.jobs.post import Post
from callcenter.jobs.runner import JobRunner
from callcenter.jobs.runs import RunBook
from callcenter.jobs.schedule import Every, Nightly
from callcenter.privacy.archive import SealedArchive
from callcenter.security.audit import AuditLog
from callcenter.security.sessions import SessionService
from callcenter.settings import Settings
from callcenter.storage.database import Database
from callcenter.storage.outbox import Outbox
from callcenter.transcripts.search import TranscriptSearch
from callcenter.transcripts.service import TranscriptService
from callcenter.wiring.heard_afterwards import heard_afterwards

OUTBOX_EVERY = timedelta(seconds=5)
TRANSCRIPTS_EVERY = timedelta(minutes=1)
QUEUE_FILE = "jobs.db"


@dataclass(frozen=True)
class Jobs:
    """Background work and what others have to do with it: receivers of messages, findings."""

    runner: JobRunner
    delivery: OutboxDelivery
    findings: Findings
    post: Post


def jobs_of(
    settings: Settings,
    database: Database,
    audit: AuditLog,
    outbox: Outbox,
    sessions: SessionService,
    archive: SealedArchive,
    transcripts: TranscriptService,
    intake: CallbackIntake,
) -> Jobs:
    """Bound, not started."""
    findings = Findings(database, audit)
    delivery = OutboxDelivery(outbox)
    data = settings.data.absolute()
    retention = RecordingRetention(database, audit, archive)
    heard = heard_afterwards(settings, database, audit, archive, findings, intake)
    night = Nightly(settings.jobs.nightly_at, ZoneInfo(settings.city.time_zone))
    jobs = (
        Job("deliver_outbox", Every(OUTBOX_EVERY), delivery.deliver),
        Job("index_transcripts", Every(TRANSCRIPTS_EVERY), TranscriptSearch(database).index_new),
        Job("hear_recordings", Every(TRANSCRIPTS_EVERY), heard),
        Job("delete_recordings", night, retention.delete_old),
        Job("forget_sealed", night, _counted("deleted", archive.forget_old)),
        Job("check_recordings", night, RecordedCheck(database, findings).compare),
        Job("forget_transcripts", night, _counted("deleted", transcripts.forget_old)),
        Job("forget_sign_ins", night, _counted("deleted", sessions.forget_ended)),
        Job("forget_outbox", night, _counted("deleted", outbox.forget_old)),
    )
    runner = JobRunner(jobs, RunBook(database), data / QUEUE_FILE)
    return Jobs(runner, delivery, findings, Post(database, outbox, audit))


def _counted(word: str, work: Callable[[], int]) -> Callable[[Stopping], Counts]:
    return lambda _stopping: {word: work()}
