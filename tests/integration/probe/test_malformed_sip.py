"""Rubbish on the SIP port: it is not let in, learns nothing of the inside, and the next caller is served."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address

import pytest

from callcenter.probe.probe import State, probe
from tests.support.asterisk import RealAsterisk
from tests.support.malformed import MALFORMED, Malformed

_INSIDE = re.compile(rb"/tmp/|/usr/|\.so|\.c:|Traceback", re.IGNORECASE)


def _answers(port: int, malformed: Malformed) -> list[bytes]:
    """What comes back within 0.3 s."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind(("127.0.0.1", 0))
        phone.settimeout(0.3)
        phone.sendto(malformed.data, ("127.0.0.1", port))
        try:
            while True:
                found.append(phone.recv(65535))
        except TimeoutError:
            return found


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda malformed: malformed.name)
async def test_rubbish_is_refused_or_ignored(asterisk: RealAsterisk, malformed: Malformed) -> None:
    pid = asterisk.process.pid
    answers = _answers(asterisk.config.sip_port, malformed)
    taken = [answer for answer in answers if answer.startswith((b"SIP/2.0 2", b"SIP/2.0 18"))]
    assert not taken or malformed.tolerated
    assert not [answer for answer in answers if _INSIDE.search(answer)]
    assert asterisk.process.pid == pid


async def test_after_all_of_it_a_citizen_is_served(asterisk: RealAsterisk) -> None:
    for malformed in MALFORMED:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.sendto(malformed.data, ("127.0.0.1", asterisk.config.sip_port))
    verdict = await probe(IPv4Address("127.0.0.1"), asterisk.config.sip_port, "120", listen=2.0)
    assert verdict.state is not State.DOWN, verdict
