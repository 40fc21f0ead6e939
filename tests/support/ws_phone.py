"""A browser phone without a browser: SIP over WebSocket, signalling only, no sound.

It registers with a password, answers calls and ends them. Because it never sends RTP, Asterisk
sees it exactly as a browser that died in mid-call (rtp_timeout).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import uuid
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect

from tests.support.asterisk import until

_SDP = """v=0\r
o=- 1 1 IN IP4 127.0.0.1\r
s=-\r
t=0 0\r
a=group:BUNDLE {mid}\r
m=audio 9 UDP/TLS/RTP/SAVPF 0 101\r
c=IN IP4 127.0.0.1\r
a=mid:{mid}\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:101 telephone-event/8000\r
a=setup:active\r
a=ice-ufrag:abcd\r
a=ice-pwd:abcdefghijklmnopqrstuvwx\r
a=fingerprint:sha-256 {fingerprint}\r
a=rtcp-mux\r
a=sendrecv\r
"""
_FINGERPRINT = ":".join(["AB"] * 32)


class SipMessage:
    """One SIP message: first line, headers with lower-case names, body."""

    def __init__(self, text: str) -> None:
        head, _, self.body = text.partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.headers: list[tuple[str, str]] = []
        for line in lines:
            name, _, value = line.partition(":")
            self.headers.append((name.strip().lower(), value.strip()))

    def get(self, name: str) -> str:
        """The first header of this name, or ""."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def status(self) -> int:
        """Status of a response, 0 for a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        """Method of a request, or of the request that a response answers."""
        return self.get("cseq").split()[-1] if self.status else self.first.split()[0]


class WsPhone:
    """One seat. `async with WsPhone(url, "201") as phone: assert await phone.register("secret") == 200`."""

    def __init__(self, url: str, extension: str, *, answers: bool = True) -> None:
        self._url = url
        self._extension = extension
        self._answers = answers
        self._call_id, self._cseq = uuid.uuid4().hex, 0
        self._responses: asyncio.Queue[SipMessage] = asyncio.Queue()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._dialogs: dict[str, tuple[SipMessage, str]] = {}
        self.invites: list[SipMessage] = []
        self.byes: list[SipMessage] = []

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, subprotocols=["sip"], proxy=None)  # type: ignore[list-item]
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.die()

    async def die(self) -> None:
        """Vanish without a word: what a killed browser does."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._socket is not None:
            self._socket.transport.abort()
            await self._socket.wait_closed()

    async def register(self, password: str, expires: int = 60) -> int:
        """Register; the final status (200, or 401/403 when refused)."""
        answer = await self._send_register(expires, "")
        if answer.status == 401:
            answer = await self._send_register(expires, self._authorization(answer, password))
        return answer.status

    async def hang_up(self) -> None:
        """A BYE in the answered call: the agent has pressed the button."""
        invite, tag = self._dialogs[self.invites[-1].get("call-id")]
        target = re.search(r"<([^>]+)>", invite.get("contact"))
        assert target is not None
        await self._send(
            f"BYE {target[1]} SIP/2.0",
            From=f"{invite.get('to')};tag={tag}",
            To=invite.get("from"),
            **{"Call-ID": invite.get("call-id"), "CSeq": "2 BYE"},
        )

    async def answered(self, count: int = 1) -> None:
        """Wait until this many calls have been answered."""
        await until(lambda: len(self._dialogs) >= count, f"{count} call(s) at seat {self._extension}", 20)

    async def _send_register(self, expires: int, authorization: str) -> SipMessage:
        self._cseq += 1
        extra = {"Authorization": authorization} if authorization else {}
        await self._send(
            "REGISTER sip:callcenter SIP/2.0",
            From=f"<sip:{self._extension}@callcenter>;tag=r{self._call_id[:8]}",
            To=f"<sip:{self._extension}@callcenter>",
            Contact=f"<sip:{self._extension}@ws.invalid;transport=ws>",
            Expires=str(expires),
            **{"Call-ID": self._call_id, "CSeq": f"{self._cseq} REGISTER"},
            **extra,
        )
        async with asyncio.timeout(5):
            while (answer := await self._responses.get()).method != "REGISTER" or answer.status < 200:
                continue
        return answer

    def _authorization(self, challenge: SipMessage, password: str) -> str:
        found = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge.get("www-authenticate")))
        realm, nonce, uri = found["realm"], found["nonce"], "sip:callcenter"
        ha1 = _md5(f"{self._extension}:{realm}:{password}")
        response = _md5(f"{ha1}:{nonce}:00000001:abc:auth:{_md5(f'REGISTER:{uri}')}")
        opaque = f', opaque="{found["opaque"]}"' if "opaque" in found else ""
        return (
            f'Digest username="{self._extension}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="abc"{opaque}'
        )

    async def _read(self) -> None:
        assert self._socket is not None
        with contextlib.suppress(Exception):
            async for text in self._socket:
                message = SipMessage(text if isinstance(text, str) else text.decode())
                await self._take(message)

    async def _take(self, message: SipMessage) -> None:
        if message.status:
            self._responses.put_nowait(message)
        elif message.method == "INVITE":
            self.invites.append(message)
            if self._answers:
                await self._answer(message)
            else:
                await self._reply(message, "180 Ringing", uuid.uuid4().hex[:8])
        elif message.method == "BYE":
            self.byes.append(message)
            await self._reply(message, "200 OK")
        elif message.method == "CANCEL":
            await self._reply(message, "200 OK")
            await self._reply(self.invites[-1], "487 Request Terminated", "gone")
        elif message.method != "ACK":
            await self._reply(message, "200 OK")

    async def _answer(self, invite: SipMessage) -> None:
        tag = uuid.uuid4().hex[:8]
        mid = re.search(r"a=mid:(\S+)", invite.body)
        body = _SDP.replace("{mid}", mid[1] if mid else "0").replace("{fingerprint}", _FINGERPRINT)
        await self._reply(invite, "200 OK", tag, body)
        self._dialogs[invite.get("call-id")] = (invite, tag)

    async def _reply(self, request: SipMessage, status: str, tag: str = "", body: str = "") -> None:
        lines = [f"SIP/2.0 {status}"]
        lines += [f"Via: {value}" for name, value in request.headers if name == "via"]
        to = request.get("to")
        lines += [
            f"From: {request.get('from')}",
            f"To: {to}{f';tag={tag}' if tag and 'tag=' not in to else ''}",
            f"Call-ID: {request.get('call-id')}",
            f"CSeq: {request.get('cseq')}",
            f"Contact: <sip:{self._extension}@ws.invalid;transport=ws>",
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        await self._write(lines, body)

    async def _send(self, first: str, **headers: str) -> None:
        via = f"Via: SIP/2.0/WS ws.invalid;branch=z9hG4bK{uuid.uuid4().hex[:12]}"
        await self._write([first, via, "Max-Forwards: 70", *(f"{k}: {v}" for k, v in headers.items())], "")

    async def _write(self, lines: list[str], body: str) -> None:
        assert self._socket is not None
        lines.append(f"Content-Length: {len(body.encode())}")
        await self._socket.send("\r\n".join(lines) + "\r\n\r\n" + body)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - RFC 2617 says so
