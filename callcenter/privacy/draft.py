"""Drafts take the place of a file only when they are complete, and then for good."""

import glob
import os
from pathlib import Path


def draft_of(target: Path) -> Path:
    """Where this process writes what will be `target`."""
    return target.with_name(f"{target.name}.{os.getpid()}.part")


def put_in_place(draft: Path, target: Path) -> None:
    """Name and content are on the disk when this returns. Raises `OSError`."""
    _sync(draft)
    draft.replace(target)
    _sync(target.parent)


def forget_drafts(target: Path) -> None:
    """Take away what a crash left. For the only process that writes `target`."""
    for left in target.parent.glob(f"{glob.escape(target.name)}.*.part"):
        left.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
