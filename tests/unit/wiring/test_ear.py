"""What both engines heard reaches the voice menu."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from callcenter.asterisk.hearing import Utterance
from callcenter.speech.recognition.scripted import Said, ScriptedRecognizer
from callcenter.wiring.ear import RecognizerEar
from tests.support.hearing import silence


class Notes:
    def __init__(self) -> None:
        self.utterances: list[Utterance] = []

    def speech_began(self) -> None: ...

    def speech_ended(self) -> None: ...

    def understood(self, utterance: Utterance) -> None:
        self.utterances.append(utterance)

    def lost(self, reason: str) -> None: ...


@pytest.mark.parametrize(
    ("heard", "also"),
    [
        ({"whisper": "등본 떼러 왔는데", "vosk": "등본 때러 왔 는데"}, "등본 때러 왔 는데"),
        ({"vosk": "등본 때러 왔 는데", "whisper": "등본 떼러 왔는데"}, "등본 때러 왔 는데"),
        # The very same words are the best agreement there is.
        ({"whisper": "등본 떼러 왔는데", "vosk": "등본 떼러 왔는데"}, "등본 떼러 왔는데"),
        ({"whisper": "등본 떼러 왔는데"}, ""),
        ({"whisper": "등본 떼러 왔는데", "vosk": ""}, ""),
        ({}, ""),
    ],
)
async def test_what_the_other_engine_heard(heard: Mapping[str, str], also: str) -> None:
    notes = Notes()
    ear = RecognizerEar(ScriptedRecognizer([Said("등본 떼러 왔는데", 0.0, 0.1, heard=heard)]))
    session = await ear.open({}, notes, anything=True)
    session.feed(silence(1.0))
    await session.close()
    assert [(one.text, one.also) for one in notes.utterances] == [("등본 떼러 왔는데", also)]
