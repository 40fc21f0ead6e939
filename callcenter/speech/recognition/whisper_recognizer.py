"""Whisper: understands the finished utterance better than anything that listens along.

faster-whisper (MIT) in int8; about 0.4 s of processor time an utterance for the base model. Decoding begins
on suspicion at the first pause, so that the answer is often there when the silence is long enough.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from math import exp
from pathlib import Path
from typing import Any

import numpy as np

from callcenter.speech.recognition.contract import Listening, RecognizerMissingError, Word
from callcenter.speech.recognition.engine import Hypothesis
from callcenter.speech.recognition.hallucination import is_hallucinated
from callcenter.speech.recognition.sound import RATE, Samples

NOTHING = Hypothesis("", 0.0)
_SHORTEST_S = 0.15
_TOKENS_A_SECOND, _MOST_TOKENS = 15, 220
"""Half as many again as fast Korean needs: what is no speech may not be repeated for seconds."""


class WhisperEngine:
    """Loads the model. Raises RecognizerMissingError with a sentence.

    `threads` of one decoding; `at_once` decodings run side by side and `most_waiting` wait: beyond that an
    utterance is left to the other engine at once. `word_times`: also when each word was said, for about a
    tenth more work.
    Fulfils `Engine`.
    """

    name = "whisper"

    def __init__(
        self,
        folder: Path,
        *,
        threads: int = 2,
        at_once: int = 1,
        most_waiting: int = 8,
        word_times: bool = False,
    ) -> None:
        try:
            from callcenter.speech.recognition.whisper_window import FittedWhisper
        except (ImportError, OSError) as error:
            raise RecognizerMissingError(
                "faster-whisper is not installed (pip install 'callcenter[speech]'). / "
                "음성 인식기 faster-whisper가 설치되어 있지 않습니다."
            ) from error
        try:
            self._model: Any = FittedWhisper(
                str(folder), device="auto", compute_type="int8", cpu_threads=threads,
                num_workers=at_once, local_files_only=True,
            )  # fmt: skip
        except (RuntimeError, ValueError, OSError) as error:
            raise RecognizerMissingError(
                f"The Whisper model in {folder} cannot be loaded: {error} / Whisper 모델을 열 수 없습니다."
            ) from error
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="whisper")
        self._most_waiting = most_waiting
        self._word_times = word_times
        self._waiting: set[Future[Hypothesis]] = set()

    def decoder(self, _listening: Listening) -> WhisperDecoder:
        return WhisperDecoder(self)

    def submit(self, sound: Samples) -> Future[Hypothesis]:
        """Decode in the engine's own thread; a full queue answers `NOTHING` at once."""
        self._waiting = {future for future in self._waiting if not future.done()}
        if len(self._waiting) >= self._most_waiting or sound.size < _SHORTEST_S * RATE:
            nothing: Future[Hypothesis] = Future()
            nothing.set_result(NOTHING)
            return nothing
        future = self._pool.submit(self.decode, sound)
        self._waiting.add(future)
        return future

    def decode(self, sound: Samples) -> Hypothesis:
        """One utterance at 16 kHz, up to 30 s. Blocks."""
        segments, _ = self._model.transcribe(
            (sound / np.float32(32768)).astype(np.float32),
            language="ko",
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            word_timestamps=self._word_times,
            max_new_tokens=min(_MOST_TOKENS, 20 + int(_TOKENS_A_SECOND * sound.size / RATE)),
        )
        # One window is one segment. With word times the library would go on behind the last word and decode
        # the silence there once more.
        found = list(islice(segments, 1))
        text = " ".join(segment.text.strip() for segment in found).strip()
        if not text:
            return NOTHING
        mean = sum(segment.avg_logprob for segment in found) / len(found)
        no_speech = max(segment.no_speech_prob for segment in found)
        if is_hallucinated(text, sound.size / RATE, no_speech, mean):
            return NOTHING
        return Hypothesis(text, round(exp(mean), 3), _words(found))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class WhisperDecoder:
    """Collects an utterance; has no text before its end. Fulfils `Decoder`."""

    def __init__(self, engine: WhisperEngine) -> None:
        self._engine = engine
        self._sound: list[Samples] = []
        self._early: Future[Hypothesis] | None = None

    def begin(self) -> None:
        self.drop()

    def accept(self, samples: Samples) -> str | None:
        self._sound.append(samples)
        return None

    def paused(self) -> None:
        self._early = self._engine.submit(np.concatenate(self._sound))

    def resumed(self) -> None:
        if self._early is not None:
            self._early.cancel()
        self._early = None

    def end(self) -> Future[Hypothesis]:
        early, self._early = self._early, None
        sound, self._sound = self._sound, []
        if early is None:
            return self._engine.submit(np.concatenate(sound)) if sound else _done(NOTHING)
        return early

    def drop(self) -> None:
        self.resumed()
        self._sound = []


def _words(segments: list[Any]) -> tuple[Word, ...]:
    """The words as they are written: "010-12" comes in pieces, of which only the first has a space."""
    words: list[Word] = []
    for piece in (piece for segment in segments for piece in segment.words or ()):
        start, end, certainty = float(piece.start), float(piece.end), float(piece.probability)
        if words and not piece.word.startswith(" "):
            last = words.pop()
            words.append(Word(last.text + piece.word, last.start, end, min(last.confidence, certainty)))
        else:
            words.append(Word(piece.word.strip(), start, end, certainty))
    return tuple(words)


def _done(hypothesis: Hypothesis) -> Future[Hypothesis]:
    future: Future[Hypothesis] = Future()
    future.set_result(hypothesis)
    return future
