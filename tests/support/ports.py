"""Ports for servers the tests start: looked for where the system never takes one by itself.

A port that is only "free at the moment" may be somebody's a second later: a browser's, or the other
test process's. So ports come from below the system's ephemeral range (RFC 6335, section 6), each
test process has a stretch of its own, and it walks through it without turning back.
"""

from __future__ import annotations

import itertools
import os
import random
import socket
from pathlib import Path

_FIRST = 11000
"""Above what the application itself takes when nothing is set."""
_STRETCHES = 8
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def _stretch() -> range:
    """The ports of this test process."""
    end = int(_RANGE.read_text("ascii").split()[0]) if _RANGE.exists() else 32768
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _STRETCHES
    # An even one: after its end an even port follows again.
    size = (end - _FIRST) // _STRETCHES // 2 * 2
    return range(_FIRST + number * size, _FIRST + (number + 1) * size)


_ports = _stretch()
# Two test runs on one machine begin at different places.
_next = random.randrange(len(_ports))


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port of loopback that nobody has and nobody is going to be given."""
    return free_ports(1, kind)


def free_ports(count: int, kind: int = socket.SOCK_STREAM) -> int:
    """The first of `count` free ports in a row; an even one, as RTP wants it (RFC 3550, section 11)."""
    global _next
    for _ in itertools.repeat(None, len(_ports)):
        offset = _next + (_ports[_next % len(_ports)] % 2)
        first = _ports[offset % len(_ports)]
        fits = first + count <= _ports.stop
        _next = (offset + (count if fits else 1)) % len(_ports)
        if fits and all(_is_free(port, kind) for port in range(first, first + count)):
            return first
    raise OSError(f"no {count} free ports in a row between {_ports.start} and {_ports.stop}")


def _is_free(port: int, kind: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
