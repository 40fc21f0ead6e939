"""Asterisk's queue_log: its lines, and how far we have read.

Asterisk writes it all the time, whoever listens, one line an event (Asterisk 22, `main/logger.c`,
`apps/app_queue.c`), in whole seconds: `instant|uniqueid of the caller|queue|member|event|data…`.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from callcenter.asterisk.config.model import desk_key

MOST_BYTES = 64 * 1024 * 1024
"""Of a longer gap only the newest part is read: about a hundred busy days."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """`leg`: uniqueid of the waiting channel; `desk`: the queue without our prefix; `seat`: an extension."""

    at: datetime
    leg: str
    desk: str
    seat: str
    event: str
    data: tuple[str, ...]

    def number(self, index: int) -> int:
        """A field of the event's data as a number; 0 when it is none."""
        text = self.data[index] if index < len(self.data) else ""
        return int(text) if text.isdecimal() else 0


def parse(text: str) -> LogLine | None:
    """One line without its end; None for what is no event of a queue."""
    instant, leg, queue, member, event, *data = [*text.split("|"), *[""] * 5]
    if not instant.isdecimal() or leg in ("", "NONE") or queue in ("", "NONE") or not event:
        return None
    at = datetime.fromtimestamp(int(instant), UTC)
    return LogLine(at, leg, desk_key(queue), member.removeprefix("PJSIP/"), event, tuple(data))


@dataclass(frozen=True, slots=True)
class Bookmark:
    """`offset` bytes of the file `inode` were told to us; `until`: seconds since 1970 we listened to."""

    inode: int = 0
    offset: int = 0
    until: float = 0.0


class QueueLog:
    """`path` is Asterisk's file; `memory` is where the bookmark is kept. Every method may block."""

    def __init__(self, path: Path, memory: Path) -> None:
        self._path = path
        self._memory = memory

    def bookmark(self) -> Bookmark:
        """What was kept last; the beginning when nothing (readable) was."""
        try:
            return Bookmark(**json.loads(self._memory.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return Bookmark()

    def keep(self, mark: Bookmark) -> None:
        """Remember it over a restart."""
        fresh = self._memory.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(mark)), "utf-8")
        fresh.replace(self._memory)

    def end(self, until: float) -> Bookmark:
        """The present end of the file."""
        try:
            found = self._path.stat()
        except OSError:
            return Bookmark(until=until)
        return Bookmark(found.st_ino, found.st_size, until)

    def read(self, since: Bookmark) -> tuple[list[LogLine], Bookmark]:
        """The events after `since` and where they end. A file that was rotated is read from its start."""
        try:
            with self._path.open("rb") as file:
                end = self.end(since.until)
                offset = since.offset if since.inode == end.inode and since.offset <= end.offset else 0
                file.seek(max(offset, end.offset - MOST_BYTES))
                # The last line may be half written.
                whole, _, _ = file.read(MOST_BYTES).rpartition(b"\n")
                read_to = file.tell() if not whole else max(offset, end.offset - MOST_BYTES) + len(whole) + 1
        except OSError:
            return [], since
        if not whole:
            return [], Bookmark(end.inode, offset, since.until)
        found = [parse(line) for line in whole.decode("utf-8", "replace").split("\n")]
        return [line for line in found if line is not None], Bookmark(end.inode, read_to, since.until)
