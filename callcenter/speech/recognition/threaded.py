"""The recogniser of this process: engines on a few threads, one listener a caller."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from callcenter.speech.recognition.contract import (
    Emit,
    Event,
    Listening,
    Lost,
    RecognizerBusyError,
    RecognizerMissingError,
)
from callcenter.speech.recognition.detector import VoiceDetector
from callcenter.speech.recognition.endpoint import Endpointer, EndpointRules
from callcenter.speech.recognition.engine import Engine
from callcenter.speech.recognition.turn import TurnListener

MOST_BEHIND_S = 5.0
"""Sound that waits for a thread; a caller further behind is lost to the keypad rather than answered late."""

log = structlog.get_logger("callcenter.speech")


class ThreadedRecognizer:
    """`Recognizer` over loaded engines. At most `limit` callers at once."""

    def __init__(
        self,
        engines: Sequence[Engine],
        detector: Callable[[], VoiceDetector],
        rules: EndpointRules | None = None,
        *,
        limit: int = 64,
        threads: int | None = None,
    ) -> None:
        if not engines:
            raise RecognizerMissingError(
                "No speech engine is there. / 사용할 수 있는 음성 인식기가 없습니다."
            )
        self._engines = tuple(engines)
        self._detector = detector
        self._rules = rules or EndpointRules()
        self._limit = limit
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="hearing")
        self._sessions: set[_ThreadedSession] = set()

    @property
    def engines(self) -> tuple[str, ...]:
        return tuple(engine.name for engine in self._engines)

    @property
    def callers(self) -> int:
        """Sessions that are open."""
        return len(self._sessions)

    async def open(self, listening: Listening, emit: Emit) -> _ThreadedSession:
        if len(self._sessions) >= self._limit:
            raise RecognizerBusyError(f"All {self._limit} places of the recogniser are taken.")
        session = _ThreadedSession(self._pool, listening.rate, emit, self._sessions.discard)
        self._sessions.add(session)
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._pool, self._prepare, session, listening)
        except BaseException:
            self._sessions.discard(session)
            raise
        return session

    def _prepare(self, session: _ThreadedSession, listening: Listening) -> None:
        decoders = {engine.name: engine.decoder(listening) for engine in self._engines}
        endpointer = Endpointer(self._detector(), self._rules)
        session.listener = TurnListener(decoders, endpointer, listening.rate, session.tell)

    async def close(self) -> None:
        for session in list(self._sessions):
            await session.close()
        for engine in self._engines:
            engine.close()
        self._pool.shutdown(wait=False, cancel_futures=True)


class _ThreadedSession:
    """Sound of one caller goes through the pool in order, one piece at a time."""

    listener: TurnListener

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        rate: int,
        emit: Emit,
        on_close: Callable[[_ThreadedSession], None],
    ) -> None:
        self._pool = pool
        self._emit = emit
        self._on_close = on_close
        self._loop = asyncio.get_running_loop()
        self._most_waiting = int(MOST_BEHIND_S * rate * 2)
        self._waiting = bytearray()
        self._running = False
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    def feed(self, pcm: bytes) -> None:
        if self._closed:
            return
        if len(self._waiting) + len(pcm) > self._most_waiting:
            self._lose("the recogniser cannot keep up")
            return
        self._waiting += pcm
        self._work()

    def prompt_playing(self, playing: bool) -> None:
        self.listener.prompt_playing(playing)

    async def caught_up(self) -> None:
        await self._idle.wait()

    async def finish(self) -> None:
        await self._idle.wait()
        if self._closed:
            return
        conclusions = await self._loop.run_in_executor(self._pool, self.listener.finish)
        for conclusion in conclusions:
            await asyncio.wrap_future(conclusion)
        await self.close()

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._waiting.clear()
            self._on_close(self)
            await self._idle.wait()
            self.listener.drop()

    def tell(self, event: Event) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._tell, event)

    def _tell(self, event: Event) -> None:
        if not self._closed:
            self._emit(event)

    def _work(self) -> None:
        if self._running or not self._waiting:
            return
        self._running = True
        self._idle.clear()
        piece, self._waiting = bytes(self._waiting), bytearray()
        self._pool.submit(self.listener.feed, piece).add_done_callback(self._worked_there)

    def _worked_there(self, done: Future[None]) -> None:
        self._loop.call_soon_threadsafe(self._worked, done)

    def _worked(self, done: Future[None]) -> None:
        self._running = False
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("hearing_failed", error=type(error).__name__)
            self._lose("the recogniser failed")
        self._work()
        if not self._running:
            self._idle.set()

    def _lose(self, reason: str) -> None:
        if not self._closed:
            self._closed = True
            self._waiting.clear()
            self._on_close(self)
            self._emit(Lost(reason))
