"""End-pointing, the echo gate, speculation, and what two engines make together."""

from __future__ import annotations

import pytest

from callcenter.speech.recognition.contract import Event, Final, Listening, SpeechEnded, SpeechStarted
from callcenter.speech.recognition.endpoint import Endpointer, EndpointRules
from callcenter.speech.recognition.engine import Hypothesis
from callcenter.speech.recognition.turn import TurnListener
from tests.support.hearing import FakeEngine, LoudIsSpeech, silence, voice


def listener(events: list[Event], *engines: FakeEngine, rules: EndpointRules | None = None) -> TurnListener:
    decoders = {engine.name: engine.decoder(Listening()) for engine in engines}
    return TurnListener(decoders, Endpointer(LoudIsSpeech(), rules or EndpointRules()), 8000, events.append)


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_speech_is_noticed_soon_and_ends_after_the_silence() -> None:
    events: list[Event] = []
    hearing = listener(events, FakeEngine())
    hearing.feed(silence(1.0) + voice(1.0) + silence(1.0))
    started, ended = events[0], events[-2]
    assert isinstance(started, SpeechStarted)
    assert isinstance(ended, SpeechEnded)
    assert 1.05 <= started.at <= 1.2
    assert 2.5 <= ended.at <= 2.7
    assert kinds(events) == ["SpeechStarted", "Interim", "SpeechEnded", "Final"]


def test_a_short_pause_is_no_end_and_a_click_no_beginning() -> None:
    events: list[Event] = []
    engine = FakeEngine()
    hearing = listener(events, engine)
    hearing.feed(silence(0.5) + voice(0.03) + silence(0.5))
    assert events == []
    hearing.feed(voice(0.5) + silence(0.3) + voice(0.5) + silence(0.7))
    assert kinds(events).count("Final") == 1
    assert engine.calls == ["begin", "paused", "resumed", "paused"]


def test_the_decoder_hears_what_was_before_the_detector_was_sure() -> None:
    engine = FakeEngine()
    hearing = listener([], engine)
    hearing.feed(silence(1.0) + voice(1.0) + silence(1.0))
    assert 1.0 + 0.55 + 0.2 <= engine.seconds[0] <= 1.0 + 0.55 + 0.5


def test_while_a_prompt_plays_only_a_loud_caller_is_heard() -> None:
    events: list[Event] = []
    hearing = listener(events, FakeEngine())
    hearing.prompt_playing(True)
    # Our prompts are at -22 dB and come back 26 dB weaker.
    hearing.feed(voice(1.0, level=130))
    assert events == []
    hearing.feed(voice(0.3, level=1600))
    assert kinds(events)[0] == "SpeechStarted"


def test_a_caller_who_never_stops_is_cut() -> None:
    events: list[Event] = []
    hearing = listener(events, FakeEngine(), rules=EndpointRules(longest_s=3.0))
    hearing.feed(voice(7.0))
    assert kinds(events).count("Final") == 2


def test_two_engines_make_one_final_when_both_are_done() -> None:
    events: list[Event] = []
    quick, slow = FakeEngine("vosk", "여권 을 만들 고 싶어요"), FakeEngine("whisper", answer_later=True)
    hearing = listener(events, quick, slow)
    hearing.feed(silence(0.5) + voice(1.0) + silence(1.0))
    assert kinds(events)[-1] == "SpeechEnded"
    slow.unanswered[0].set_result(Hypothesis("여권을 만들고 싶어요.", 0.6))
    final = events[-1]
    assert isinstance(final, Final)
    assert final.text == "여권을 만들고 싶어요."
    assert final.confidence == 1.0
    assert final.heard == {"vosk": "여권 을 만들 고 싶어요", "whisper": "여권을 만들고 싶어요."}


def test_an_engine_that_fails_leaves_the_other_and_no_certainty() -> None:
    events: list[Event] = []
    quick, slow = FakeEngine("vosk"), FakeEngine("whisper", answer_later=True)
    hearing = listener(events, quick, slow)
    hearing.feed(voice(1.0))
    (conclusion,) = hearing.finish()
    slow.unanswered[0].set_exception(RuntimeError("out of memory"))
    assert conclusion.done()
    final = events[-1]
    assert isinstance(final, Final)
    assert final.text == quick.text
    assert final.confidence <= 0.7


def test_a_slow_engine_is_not_waited_for_when_the_other_has_understood() -> None:
    events: list[Event] = []
    quick, slow = FakeEngine("vosk"), FakeEngine("whisper", answer_later=True)
    hearing = listener(events, quick, slow, rules=EndpointRules(patience_s=0.05))
    hearing.feed(voice(1.0))
    (conclusion,) = hearing.finish()
    conclusion.result(timeout=10)
    final = events[-1]
    assert isinstance(final, Final)
    assert final.heard == {"vosk": quick.text}
    assert final.confidence <= 0.7
    # Nobody waits for its answer any more.
    assert slow.unanswered[0].cancelled()


def test_but_it_is_when_the_other_has_not() -> None:
    events: list[Event] = []
    quick, slow = FakeEngine("vosk", ""), FakeEngine("whisper", answer_later=True)
    hearing = listener(events, quick, slow, rules=EndpointRules(patience_s=0.01))
    hearing.feed(voice(1.0))
    (conclusion,) = hearing.finish()
    with pytest.raises(TimeoutError):
        conclusion.result(timeout=0.2)
    slow.unanswered[0].set_result(Hypothesis("여권", 0.6))
    conclusion.result(timeout=10)
    assert events[-1].heard == {"vosk": "", "whisper": "여권"}  # type: ignore[union-attr]
