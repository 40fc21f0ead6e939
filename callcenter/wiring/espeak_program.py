"""Where espeak-ng is: the host's own, else unpacked from Debian's packages beside Asterisk."""

import shutil
from pathlib import Path

from callcenter.asterisk.debian_packages import Progress, Unpacked, Wanted, fetch_packages, unpacked

REPOSITORY = Path(__file__).parents[2]
ESPEAK_DISTRIBUTION = REPOSITORY / "var" / "espeak-dist"
ESPEAK = Wanted(("espeak-ng",), "espeak-ng", "about 15 MB")
PROGRAM = "espeak-ng"


def espeak_command(distribution: Path = ESPEAK_DISTRIBUTION) -> tuple[str, ...]:
    """Program and leading arguments. Where there is neither, the bare name: whoever starts it then says
    in one sentence that it is missing.
    """
    if shutil.which(PROGRAM) is not None:
        return (PROGRAM,)
    found = unpacked(distribution)
    return (PROGRAM,) if found is None else _command(found)


def fetch_espeak(progress: Progress, distribution: Path = ESPEAK_DISTRIBUTION) -> None:
    """Unpack one where the host has none. Raises FetchError with one sentence for the operator."""
    if shutil.which(PROGRAM) is None:
        fetch_packages(ESPEAK, distribution, progress)


def _command(found: Unpacked) -> tuple[str, ...]:
    # The data folder is compiled in; --path names the folder that holds espeak-ng-data.
    data = next(found.root.glob("usr/lib/*/espeak-ng-data/.."), found.root / "usr/share")
    # libpcaudio wants PulseAudio's client, whose private half has a folder of its own.
    command = found.command("usr/bin/espeak-ng", found.libraries / "pulseaudio")
    return (*command, f"--path={data.resolve()}")
