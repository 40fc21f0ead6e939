"""One caller's sound through end-pointing and decoders to events. Knows no clock but the sound."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future

import numpy as np
import structlog

from callcenter.speech.recognition.agreement import combine
from callcenter.speech.recognition.contract import Emit, Final, Interim, SpeechEnded, SpeechStarted, Word
from callcenter.speech.recognition.detector import FRAME
from callcenter.speech.recognition.endpoint import FRAME_S, Endpointer, Mark
from callcenter.speech.recognition.engine import Decoder, Hypothesis
from callcenter.speech.recognition.sound import Samples, Upsampler, samples_of

#: Sound before the detector was sure: the first consonant is in it.
_BEFORE_S = 0.35
_KEPT_FRAMES = round(_BEFORE_S / FRAME_S)

log = structlog.get_logger("callcenter.speech")


class TurnListener:
    """Feed it from one thread at a time. `emit` is called from that thread, and for a `Final` from the
    thread of the engine that finished last."""

    def __init__(
        self, decoders: Mapping[str, Decoder], endpointer: Endpointer, rate: int, emit: Emit
    ) -> None:
        self._decoders = decoders
        self._endpointer = endpointer
        self._emit = emit
        self._patience_s = endpointer.patience_s
        self._upsampler = Upsampler(rate)
        self._rest: Samples = np.zeros(0, np.float32)
        self._before: list[Samples] = []
        self._frames = 0
        self._turn = 0
        self._began_s = 0.0
        self._conclusions: set[Future[None]] = set()

    @property
    def _now(self) -> float:
        return round(self._frames * FRAME_S, 3)

    def prompt_playing(self, playing: bool) -> None:
        """Whether we are speaking ourselves now."""
        self._endpointer.prompt_playing = playing

    def feed(self, pcm: bytes) -> None:
        """The next sound: whole samples of any length."""
        whole = np.concatenate((self._rest, self._upsampler.feed(samples_of(pcm))))
        count = whole.size // FRAME
        for index in range(count):
            self._frame(whole[index * FRAME : (index + 1) * FRAME])
        self._rest = whole[count * FRAME :]

    def finish(self) -> list[Future[None]]:
        """No more sound. The futures are done when their `Final` has been emitted."""
        if self._endpointer.speaking:
            self._end()
        return list(self._conclusions)

    def drop(self) -> None:
        """Forget everything."""
        for decoder in self._decoders.values():
            decoder.drop()

    def _frame(self, frame: Samples) -> None:
        self._frames += 1
        mark = self._endpointer.frame(frame)
        if mark is Mark.ONSET:
            self._begin()
        if not self._endpointer.speaking and mark is not Mark.END:
            self._before = [*self._before, frame][-_KEPT_FRAMES:]
            return
        self._accept(frame)
        match mark:
            case Mark.PAUSED:
                self._each_decoder("paused")
            case Mark.RESUMED:
                self._each_decoder("resumed")
            case Mark.END:
                self._end()

    def _begin(self) -> None:
        self._turn += 1
        self._began_s = max(0.0, self._now - (len(self._before) + 1) * FRAME_S)
        self._emit(SpeechStarted(self._turn, self._now))
        self._each_decoder("begin")
        for frame in self._before:
            self._accept(frame)
        self._before = []

    def _accept(self, frame: Samples) -> None:
        for decoder in self._decoders.values():
            text = decoder.accept(frame)
            if text:
                self._emit(Interim(self._turn, self._now, text))

    def _each_decoder(self, method: str) -> None:
        for decoder in self._decoders.values():
            getattr(decoder, method)()

    def _end(self) -> None:
        self._emit(SpeechEnded(self._turn, self._now))
        conclusion = _Conclusion(self._turn, self._now, self._began_s, self._emit, self._patience_s)
        self._conclusions = {done for done in self._conclusions if not done.done()} | {conclusion.done}
        conclusion.wait_for({name: decoder.end() for name, decoder in self._decoders.items()})


class _Conclusion:
    """Waits for all engines, then tells the `Final` of one turn. An engine that failed heard nothing.

    One that takes longer than `patience_s` is left out where another has understood something: the caller
    is read back what was heard rather than kept waiting.
    """

    def __init__(self, turn: int, at: float, began_s: float, emit: Emit, patience_s: float) -> None:
        self.done: Future[None] = Future()
        self._turn, self._at, self._began_s, self._emit = turn, at, began_s, emit
        self._patience = threading.Timer(patience_s, self._out_of_patience)
        self._patience.daemon = True
        self._futures: Mapping[str, Future[Hypothesis]] = {}
        self._lock = threading.Lock()
        self._told = False

    def wait_for(self, futures: Mapping[str, Future[Hypothesis]]) -> None:
        self._futures = futures
        if not all(future.done() for future in futures.values()):
            self._patience.start()
        for future in futures.values():
            future.add_done_callback(lambda _: self._one_is_done())

    def _one_is_done(self) -> None:
        if all(future.done() for future in self._futures.values()):
            self._tell()

    def _out_of_patience(self) -> None:
        if any(f.done() and (h := _result(name, f)) and h.text for name, f in self._futures.items()):
            self._tell()
            for future in self._futures.values():
                # What nobody waits for must not keep others waiting.
                future.cancel()

    def _tell(self) -> None:
        with self._lock:
            if self._told:
                return
            self._told = True
        self._patience.cancel()
        there = {name: future for name, future in self._futures.items() if future.done()}
        try:
            found = {name: hypothesis for name, f in there.items() if (hypothesis := _result(name, f))}
            text, confidence = combine({name: h.text for name, h in found.items()}, _certainty(found))
            words = next((h.words for h in found.values() if h.words), ())
            heard = {name: h.text for name, h in found.items()}
            self._emit(Final(self._turn, self._at, text, confidence, self._placed(words), heard))
        finally:
            self.done.set_result(None)

    def _placed(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        shift = self._began_s
        return tuple(
            Word(w.text, round(w.start + shift, 3), round(w.end + shift, 3), w.confidence) for w in words
        )


def _result(name: str, future: Future[Hypothesis]) -> Hypothesis | None:
    if future.cancelled():
        return None
    error = future.exception()
    if error is None:
        return future.result()
    log.warning("engine_failed", engine=name, error=type(error).__name__)
    return None


def _certainty(found: Mapping[str, Hypothesis]) -> dict[str, float]:
    return {name: hypothesis.confidence for name, hypothesis in found.items()}
