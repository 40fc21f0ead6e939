"""The real engines, loaded once, and a sentence of the built-in voice.

The synthetic voice is no caller: what the engines make of it is not judged, only that all of it works.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.speech.recognition.engines import EngineSettings, Loaded, load_engines
from callcenter.speech.wave import parse_wave
from tests.support.asterisk import REPOSITORY
from tests.support.hearing import silence
from tests.support.speech import speech_wav

MODELS = REPOSITORY / "var" / "models"
"""Joined once for all tests of this checkout."""


@pytest.fixture(scope="session")
def real_engines() -> Iterator[Loaded]:
    loaded = load_engines(EngineSettings(models=MODELS))
    assert loaded.notices == ()
    yield loaded
    for engine in loaded.engines:
        engine.close()


@pytest.fixture(scope="session")
def sentence(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One utterance between silences, 8 kHz."""
    wave = parse_wave(Path(speech_wav(tmp_path_factory.mktemp("voice"), "여권을 만들고 싶어요")).read_bytes())
    return silence(0.5) + wave.samples.tobytes() + silence(1.0)
