"""Which Debian mirror this host already uses, read from apt's own source lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

DEFAULT_MIRROR = "http://deb.debian.org/debian"
_ONE_LINE = re.compile(r"^\s*deb\s+(?:\[[^\]]*\]\s+)?(?P<uri>\S+)\s+\S+")
_DEBIAN_ARCHIVE = re.compile(r"^[a-z+]+:.*/debian/?$")


def debian_mirror(apt_dir: Path = Path("/etc/apt")) -> str:
    """The first archive URI of the host that ends in `/debian`, else `DEFAULT_MIRROR`.

    Security and third-party archives are passed over: they do not carry Debian testing.
    """
    for uri in _configured_uris(apt_dir):
        if _DEBIAN_ARCHIVE.match(uri):
            return uri.rstrip("/")
    return DEFAULT_MIRROR


def _configured_uris(apt_dir: Path) -> Iterator[str]:
    parts = apt_dir / "sources.list.d"
    for path in [apt_dir / "sources.list", *sorted(parts.glob("*.list"))]:
        if path.is_file():
            yield from _one_line_uris(path.read_text("utf-8", "replace"))
    for path in sorted(parts.glob("*.sources")):
        yield from _deb822_uris(path.read_text("utf-8", "replace"))


def _one_line_uris(text: str) -> Iterator[str]:
    for line in text.splitlines():
        match = _ONE_LINE.match(line)
        if match:
            yield match["uri"]


def _deb822_uris(text: str) -> Iterator[str]:
    """URIs of the enabled stanzas of a deb822 file (sources.list(5))."""
    for stanza in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in (" ", "\t"):
                fields[name] = f"{fields.get(name, '')} {line.strip()}"
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").lower() != "no":
            yield from fields.get("uris", "").split()
