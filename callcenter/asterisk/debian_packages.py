"""Debian packages unpacked into a folder: no root, no dpkg of this machine, nothing installed.

A private apt (own lists, cache and an empty status) resolves and downloads with signatures checked;
dpkg-deb unpacks. The programs are then started by the unpacked loader, so that the age of the host's
libraries does not matter.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from callcenter.asterisk.apt_mirror import debian_mirror
from callcenter.asterisk.errors import FetchError
from callcenter.asterisk.platform_names import Architecture, this_architecture

KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
)
STAMP_NAME = "stamp.json"
ROOT_NAME = "root"
_STEP_TIMEOUT_S = 600
_LAYOUT = 1

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """`packages` with their dependencies; the first one is the program, `name` what people call it,
    `size` its download in words, `components` the parts of Debian's archive they are in.
    """

    packages: Sequence[str]
    name: str
    size: str
    components: str = "main"


@dataclass(frozen=True)
class Unpacked:
    """What lies in a cache: file system `root`, `version` of the program, such as 22.10.1, `architecture`."""

    root: Path
    version: str
    architecture: Architecture

    @property
    def libraries(self) -> Path:
        return self.root / "usr/lib" / self.architecture.triplet

    def command(self, program: str, *more_libraries: Path) -> tuple[str, ...]:
        """How `program` (below the root) is started: by the unpacked loader, with the unpacked libraries."""
        path = ":".join(map(str, (self.libraries, *more_libraries)))
        loader = str(self.libraries / self.architecture.loader)
        return (loader, "--library-path", path, str(self.root / program))


def unpacked(cache_dir: Path) -> Unpacked | None:
    """The finished tree of `cache_dir`, or None when there is none for this machine."""
    architecture = this_architecture()
    try:
        stamp = json.loads((cache_dir / STAMP_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if stamp.get("layout") != _LAYOUT or stamp.get("architecture") != architecture.debian:
        return None
    return Unpacked((cache_dir / ROOT_NAME).resolve(), str(stamp["version"]), architecture)


def fetch_packages(wanted: Wanted, cache_dir: Path, progress: Progress) -> Unpacked:
    """Make sure that `cache_dir` holds what is wanted; does nothing when it already does.

    `progress` gets one short sentence a step. Two calls at once wait for each other. Raises FetchError
    with one sentence for the operator.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    with (cache_dir / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = unpacked(cache_dir)
        if found is not None:
            return found
        architecture = this_architecture()
        root, version = _unpack(wanted, (cache_dir / "work").resolve(), architecture, progress)
        return _publish(cache_dir, root, version, architecture)


def _unpack(wanted: Wanted, work: Path, architecture: Architecture, progress: Progress) -> tuple[Path, str]:
    """The folder that holds the unpacked tree, and the version of the first package."""
    shutil.rmtree(work, ignore_errors=True)
    options = _private_apt(work, architecture, wanted.components)
    progress("Reading Debian's package list")
    _run(["apt-get", *options, "update"], "Debian's package list could not be read")
    progress(f"Downloading {wanted.name} ({wanted.size})")
    install = ["-y", "--no-install-recommends", "--download-only", "install", *wanted.packages]
    _run(["apt-get", *options, *install], f"the packages of {wanted.name} could not be downloaded")
    archives = sorted((work / "cache" / "archives").glob("*.deb"))
    version = _version(archives, wanted)
    root = work / ROOT_NAME
    root.mkdir()
    for number, archive in enumerate(archives, 1):
        if number % 20 == 0 or number == len(archives):
            progress(f"Unpacking {number} of {len(archives)} packages")
        _run(["dpkg-deb", "-x", str(archive), str(root)], f"{archive.name} could not be unpacked")
    return root, version


def _publish(cache_dir: Path, root: Path, version: str, architecture: Architecture) -> Unpacked:
    """Move the tree into place; the stamp comes last, so that a broken run is simply done again."""
    (cache_dir / STAMP_NAME).unlink(missing_ok=True)
    target = cache_dir / ROOT_NAME
    shutil.rmtree(target, ignore_errors=True)
    root.rename(target)
    stamp = {"layout": _LAYOUT, "version": version, "architecture": architecture.debian}
    (cache_dir / STAMP_NAME).write_text(json.dumps(stamp), "utf-8")
    shutil.rmtree(cache_dir / "work", ignore_errors=True)
    return Unpacked(target.resolve(), version, architecture)


def _version(archives: list[Path], wanted: Wanted) -> str:
    """The upstream version, such as 22.10.1."""
    deb = next((path for path in archives if path.name.startswith(f"{wanted.packages[0]}_")), None)
    if deb is None:
        raise FetchError(
            f"Debian testing does not offer {wanted.name} at the moment. Please try again later."
        )
    text = _run(["dpkg-deb", "-f", str(deb), "Version"], f"{deb.name} could not be read")
    match = re.search(r"(?:\d+:)?(\d+(?:\.\d+)+)", text)
    if match is None:
        raise FetchError(f"The package of {wanted.name} has a version we cannot read: {text.strip()}")
    return match[1]


def _private_apt(work: Path, architecture: Architecture, components: str) -> list[str]:
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
    source = f"deb [signed-by={keyring}] {debian_mirror()} testing {components}\n"
    (work / "sources.list").write_text(source, "utf-8")
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


def _run(command: list[str], what: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_STEP_TIMEOUT_S, check=True, env=_c_locale()
        )
    except FileNotFoundError:
        raise FetchError(
            f"The program {command[0]} is missing, so {what}. A Debian or Ubuntu machine is needed, "
            "or the program (for Asterisk: 22.6 or newer) installed on this one."
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
