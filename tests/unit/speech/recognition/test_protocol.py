"""Recognisers over the network: the contract by our own dialect, and any vosk client and server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from callcenter.speech.recognition import protocol
from callcenter.speech.recognition.contract import (
    Final,
    Listening,
    Lost,
    Recognizer,
    RecognizerBusyError,
    RecognizerError,
)
from callcenter.speech.recognition.remote import RemoteRecognizer
from callcenter.speech.recognition.scripted import Said, ScriptedRecognizer
from callcenter.speech.recognition.server import RecognitionServer
from callcenter.speech.recognition.threaded import ThreadedRecognizer
from tests.support.hearing import FakeEngine, Heard, LoudIsSpeech, silence, voice
from tests.support.recognizer_contract import RecognizerContract

UTTERANCE = silence(0.5) + voice(1.0) + silence(1.0)


@asynccontextmanager
async def served(recognizer: Recognizer, token: str | None = None) -> AsyncIterator[str]:
    server = RecognitionServer(recognizer, "127.0.0.1", token=token)
    await server.start()
    try:
        yield f"ws://127.0.0.1:{server.port}"
    finally:
        await server.stop()
        await recognizer.close()


class TestRemote(RecognizerContract):
    @pytest.fixture
    async def recognizer(self) -> AsyncIterator[Recognizer]:
        async with served(ThreadedRecognizer([FakeEngine()], LoudIsSpeech, limit=2)) as url:
            remote = RemoteRecognizer(url)
            yield remote
            await remote.close()

    @pytest.fixture
    def spoken(self) -> bytes:
        return UTTERANCE


async def test_a_vosk_client_is_answered_piece_by_piece() -> None:
    """The exchange of vosk-server's own client: config, then sound and answer in turn, then eof."""
    script = [Said("여권을 만들고 싶어요", 0.5, 1.5), Said("네", 3.0, 3.5)]
    async with served(ScriptedRecognizer(script)) as url, connect(url, proxy=None) as socket:
        config = {"sample_rate": 8000, "phrase_list": ["여권을 만들고 싶어요", "[unk]"], "words": True}
        await socket.send(json.dumps({"config": config}))
        answers = []
        for _ in range(16):
            await socket.send(silence(0.2))
            answers.append(json.loads(await socket.recv()))
        await socket.send('{"eof" : 1}')
        last = json.loads(await socket.recv())
        with pytest.raises(ConnectionClosed):
            await socket.recv()
    assert answers[0] == {"partial": ""}
    assert {"partial": "여권을"} in answers
    results = [answer for answer in answers if "text" in answer]
    assert [result["text"] for result in results] == ["여권을 만들고 싶어요"]
    assert [word["word"] for word in results[0]["result"]] == ["여권을", "만들고", "싶어요"]
    assert set(results[0]["result"][0]) == {"conf", "start", "end", "word"}
    assert last["text"] == "네"


def test_a_large_knowledge_base_is_told_as_far_as_the_server_takes_it() -> None:
    choices = ("상담원 연결", "가" * (protocol.LONGEST_PHRASE + 1))
    articles = tuple(f"문의 {number}" for number in range(protocol.MOST_PHRASES))
    message = protocol.configuration_message(Listening(8000, choices + articles), events=True)
    told = protocol.read_configuration(json.loads(message)["config"]).listening.phrases
    assert told == ("상담원 연결", *articles[:-1])


async def test_without_words_and_without_config_there_is_text_only() -> None:
    async with served(ScriptedRecognizer([Said("네", 0.1, 0.3)])) as url, connect(url, proxy=None) as socket:
        await socket.send(silence(2.0))
        assert json.loads(await socket.recv()) == {"text": "네"}
        await socket.send('{"eof" : 1}')
        assert json.loads(await socket.recv()) == {"text": ""}


async def test_a_plain_vosk_server_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [Said("여권을 만들고 싶어요", 0.5, 1.5), Said("네", 3.0, 3.5)]
    server = RecognitionServer(ScriptedRecognizer(said), "127.0.0.1")
    # Not known as ours: it is then spoken to as to any vosk server.
    with monkeypatch.context() as patched:
        patched.setattr(protocol, "SERVER", "Python/3.11 websockets/15")
        await server.start()
    heard = Heard()
    remote = RemoteRecognizer(f"ws://127.0.0.1:{server.port}")
    session = await remote.open(Listening(8000, ("네",)), heard)
    session.prompt_playing(True)
    for _ in range(32):
        session.feed(silence(0.1))
    await session.finish()
    await server.stop()
    assert remote.engines == ("vosk",)
    names = [type(event).__name__ for event in heard.events]
    turn = ["SpeechStarted", "Interim", "Interim", "Interim", "SpeechEnded", "Final"]
    assert names[:6] == turn
    finals = [event for event in heard.events if isinstance(event, Final)]
    assert [final.text for final in finals] == ["여권을 만들고 싶어요", "네"]
    assert all(final.confidence <= 0.7 for final in finals)


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[1]",
        '{"config": 3}',
        '{"config": {"sample_rate": 44100}}',
        '{"config": {"sample_rate": "x"}}',
        '{"config": {"phrase_list": "네"}}',
        '{"config": {"phrase_list": [1]}}',
    ],
)
async def test_what_makes_no_sense_ends_with_a_sentence(message: str) -> None:
    async with served(ScriptedRecognizer()) as url, connect(url, proxy=None) as socket:
        await socket.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1003
        assert closed.value.rcvd.reason


async def test_a_stranger_without_the_token_is_refused() -> None:
    async with served(ScriptedRecognizer(), token="s3cret-s3cret") as url:
        with pytest.raises(InvalidStatus):
            await connect(url, proxy=None)
        with pytest.raises(RecognizerError, match="401"):
            await RemoteRecognizer(url, "wrong").open(Listening(), Heard())
        session = await RemoteRecognizer(url, "s3cret-s3cret").open(Listening(), Heard())
        await session.close()


async def test_a_full_server_says_try_again_later_to_a_vosk_client() -> None:
    recognizer = ScriptedRecognizer(limit=1)
    async with served(recognizer) as url:
        session = await RemoteRecognizer(url).open(Listening(), Heard())
        with pytest.raises(RecognizerBusyError):
            await RemoteRecognizer(url).open(Listening(), Heard())
        async with connect(url, proxy=None) as socket:
            await socket.send(silence(0.1))
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == protocol.CLOSE_BUSY
        await session.close()


async def test_a_server_that_goes_away_loses_the_session() -> None:
    server = RecognitionServer(ScriptedRecognizer(), "127.0.0.1")
    await server.start()
    url = f"ws://127.0.0.1:{server.port}"
    heard = Heard()
    session = await RemoteRecognizer(url).open(Listening(), heard)
    session.feed(silence(0.1))
    await server.stop()
    await heard.until(lambda: heard.of(Lost))
    async with asyncio.timeout(2):
        await session.caught_up()
        await session.finish()
    with pytest.raises(RecognizerError, match="cannot be reached"):
        await RemoteRecognizer(url).open(Listening(), heard)
