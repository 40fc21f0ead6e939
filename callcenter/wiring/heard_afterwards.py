"""What the job `hear_recordings` hears: voice messages, for which people wait, then recordings of calls."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from callcenter.callbacks.intake import CallbackIntake
from callcenter.calls.recorded_talk import RecordedTalks
from callcenter.jobs.findings import Findings
from callcenter.jobs.job import Counts, Stopping
from callcenter.privacy.archive import SealedArchive
from callcenter.security.audit import AuditLog
from callcenter.settings import Settings
from callcenter.storage.database import Database
from callcenter.transcripts.second import SecondHearing
from callcenter.transcripts.voice_messages import VoiceMessage, VoiceMessageHearing
from callcenter.wiring.public_numbers import public_numbers
from callcenter.wiring.recorded_ear import recorded_ear


def heard_afterwards(
    settings: Settings,
    database: Database,
    audit: AuditLog,
    archive: SealedArchive,
    findings: Findings,
    intake: CallbackIntake,
) -> Callable[[Stopping], Counts]:
    """The work of the job."""
    if not settings.transcripts.again:
        return lambda _stopping: {}

    def public() -> frozenset[str]:
        return public_numbers(settings)

    ear = recorded_ear(settings)
    left = messages_of(intake, settings.data.absolute())
    messages = VoiceMessageHearing(database, audit, left, findings, ear, public)
    talks = RecordedTalks(database, audit)
    recordings = SecondHearing(database, audit, talks, archive, findings, ear, public)
    return lambda stopping: {**messages.hear(stopping), **recordings.hear(stopping)}


def messages_of(intake: CallbackIntake, data: Path) -> Callable[[datetime], Sequence[VoiceMessage]]:
    """The voice messages of the work items, whose files lie below `data`."""

    def left(since: datetime) -> Sequence[VoiceMessage]:
        return [
            VoiceMessage(item.call_id, item.arrived_at, data / item.voicemail_path)
            for item in intake.voice_messages(since)
            if item.voicemail_path
        ]

    return left
