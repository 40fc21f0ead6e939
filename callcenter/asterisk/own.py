"""The running Asterisk of this installation, for commands that do not start one."""

from pathlib import Path

from callcenter.asterisk.config import AsteriskConfig
from callcenter.asterisk.errors import AsteriskNotFoundError
from callcenter.asterisk.installation import find_installation
from callcenter.asterisk.process import AsteriskProcess


def own_asterisk(config: AsteriskConfig, distribution: Path) -> AsteriskProcess | None:
    """The running Asterisk of this installation, or None."""
    try:
        process = AsteriskProcess(find_installation(distribution), config)
    except AsteriskNotFoundError:
        return None
    return process if process.pid is not None else None
