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
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

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
a=setup:{setup}\r
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
        self.extension = extension
        self._answers = answers
        self._call_id, self._cseq = uuid.uuid4().hex, 0
        self._responses: asyncio.Queue[SipMessage] = asyncio.Queue()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._dialogs: dict[str, tuple[SipMessage, str]] = {}
        self.invites: list[SipMessage] = []
        self.byes: list[SipMessage] = []
        self.outgoing = SipMessage("")

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
            answer = await self._send_register(
                expires, self._authorization(answer, password, "REGISTER", "sip:callcenter")
            )
        return answer.status

    async def call(self, number: str, password: str = "") -> int:
        """Call a number; the final status. An answered call is acknowledged and kept."""
        call_id, tag = uuid.uuid4().hex, f"i{uuid.uuid4().hex[:8]}"
        uri = f"sip:{number}@callcenter"
        answer = await self._send_invite(uri, call_id, tag, "")
        if answer.status == 401 and password:
            authorization = self._authorization(answer, password, "INVITE", uri)
            answer = await self._send_invite(uri, call_id, tag, authorization)
        if answer.status == 200:
            target = _uri(answer.get("contact"))
            await self._request("ACK", target, answer.get("from"), answer.get("to"), call_id, self._cseq)
            self.outgoing = answer
        return answer.status

    async def transfer_to_outgoing(self) -> int:
        """Attended transfer: the answered call is joined with the one made by `call` (RFC 3891)."""
        invite, tag = self._dialogs[self.invites[-1].get("call-id")]
        to_tag = self.outgoing.get("to").rpartition("tag=")[2]
        from_tag = self.outgoing.get("from").rpartition("tag=")[2]
        replaces = f"{self.outgoing.get('call-id')};to-tag={to_tag};from-tag={from_tag}"
        refer_to = f"<sip:consulted@callcenter?Replaces={quote(replaces, safe='')}>"
        await self._request(
            "REFER", _uri(invite.get("contact")), f"{invite.get('to')};tag={tag}", invite.get("from"),
            invite.get("call-id"), 5,
            **{"Refer-To": refer_to, "Referred-By": f"<sip:{self.extension}@callcenter>"},
        )  # fmt: skip
        return (await self._final("REFER")).status

    async def transfer(self, number: str) -> int:
        """Blind transfer of the answered call (RFC 3515)."""
        invite, tag = self._dialogs[self.invites[-1].get("call-id")]
        await self._request(
            "REFER", _uri(invite.get("contact")), f"{invite.get('to')};tag={tag}", invite.get("from"),
            invite.get("call-id"), 5,
            **{"Refer-To": f"<sip:{number}@callcenter>", "Referred-By": f"<sip:{self.extension}@callcenter>"},
        )  # fmt: skip
        return (await self._final("REFER")).status

    async def _send_invite(self, uri: str, call_id: str, tag: str, authorization: str) -> SipMessage:
        self._cseq += 1
        extra = {"Authorization": authorization} if authorization else {}
        me, body = f"<sip:{self.extension}@callcenter>;tag={tag}", _sdp("0", "actpass")
        await self._request("INVITE", uri, me, f"<{uri}>", call_id, self._cseq, body, **extra)
        answer = await self._final("INVITE")
        if answer.status >= 300:
            await self._request("ACK", uri, me, answer.get("to"), call_id, self._cseq)
        return answer

    async def hang_up(self, reason: str = "") -> None:
        """A BYE in the answered call: the agent has pressed the button, or `reason` (RFC 3326) says why."""
        extra = {"Reason": reason} if reason else {}
        invite, tag = self._dialogs[self.invites[-1].get("call-id")]
        me = f"{invite.get('to')};tag={tag}"
        target, other, call_id = _uri(invite.get("contact")), invite.get("from"), invite.get("call-id")
        await self._request("BYE", target, me, other, call_id, 9, **extra)

    async def answered(self, count: int = 1) -> None:
        """Wait until this many calls have been answered."""
        await until(lambda: len(self._dialogs) >= count, f"{count} call(s) at seat {self.extension}", 20)

    async def _send_register(self, expires: int, authorization: str) -> SipMessage:
        self._cseq += 1
        extra = {"Authorization": authorization} if authorization else {}
        me = f"<sip:{self.extension}@callcenter>"
        await self._request(
            "REGISTER", "sip:callcenter", f"{me};tag=r{self._call_id[:8]}", me, self._call_id, self._cseq,
            Expires=str(expires), **extra,
        )  # fmt: skip
        return await self._final("REGISTER")

    async def _final(self, method: str) -> SipMessage:
        async with asyncio.timeout(5):
            while (answer := await self._responses.get()).method != method or answer.status < 200:
                continue
        return answer

    def _authorization(self, challenge: SipMessage, password: str, method: str, uri: str) -> str:
        found = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge.get("www-authenticate")))
        realm, nonce = found["realm"], found["nonce"]
        ha1 = _md5(f"{self.extension}:{realm}:{password}")
        response = _md5(f"{ha1}:{nonce}:00000001:abc:auth:{_md5(f'{method}:{uri}')}")
        opaque = f', opaque="{found["opaque"]}"' if "opaque" in found else ""
        return (
            f'Digest username="{self.extension}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="abc"{opaque}'
        )

    async def _read(self) -> None:
        assert self._socket is not None
        with contextlib.suppress(ConnectionClosed):
            async for text in self._socket:
                plain = text if isinstance(text, str) else text.decode()
                if plain.strip():  # an empty line keeps the connection alive (RFC 5626)
                    await self._take(SipMessage(plain))

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
        body = _sdp(mid[1] if mid else "0", "active")
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
            f"Contact: <sip:{self.extension}@ws.invalid;transport=ws>",
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        await self._write(lines, body)

    async def _request(
        self,
        method: str,
        uri: str,
        me: str,
        other: str,
        call_id: str,
        cseq: int,
        body: str = "",
        **headers: str,
    ) -> None:
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/WS ws.invalid;branch=z9hG4bK{uuid.uuid4().hex[:12]}",
            "Max-Forwards: 70",
            f"From: {me}",
            f"To: {other}",
            f"Call-ID: {call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:{self.extension}@ws.invalid;transport=ws>",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        await self._write(lines, body)

    async def _write(self, lines: list[str], body: str) -> None:
        assert self._socket is not None
        lines.append(f"Content-Length: {len(body.encode())}")
        await self._socket.send("\r\n".join(lines) + "\r\n\r\n" + body)


def _sdp(mid: str, setup: str) -> str:
    return _SDP.replace("{mid}", mid).replace("{setup}", setup).replace("{fingerprint}", _FINGERPRINT)


def _uri(contact: str) -> str:
    found = re.search(r"<([^>]+)>", contact)
    assert found is not None
    return found[1]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - RFC 2617 says so
