"""Which process is our Asterisk, and when it ends: pid file, /proc, pidfd (Linux)."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path


def running_pid(pid_file: Path, conf_file: Path) -> int | None:
    """The pid of the live Asterisk that was started with `-C conf_file`, else None.

    A pid file alone proves nothing after a crash: the number may belong to somebody else by now.
    """
    try:
        pid = int(pid_file.read_text("ascii"))
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0]
    except (OSError, ValueError, IndexError):
        return None
    return pid if state != "Z" and os.fsencode(conf_file) in arguments else None


async def wait_for_exit(pid: int) -> None:
    """Return when the process ends; it need not be our child. Costs no polling."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
