"""Robot agents: seats without people, with real DTLS-SRTP, that answer by themselves.

Signalling is the browser phone of `ws_phone`, media is aiortc. Each robot sends a tone of its own
(`tone_of`) and keeps what it hears, so a test proves both directions by samples.
"""

from __future__ import annotations

import asyncio
import contextlib
import fractions
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame

from tests.support.asterisk import until
from tests.support.tones import tone
from tests.support.ws_phone import SipMessage, WsPhone

RATE = 8000
_FRAME = RATE // 50
_STRANGE_FINGERPRINTS = ("a=fingerprint:sha-384", "a=fingerprint:sha-512")
_REGISTER_AGAIN_S = 40.0
_KEPT_SAMPLES = RATE * 60


class Credentials(Protocol):
    """What a seat logs in with."""

    @property
    def password(self) -> str: ...


def tone_of(extension: str) -> float:
    """The tone (Hz) a robot sends: 201 → 420, 202 → 440 …, all of them inside the telephone band."""
    return 400.0 + 20.0 * (int(extension) % 100)


class Speaker(MediaStreamTrack):
    """A sound of 20 ms frames in a circle, paced by an absolute clock."""

    kind = "audio"

    def __init__(self, samples: array[int]) -> None:
        super().__init__()
        self._frames = [
            samples[n : n + _FRAME].tobytes() for n in range(0, len(samples) - _FRAME + 1, _FRAME)
        ]
        self._sent = 0
        self._began = 0.0

    async def recv(self) -> AudioFrame:
        self._began = self._began or time.monotonic()
        await asyncio.sleep(max(0.0, self._began + self._sent * 0.02 - time.monotonic()))
        frame = AudioFrame(format="s16", layout="mono", samples=_FRAME)
        frame.planes[0].update(self._frames[self._sent % len(self._frames)])
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._sent * _FRAME, fractions.Fraction(1, RATE)
        self._sent += 1
        return frame


@dataclass
class RobotCall:
    """One call at a robot: Call-ID of SIP, instants of the loop's clock, and what was heard (8 kHz)."""

    call_id: str
    rang_at: float
    answered_at: float | None = None
    ended_at: float | None = None
    heard: array[int] = field(default_factory=lambda: array("h"))

    @property
    def seconds(self) -> float:
        """Length of the talk; 0 when it was not answered."""
        if self.answered_at is None:
            return 0.0
        return (self.ended_at or asyncio.get_running_loop().time()) - self.answered_at


@dataclass
class _Leg:
    invite: SipMessage
    call: RobotCall
    tag: str
    peer: RTCPeerConnection | None = None
    answer: str = ""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class RobotAgent(WsPhone):
    """One seat. Answers `answer_after` s after the ring, hangs up after `talk` s (None: never)."""

    def __init__(
        self, url: str, extension: str, *, answer_after: float, talk: float | None, sound: array[int]
    ) -> None:
        super().__init__(url, extension)
        self.failures: list[BaseException] = []
        self.answer_after = answer_after
        self.talk = talk
        self.calls: list[RobotCall] = []
        self._sound = sound
        self._legs: dict[str, _Leg] = {}
        self._endings: list[asyncio.Task[None]] = []
        self._keeper: asyncio.Task[None] | None = None

    async def log_in(self, password: str) -> None:
        """Register and stay registered. RuntimeError when the exchange refuses."""
        status = await self.register(password)
        if status != 200:
            raise RuntimeError(f"seat {self.extension} was refused: SIP {status}")
        self._keeper = asyncio.create_task(self._stay_registered(password))

    async def leave(self) -> None:
        """End the talks politely, then go."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self.end_talks()
        await self.die()

    async def end_talks(self) -> None:
        """The button is pressed; done when every talk, also one ending already, has let go of its media."""
        for leg in list(self._legs.values()):
            self._end(leg, say_bye=True)
        await asyncio.gather(*self._endings, return_exceptions=True)

    async def _stay_registered(self, password: str) -> None:
        while True:
            await asyncio.sleep(_REGISTER_AGAIN_S)
            await self.register(password)

    async def _take(self, message: SipMessage) -> None:
        leg = self._legs.get(message.get("call-id"))
        if message.status or message.method not in ("INVITE", "CANCEL", "BYE"):
            await super()._take(message)
        elif message.method == "INVITE" and leg is None:
            await self._ring(message)
        elif message.method == "INVITE" and leg is not None:
            await self._reply(message, "200 OK", leg.tag, leg.answer)
        elif leg is None:
            await self._reply(message, "481 Call/Transaction Does Not Exist")
        else:
            await self._reply(message, "200 OK")
            if message.method == "CANCEL":
                await self._reply(leg.invite, "487 Request Terminated", leg.tag)
            self._end(leg, say_bye=False)

    async def _ring(self, invite: SipMessage) -> None:
        self.invites.append(invite)
        call = RobotCall(invite.get("call-id"), asyncio.get_running_loop().time())
        leg = _Leg(invite, call, tag=f"r{len(self.calls)}{self.extension}")
        self.calls.append(call)
        self._legs[call.call_id] = leg
        await self._reply(invite, "180 Ringing", leg.tag)
        talk = asyncio.create_task(self._converse(leg))
        talk.add_done_callback(self._note_failure)
        leg.tasks.append(talk)

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            self.failures.append(failure)

    async def _converse(self, leg: _Leg) -> None:
        await asyncio.sleep(self.answer_after)
        leg.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        leg.peer.addTrack(Speaker(self._sound))
        leg.peer.on("track", lambda track: leg.tasks.append(asyncio.create_task(_listen(track, leg.call))))
        await leg.peer.setRemoteDescription(RTCSessionDescription(leg.invite.body, "offer"))
        await leg.peer.setLocalDescription(await leg.peer.createAnswer())
        # Asterisk knows sha-1 and sha-256 and grumbles at aiortc's other fingerprints.
        lines = leg.peer.localDescription.sdp.splitlines(keepends=True)
        leg.answer = "".join(line for line in lines if not line.startswith(_STRANGE_FINGERPRINTS))
        await self._reply(leg.invite, "200 OK", leg.tag, leg.answer)
        leg.call.answered_at = asyncio.get_running_loop().time()
        self._dialogs[leg.call.call_id] = (leg.invite, leg.tag)
        if self.talk is not None:
            await asyncio.sleep(self.talk)
            self._end(leg, say_bye=True)

    def _end(self, leg: _Leg, *, say_bye: bool) -> None:
        """Once only, in a task of its own: whoever ends the talk may be ended with it."""
        if self._legs.pop(leg.call.call_id, None) is None:
            return
        leg.call.ended_at = asyncio.get_running_loop().time()
        ending = asyncio.create_task(self._let_go(leg, say_bye=say_bye))
        ending.add_done_callback(self._note_failure)
        self._endings.append(ending)

    async def _let_go(self, leg: _Leg, *, say_bye: bool) -> None:
        for task in leg.tasks:
            task.cancel()
        await asyncio.gather(*leg.tasks, return_exceptions=True)
        if say_bye and leg.call.answered_at is not None:
            await self._bye(leg)
        if leg.peer is not None:
            await leg.peer.close()

    async def _bye(self, leg: _Leg) -> None:
        target = leg.invite.get("contact").partition("<")[2].partition(">")[0]
        me = f"{leg.invite.get('to')};tag={leg.tag}"
        await self._request("BYE", target, me, leg.invite.get("from"), leg.call.call_id, 2)


async def _listen(track: MediaStreamTrack, call: RobotCall) -> None:
    with contextlib.suppress(Exception):  # aiortc raises MediaStreamError at the end of the track
        while True:
            frame = await track.recv()
            assert isinstance(frame, AudioFrame)
            samples = array("h", bytes(frame.planes[0])[: frame.samples * 2])
            if len(call.heard) < _KEPT_SAMPLES:
                call.heard.extend(samples)


class RobotAgents:
    """`async with RobotAgents(13, credentials_for, ws_url) as robots:` - seats 201, 202 … registered."""

    def __init__(
        self,
        count: int,
        credentials_for: Callable[[str], Credentials],
        ws_url: str,
        *,
        answer_after: float = 0.5,
        talk: float | None = None,
        sound_for: Callable[[str], array[int]] | None = None,
    ) -> None:
        self._credentials_for = credentials_for
        sound = sound_for or (lambda extension: tone(tone_of(extension), 1.0))
        self.agents = {
            extension: RobotAgent(
                ws_url, extension, answer_after=answer_after, talk=talk, sound=sound(extension)
            )
            for extension in (str(201 + number) for number in range(count))
        }

    async def __aenter__(self) -> Self:
        await asyncio.gather(*(self._start(agent) for agent in self.agents.values()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(agent.leave() for agent in self.agents.values()), return_exceptions=True)
        failures = [failure for agent in self.agents.values() for failure in agent.failures]
        if failures and error is None:
            raise BaseExceptionGroup("robots failed", failures)

    @property
    def extensions(self) -> Sequence[str]:
        """The seats, in order."""
        return tuple(self.agents)

    def calls(self, extension: str) -> list[RobotCall]:
        """Every call that rang at the seat, in order."""
        return self.agents[extension].calls

    async def answered(self, extension: str, count: int = 1, limit: float = 20.0) -> RobotCall:
        """Wait until the seat has answered `count` calls; the last of them."""

        def talks() -> list[RobotCall]:
            return [call for call in self.calls(extension) if call.answered_at is not None]

        await until(lambda: len(talks()) >= count, f"{count} answered call(s) at seat {extension}", limit)
        return talks()[count - 1]

    async def _start(self, agent: RobotAgent) -> None:
        await agent.__aenter__()
        await agent.log_in(self._credentials_for(agent.extension).password)
