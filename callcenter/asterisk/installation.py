"""Where a usable Asterisk is: the host's own when it is new enough, else the unpacked one."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from callcenter.asterisk.debian_packages import Unpacked, unpacked
from callcenter.asterisk.errors import AsteriskNotFoundError
from callcenter.asterisk.fetch import DEFAULT_CACHE_DIR
from callcenter.asterisk.platform_names import this_architecture

# chan_websocket and websocket_client.conf, as we use them, came with 22.6.
MINIMUM_VERSION = (22, 6, 0)


@dataclass(frozen=True)
class Installation:
    """An Asterisk that can be started.

    `command`: program and leading arguments (loader included), to which `-C FILE` is added.
    `module_dir`, `data_dir`: for astmoddir and, by links, astdatadir. `version`: e.g. (22, 10, 1).
    """

    command: tuple[str, ...]
    module_dir: Path
    data_dir: Path
    version: tuple[int, int, int]


def find_installation(cache_dir: Path = DEFAULT_CACHE_DIR) -> Installation:
    """The host's Asterisk when it is ≥ 22.6, else the unpacked one of `cache_dir`.

    Raises AsteriskNotFoundError when there is neither. Runs `asterisk -V`; takes milliseconds.
    """
    host = _host_installation()
    if host is not None:
        return host
    found = unpacked(cache_dir)
    if found is None:
        raise AsteriskNotFoundError(
            "No Asterisk 22.6 or newer was found on this machine and none has been unpacked yet. "
            "Please run scripts/setup first."
        )
    return _from_unpacked(found)


def parse_version(text: str) -> tuple[int, int, int] | None:
    """The version in the output of `asterisk -V` ("Asterisk 22.10.1~dfsg…"), or None."""
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _host_installation() -> Installation | None:
    program = shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        return None
    try:
        answer = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = parse_version(answer.stdout)
    if version is None or version < MINIMUM_VERSION:
        return None
    triplet = this_architecture().triplet
    module_dir = _first_with(
        "chan_pjsip.so", [f"/usr/lib/{triplet}", "/usr/lib64", "/usr/lib", "/usr/local/lib"]
    )
    data_dir = next((d for d in map(Path, _DATA_DIRS) if (d / "documentation").is_dir()), None)
    if module_dir is None or data_dir is None:
        return None
    return Installation((program,), module_dir, data_dir, version)


_DATA_DIRS = ("/usr/share/asterisk", "/var/lib/asterisk", "/usr/local/share/asterisk")


def _first_with(module: str, libraries: list[str]) -> Path | None:
    folders = (Path(library) / "asterisk" / "modules" for library in libraries)
    return next((folder for folder in folders if (folder / module).is_file()), None)


def _from_unpacked(found: Unpacked) -> Installation:
    libraries = found.libraries
    command = found.command("usr/sbin/asterisk", libraries / "asterisk")
    version = parse_version(found.version)
    if version is None or version < MINIMUM_VERSION:
        raise AsteriskNotFoundError(
            f"The unpacked Asterisk {found.version} is too old; 22.6 or newer is needed."
        )
    return Installation(command, libraries / "asterisk/modules", found.root / "usr/share/asterisk", version)
