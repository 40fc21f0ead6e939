"""The programs of a running centre, as the operating system sees them."""

from __future__ import annotations

import subprocess

from tests.support.centre import Centre


def speech_workers(centre: Centre) -> list[int]:
    """The centre's recogniser processes: children of its web worker."""
    assert centre.process is not None
    found = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    rows = [(int(pid), int(parent), args) for pid, parent, args in (line.split(None, 2) for line in found)]
    ours = {centre.process.pid}
    for _ in range(3):
        ours |= {pid for pid, parent, _ in rows if parent in ours}
    return [pid for pid, _, args in rows if pid in ours and "callcenter.speech.worker" in args]
