"""Files that are either the old or the new text, never half of it, and readable only by us."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_private(path: Path, text: str) -> bool:
    """Write `text` atomically with mode 0600; True when the file changed.

    The folder must exist. Raises OSError.
    """
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        path.chmod(0o600)
        return False
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as draft:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True
