"""After a call: the recording is checked, mended if need be, checksummed and bound to the call."""

import asyncio
import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from callcenter.calls import wav
from callcenter.calls.models import Recording
from callcenter.calls.retention import PARTS, part_of
from callcenter.storage.writer import Writer

log = structlog.get_logger()

PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""How long the exchange may take to finish the file, in steps; after that its header is rebuilt."""


class RecordingSealer:
    """`now` gives the present instant; `keep` is how long recordings are kept."""

    def __init__(self, writer: Writer, keep: timedelta, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._keep = keep
        self._now = now

    async def seal(self, call_id: str, path: Path) -> Recording | None:
        """The sealed recording, or None (and a log line) when there is no usable file."""
        finished = await self._finished(path)
        try:
            recording = await asyncio.to_thread(self._seal, call_id, path, mend=not finished)
        except (OSError, wav.WavError) as error:
            log.warning("recording_missing", call=call_id, error=type(error).__name__)
            return None
        self._writer.store([recording])
        return recording

    async def _finished(self, path: Path) -> bool:
        for pause in PAUSES_SECONDS:
            if await asyncio.to_thread(functools.partial(_is_complete, path)):
                return True
            await asyncio.sleep(pause)
        return False

    def _seal(self, call_id: str, path: Path, *, mend: bool) -> Recording:
        found = wav.inspect(path)
        if mend:
            for part in PARTS:
                _mend(part_of(path, part))
        return Recording(
            call_id=call_id,
            path=str(path),
            sha256=wav.sha256(path),
            size_bytes=found.size_bytes,
            seconds=found.seconds,
            repaired=mend,
            sealed_at=self._now(),
            keep_until=self._now() + self._keep,
        )


def _mend(path: Path) -> None:
    """Each voice alone has a file of its own, and the same crash cut it off."""
    if path.exists() and not _is_complete(path):
        wav.mend(path)


def _is_complete(path: Path) -> bool:
    try:
        return wav.inspect(path).complete
    except (OSError, wav.WavError):
        return False
