"""A real Asterisk 22 without root: Debian testing's packages, unpacked and never installed.

apt itself downloads and checks the signatures, in a private state that knows nothing of the
host's packages; `dpkg-deb` unpacks. No maintainer script runs (docs/adr: unpacked Asterisk).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from callcenter.asterisk.apt_mirror import debian_mirror
from callcenter.asterisk.errors import FetchError
from callcenter.asterisk.platform_names import Architecture, this_architecture

DEFAULT_CACHE_DIR = Path("var/asterisk-dist")
STAMP_NAME = "stamp.json"
ROOT_NAME = "root"
KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
)
PACKAGES = ("asterisk", "asterisk-moh-opsound-wav")
_STEP_TIMEOUT_S = 600
_LAYOUT = 1

Progress = Callable[[str], None]


@dataclass(frozen=True)
class UnpackedAsterisk:
    """What lies in the cache: file system `root`, Asterisk `version` such as 22.10.1, `architecture`."""

    root: Path
    version: str
    architecture: Architecture


def unpacked(cache_dir: Path = DEFAULT_CACHE_DIR) -> UnpackedAsterisk | None:
    """The finished unpacked Asterisk of `cache_dir`, or None when there is none for this machine."""
    architecture = this_architecture()
    try:
        stamp = json.loads((cache_dir / STAMP_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if stamp.get("layout") != _LAYOUT or stamp.get("architecture") != architecture.debian:
        return None
    return UnpackedAsterisk((cache_dir / ROOT_NAME).resolve(), str(stamp["version"]), architecture)


def fetch(cache_dir: Path = DEFAULT_CACHE_DIR, progress: Progress = lambda _: None) -> UnpackedAsterisk:
    """Make sure that `cache_dir` holds an unpacked Asterisk; does nothing when it already does.

    Takes about 100 MB of download, 300 MB of disk. `progress` gets one short sentence a step.
    Two calls at once wait for each other. Raises FetchError with one sentence for the operator.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    with (cache_dir / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = unpacked(cache_dir)
        if found is not None:
            return found
        return _fetch(cache_dir, this_architecture(), progress)


def _fetch(cache_dir: Path, architecture: Architecture, progress: Progress) -> UnpackedAsterisk:
    work = (cache_dir / "work").resolve()
    shutil.rmtree(work, ignore_errors=True)
    options = _private_apt(work, architecture)
    progress("Reading Debian's package list")
    _run(["apt-get", *options, "update"], "Debian's package list could not be read")
    progress("Downloading Asterisk (about 100 MB)")
    _run(
        ["apt-get", *options, "-y", "--no-install-recommends", "--download-only", "install", *PACKAGES],
        "the Asterisk packages could not be downloaded",
    )
    archives = sorted((work / "cache" / "archives").glob("*.deb"))
    version = _asterisk_version(archives)
    root = work / ROOT_NAME
    root.mkdir()
    for number, archive in enumerate(archives, 1):
        if number % 20 == 0 or number == len(archives):
            progress(f"Unpacking {number} of {len(archives)} packages")
        _run(["dpkg-deb", "-x", str(archive), str(root)], f"{archive.name} could not be unpacked")
    return _publish(cache_dir, root, version, architecture)


def _publish(cache_dir: Path, root: Path, version: str, architecture: Architecture) -> UnpackedAsterisk:
    """Move the tree into place; the stamp comes last, so that a broken run is simply done again."""
    (cache_dir / STAMP_NAME).unlink(missing_ok=True)
    target = cache_dir / ROOT_NAME
    shutil.rmtree(target, ignore_errors=True)
    root.rename(target)
    stamp = {"layout": _LAYOUT, "version": version, "architecture": architecture.debian}
    (cache_dir / STAMP_NAME).write_text(json.dumps(stamp), "utf-8")
    shutil.rmtree(cache_dir / "work", ignore_errors=True)
    return UnpackedAsterisk(target.resolve(), version, architecture)


def _private_apt(work: Path, architecture: Architecture) -> list[str]:
    """An apt that has its own lists, cache and an empty status; returns its command-line options."""
    keyring = next((path for path in KEYRINGS if path.is_file()), None)
    if keyring is None:
        raise FetchError(
            "Debian's signing keys are missing on this machine. "
            "Please install the package debian-archive-keyring and start again."
        )
    for folder in ("lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True)
    (work / "status").touch()
    (work / "sources.list").write_text(f"deb [signed-by={keyring}] {debian_mirror()} testing main\n", "utf-8")
    (work / "apt.conf").write_text(_apt_conf(work, architecture), "utf-8")
    return ["-q", "-c", str(work / "apt.conf")]


def _apt_conf(work: Path, architecture: Architecture) -> str:
    # The host's hooks (docker-clean, PackageKit) must not run for a private state; its
    # proxy and transport settings are meant to stay. As root, apt would drop to a user
    # that may not enter the cache folder.
    return f"""\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear Acquire::IndexTargets::deb::DEP-11;
Dir::Etc::sourcelist "{work}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::State::lists "{work}/lists";
Dir::State::status "{work}/status";
Dir::State::extended_states "{work}/extended_states";
Dir::Cache "{work}/cache";
APT::Architecture "{architecture.debian}";
APT::Architectures {{ "{architecture.debian}"; }};
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
"""


def _asterisk_version(archives: list[Path]) -> str:
    deb = next((path for path in archives if path.name.startswith("asterisk_")), None)
    if deb is None:
        raise FetchError("Debian testing offers no asterisk package at the moment. Please try again later.")
    text = _run(["dpkg-deb", "-f", str(deb), "Version"], f"{deb.name} could not be read")
    match = re.search(r"(?:\d+:)?(\d+\.\d+\.\d+)", text)
    if match is None:
        raise FetchError(f"The Asterisk package has a version we cannot read: {text.strip()}")
    return match[1]


def _run(command: list[str], what: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_STEP_TIMEOUT_S, check=True, env=_c_locale()
        )
    except FileNotFoundError:
        raise FetchError(
            f"The program {command[0]} is missing, so {what}. "
            "A Debian or Ubuntu machine is needed, or an Asterisk 22.6 or newer installed on this one."
        ) from None
    except subprocess.TimeoutExpired:
        raise FetchError(
            f"After {_STEP_TIMEOUT_S} s {what}. Please check the network and try again."
        ) from None
    except subprocess.CalledProcessError as error:
        raise FetchError(f"Sorry, {what}: {_reason(error.stderr)}") from None
    return done.stdout


def _c_locale() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _reason(stderr: str) -> str:
    """apt's first error line, without its prefix."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    first = next(
        (line for line in lines if line.startswith(("E:", "dpkg"))), lines[-1] if lines else "no reason given"
    )
    return first.removeprefix("E:").strip()
