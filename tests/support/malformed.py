"""Datagrams no honest telephone sends, each with a name (after the torture tests of RFC 4475)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

_SDP = (
    b"v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 24998 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)


@dataclass(frozen=True)
class Malformed:
    """`data` as it goes on the wire. `tolerated`: PJSIP makes the best of it and may take the call."""

    name: str
    data: bytes
    tolerated: bool = False


def invite(changes: dict[bytes, bytes | None] | None = None, body: bytes = _SDP, start: bytes = b"") -> bytes:
    """A correct INVITE to 120, of a call of its own, with headers replaced (None: left out)."""
    own = uuid.uuid4().hex.encode()
    headers: dict[bytes, bytes | None] = {
        b"Via": b"SIP/2.0/UDP 127.0.0.1:24999;rport;branch=z9hG4bK" + own,
        b"Max-Forwards": b"70",
        b"From": b"<sip:01000009999@127.0.0.1:24999>;tag=malformed",
        b"To": b"<sip:120@127.0.0.1>",
        b"Call-ID": own + b"@127.0.0.1",
        b"CSeq": b"1 INVITE",
        b"Contact": b"<sip:01000009999@127.0.0.1:24999>",
        b"Content-Type": b"application/sdp",
        b"Content-Length": b"%d" % len(body),
    }
    headers |= changes or {}
    lines = [start or b"INVITE sip:120@127.0.0.1 SIP/2.0"]
    lines += [name + b": " + value for name, value in headers.items() if value is not None]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


_WHOLE = invite()

# A datagram's own length counts more for PJSIP than Content-Length; headers nobody knows and a caller's
# number of 5,000 digits are legal SIP, so whoever stores the number must bear them.
MALFORMED = (
    Malformed("truncated-in-the-headers", _WHOLE[:140]),
    Malformed("truncated-in-the-body", _WHOLE[:-40]),
    Malformed("start-line-only", b"INVITE sip:120@127.0.0.1 SIP/2.0\r\n\r\n"),
    Malformed("empty-line", b"\r\n\r\n"),
    Malformed("zero-bytes", bytes(512)),
    Malformed("rubbish", bytes(range(256)) * 4),
    Malformed("content-length-too-long", invite({b"Content-Length": b"9999"}), tolerated=True),
    Malformed("content-length-negative", invite({b"Content-Length": b"-1"})),
    Malformed("content-length-words", invite({b"Content-Length": b"many"})),
    Malformed("content-length-overflow", invite({b"Content-Length": b"99999999999999999999"})),
    Malformed("no-from", invite({b"From": None})),
    Malformed("no-to", invite({b"To": None})),
    Malformed("no-via", invite({b"Via": None})),
    Malformed("no-call-id", invite({b"Call-ID": None})),
    Malformed("giant-header", invite({b"X-Giant": b"a" * 30000}), tolerated=True),
    Malformed(
        "giant-user", invite({b"From": b"<sip:" + b"9" * 5000 + b"@127.0.0.1>;tag=malformed"}), tolerated=True
    ),
    Malformed(
        "a-thousand-headers", invite({b"X-%d" % number: b"a" for number in range(1000)}), tolerated=True
    ),
    Malformed(
        "utf-8-rubbish-in-the-user", invite({b"From": b"<sip:\xec\x8b\xed\xff\xfe\xc0\x80@127.0.0.1>;tag=m"})
    ),
    Malformed(
        "line-end-in-the-display-name", invite({b"From": b'"a\r\nX-Injected: b" <sip:1@127.0.0.1>;tag=m'})
    ),
    Malformed("quote-never-closed", invite({b"From": b'"citizen <sip:1@127.0.0.1>;tag=m'})),
    Malformed("cseq-negative", invite({b"CSeq": b"-1 INVITE"})),
    Malformed("cseq-overflow", invite({b"CSeq": b"4294967296000 INVITE"})),
    Malformed("cseq-of-another-method", invite({b"CSeq": b"1 BYE"})),
    Malformed("unknown-version", invite(start=b"INVITE sip:120@127.0.0.1 SIP/7.0")),
    Malformed("unknown-method", invite({b"CSeq": b"1 STEAL"}, start=b"STEAL sip:120@127.0.0.1 SIP/2.0")),
    Malformed(
        "number-with-dialplan-characters", invite(start=b"INVITE sip:${SHELL(id)},1@127.0.0.1 SIP/2.0")
    ),
    Malformed("no-more-hops", invite({b"Max-Forwards": b"0"}), tolerated=True),
    Malformed("sdp-of-rubbish", invite(body=b"v=zero\r\nm=\xff\xfe\r\n" * 20)),
    Malformed("sdp-port-overflow", invite(body=_SDP.replace(b"24998", b"999999"))),
    Malformed("response-to-nothing", b"SIP/2.0 200 OK\r\n" + _WHOLE.split(b"\r\n", 1)[1]),
)
