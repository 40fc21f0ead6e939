"""Brings the floor up to date after nobody listened: a restart of ours, or a cut link.

What queue_log holds since the bookmark is told to the floor as facts (`replay`). The bookmark moves
on while everything told is stored, one round behind, so that nothing falls into a gap.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.asterisk.queue_log import Bookmark, QueueLog
from callcenter.asterisk.replay import KeptSound, Replay, call_of
from callcenter.floor.reconcile import Seen
from callcenter.floor.service import FloorService

MOST_PASSES = 5


class Backfill:
    """`over` says which of some calls are stored with their end (slow); `dialled` is the hotline's number,
    `canonical` gives the one form of a carrier's number, `sound_of` finds a call's recording."""

    def __init__(
        self,
        queue_log: QueueLog,
        over: Callable[[Iterable[str]], frozenset[str]],
        dialled: str,
        canonical: Callable[[str], str],
        sound_of: Callable[[str, datetime], KeptSound | None],
    ) -> None:
        self._log = queue_log
        self._over = over
        self._dialled = dialled
        self._canonical = canonical
        self._sound_of = sound_of
        self._before: Bookmark | None = None

    async def catch_up(self, floor: FloorService, seen: Seen) -> bool:
        """Tell the floor what it missed. `seen`: what the exchange has now. False: ask again in a moment."""
        mark = await asyncio.to_thread(self._log.bookmark)
        told: set[str] = set()
        # Events heard during a pass may belong to a call that only this pass makes known: once more.
        for _ in range(MOST_PASSES):
            lines, mark = await asyncio.to_thread(self._log.read, mark)
            if not lines:
                break
            over = await asyncio.to_thread(self._over, {call_of(line) for line in lines})
            replay = Replay(
                floor.floor.tracker, seen.legs, seen.at, over, datetime.fromtimestamp(mark.until, UTC),
                self._dialled, self._canonical, self._sound_of,
            )  # fmt: skip
            for fact in replay.facts(lines):
                floor.tell_late(fact)
                told.add(fact.linkedid)
            if not replay.complete:
                return False
        for call in sorted(told):
            floor.note_repair(seen.at, ("missed", call))
        self._before = None
        return True

    async def listened(self, *, stored: bool) -> None:
        """Called every few seconds while events come in; `stored`: all of them are in the database."""
        present = await asyncio.to_thread(self._log.end, datetime.now(UTC).timestamp())
        if self._before is not None and stored:
            await asyncio.to_thread(self._log.keep, self._before)
        if self._before is None or stored:
            self._before = present


def recording_finder(folder: Path, zone: ZoneInfo) -> Callable[[str, datetime], KeptSound | None]:
    """Recordings by the dialplan's rule (`hotline`): a folder a day in `zone`, named by the linkedid."""

    def find(call: str, started: datetime) -> KeptSound | None:
        path = folder / started.astimezone(zone).strftime("%Y/%m/%d") / f"{call}.wav"
        try:
            finished = path.stat().st_mtime
        except OSError:
            return None
        return KeptSound(str(path), datetime.fromtimestamp(finished, UTC))

    return find
