"""What callers leave behind in the IVR, kept as work items with an owner to be."""

from datetime import datetime
from pathlib import Path

from callcenter.callbacks.intake import CallbackIntake
from callcenter.storage.patience import until_stored


class CallerWork:
    """`callcenter.asterisk.surroundings.WorkItems`; nothing is lost while the database is locked."""

    def __init__(self, intake: CallbackIntake, data: Path, recordings: Path) -> None:
        self._intake = intake
        self._data = data
        self._recordings = recordings

    async def request_callback(self, call_id: str, number: str, desk: str, arrived_at: datetime) -> None:
        """The caller keeps the place it had at `arrived_at`."""
        await until_stored(self._intake.request, call_id, number, desk, arrived_at, via="ivr")

    async def keep_voicemail(
        self, call_id: str, caller: str, desk: str, at: datetime, name: str, seconds: float
    ) -> None:
        """`name` is that of the recording below Asterisk's folder, without ending."""
        path = (self._recordings / f"{name}.wav").relative_to(self._data)
        await until_stored(self._intake.record_voicemail, call_id, caller, desk, at, str(path), seconds)
