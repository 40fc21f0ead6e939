"""What a Debian architecture calls its library folder and its program loader."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from callcenter.asterisk.errors import FetchError


@dataclass(frozen=True)
class Architecture:
    """One Debian architecture: `debian` name, `triplet` of /usr/lib, `loader` file in it."""

    debian: str
    triplet: str
    loader: str


_KNOWN = {
    "x86_64": Architecture("amd64", "x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "aarch64": Architecture("arm64", "aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}


def this_architecture(machine: str | None = None) -> Architecture:
    """The architecture of this machine (`uname -m`); FetchError where we know no packages for it."""
    name = machine or platform.machine()
    try:
        return _KNOWN[name]
    except KeyError:
        raise FetchError(
            f"There are no Asterisk packages we can use for the processor '{name}'. "
            "Please install Asterisk 22.6 or newer on this machine."
        ) from None
