"""Real worker processes: warm, limited, killed in mid-sentence, without engines."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.speech.metrics import VOICES
from callcenter.speech.recognition.contract import (
    Final,
    Listening,
    Lost,
    Recognizer,
    RecognizerBusyError,
    RecognizerError,
    SpeechStarted,
)
from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.workers import Elsewhere, Note, Workers
from callcenter.wiring.talk_ear import RecognizerTalkEar
from tests.integration.speech.conftest import MODELS
from tests.support.asterisk import until
from tests.support.hearing import Heard
from tests.support.recognizer_contract import PHRASES, RecognizerContract

OPTIONS = WorkerOptions(models=MODELS, whisper=False, limit=2)


@pytest.fixture
async def told() -> list[Note]:
    return []


@pytest.fixture
async def workers(told: list[Note]) -> AsyncIterator[Workers]:
    made = Workers(OPTIONS, tell=told.append)
    await made.start()
    try:
        await until(lambda: made.ready, "a worker is ready", 60)
        yield made
    finally:
        await made.close()


class TestWorkers(RecognizerContract):
    @pytest.fixture
    async def recognizer(self, workers: Workers) -> Recognizer:
        return workers

    @pytest.fixture
    def spoken(self, sentence: bytes) -> bytes:
        return sentence


async def test_killed_in_mid_sentence_the_caller_is_told_and_the_next_is_heard(
    workers: Workers, told: list[Note], sentence: bytes
) -> None:
    heard = Heard()
    session = await workers.open(Listening(8000, PHRASES), heard)
    session.feed(sentence[: len(sentence) // 2])
    await heard.until(lambda: heard.of(SpeechStarted))
    (pid,) = workers.pids
    os.kill(pid, signal.SIGKILL)
    await heard.until(lambda: heard.of(Lost))
    await session.finish()
    await until(lambda: Note.DIED in told, "the operator is told")
    with pytest.raises(RecognizerError):
        await workers.open(Listening(8000, PHRASES), Heard())
    await until(lambda: workers.ready and workers.pids != [pid], "another worker", 60)
    again = Heard()
    session = await workers.open(Listening(8000, PHRASES), again)
    session.feed(sentence)
    await session.finish()
    assert again.of(Final)


async def test_a_frozen_worker_loses_its_caller_too(workers: Workers) -> None:
    heard = Heard()
    session = await workers.open(Listening(8000, PHRASES), heard)
    (pid,) = workers.pids
    os.kill(pid, signal.SIGSTOP)
    try:
        await heard.until(lambda: heard.of(Lost), 15)
    finally:
        os.kill(pid, signal.SIGCONT)
        await session.close()


async def test_beyond_the_limit_the_caller_is_refused_and_the_operator_told_once(
    workers: Workers, told: list[Note]
) -> None:
    sessions = [await workers.open(Listening(8000, PHRASES), Heard()) for _ in range(OPTIONS.limit)]
    for _ in range(3):
        with pytest.raises(RecognizerBusyError):
            await workers.open(Listening(8000, PHRASES), Heard())
    assert told == [Note.FULL]
    for session in sessions:
        await session.close()


async def test_another_machine_takes_those_who_have_no_place_here(workers: Workers) -> None:
    (process,) = workers._processes
    assert process.ready is not None
    other = Elsewhere(f"ws://127.0.0.1:{process.ready.port}", places=1)
    dead = Elsewhere("ws://127.0.0.1:9", places=50)
    site = Workers(OPTIONS, count=0, elsewhere=[dead, other])
    session = await site.open(Listening(8000, PHRASES), Heard())
    with pytest.raises(RecognizerError):
        await site.open(Listening(8000, PHRASES), Heard())
    await session.close()


async def test_without_any_engine_the_worker_says_why_and_is_not_started_for_ever(
    told: list[Note], tmp_path: Path
) -> None:
    workers = Workers(WorkerOptions(models=tmp_path, vosk=False, whisper_model=tmp_path), tell=told.append)
    await workers.start()
    await until(lambda: Note.DIED in told, "it has ended", 60)
    assert "model.bin" in " ".join(workers.notices)
    await workers.close()


async def test_a_worker_ends_with_the_one_who_started_it(workers: Workers) -> None:
    (pid,) = workers.pids
    await workers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_worker_for_talks_writes_down_speech_with_whisper_alone(sentence: bytes) -> None:
    options = WorkerOptions(models=MODELS, limit=2, vosk=False, threads=1, silence_ms=700, unhurried=True)
    workers = Workers(options, numbers=VOICES)
    heard: list[tuple[str, float, float]] = []

    class Listener:
        def utterance(self, text: str, began_s: float, ended_s: float) -> None:
            heard.append((text, began_s, ended_s))

        def lost(self, reason: str) -> None:
            raise AssertionError(reason)

    await workers.start()
    try:
        await until(lambda: workers.ready, "a warm worker", 60)
        assert workers.engines == ("whisper",)
        session = await RecognizerTalkEar(workers).open(Listener())
        session.feed(sentence)
        await session.finish()
    finally:
        await workers.close()
    assert heard
    (first, *_) = heard
    assert 0.0 <= first[1] < first[2]
