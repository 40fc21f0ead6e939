"""The contract of voices: espeak-ng as installed, and a speech server started here."""

from __future__ import annotations

import json
import struct
import threading
from array import array
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from callcenter.speech.espeak import EspeakVoice
from callcenter.speech.http_voice import HttpVoice
from callcenter.speech.voice import MAX_TEXT, Voice, VoiceError
from callcenter.speech.wave import Wave, wave_bytes


class SpeechServer(ThreadingHTTPServer):
    """A tiny ``/v1/audio/speech``: a tone at 24 kHz, 0.05 s a character, streamed with unknown size."""

    daemon_threads = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str | None] = []
        self.status = 200
        self.body: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: SpeechServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"path": self.path, **asked})
        self.server.authorizations.append(self.headers["Authorization"])
        body = self.server.body or _sound(len(asked["input"]))
        self.send_response(self.server.status)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing in the test's output."""


def _sound(characters: int) -> bytes:
    samples = array("h", [8_000, -8_000] * (600 * characters))
    data = bytearray(wave_bytes(Wave(24_000, samples)))
    struct.pack_into("<I", data, 40, 0xFFFFFFFF)
    return bytes(data)


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    server = SpeechServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["espeak-ng", "http"])
def voice(request: pytest.FixtureRequest) -> Voice:
    if request.param == "espeak-ng":
        return EspeakVoice("ko")
    server: SpeechServer = request.getfixturevalue("server")
    return HttpVoice(server.url, "tts-1", "sora")


def test_speaks(voice: Voice) -> None:
    short, long = voice.speak("네."), voice.speak("안녕하십니까? 시청 콜센터입니다.")
    assert 8_000 <= short.rate <= 48_000
    assert long.seconds > short.seconds > 0.05
    assert long.peak > 1_000


def test_fingerprint_is_stable_and_tells_voices_apart(voice: Voice) -> None:
    assert voice.fingerprint == voice.fingerprint
    assert voice.fingerprint != EspeakVoice("en").fingerprint


@pytest.mark.parametrize("text", ["", "  \n", "가" * (MAX_TEXT + 1)])
def test_refuses_what_cannot_be_spoken(voice: Voice, text: str) -> None:
    with pytest.raises(VoiceError, match="문장"):
        voice.speak(text)


def test_text_is_never_an_option() -> None:
    assert EspeakVoice("ko").speak("--version").seconds > 0.3


def test_missing_program_is_a_clear_sentence() -> None:
    with pytest.raises(VoiceError, match="not installed"):
        EspeakVoice("ko", command=("espeak-that-is-not-there",)).speak("네")


def test_unknown_voice_is_a_clear_sentence() -> None:
    with pytest.raises(VoiceError, match="espeak-ng"):
        EspeakVoice("xx-none").speak("네")


def test_request_is_what_such_servers_take(server: SpeechServer) -> None:
    HttpVoice(server.url + "/", "tts-1", "sora", speed=0.9, api_key="secret").speak("안녕하십니까?")
    assert server.requests == [
        {
            "path": "/v1/audio/speech",
            "model": "tts-1",
            "input": "안녕하십니까?",
            "voice": "sora",
            "speed": 0.9,
            "response_format": "wav",
        }
    ]
    assert server.authorizations == ["Bearer secret"]


def test_server_error_and_nonsense_are_clear_sentences(server: SpeechServer) -> None:
    voice = HttpVoice(server.url, "tts-1", "sora")
    server.status = 503
    with pytest.raises(VoiceError, match="503"):
        voice.speak("네")
    server.status, server.body = 200, b'{"error": "no such voice"}'
    with pytest.raises(VoiceError, match="not a WAV file"):
        voice.speak("네")
    server.body = wave_bytes(Wave(24_000, array("h")))
    with pytest.raises(VoiceError, match="no sound"):
        voice.speak("네")


def test_server_that_sends_without_end_is_cut_off(
    server: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.speech.http_voice._MAX_BYTES", 1_000)
    with pytest.raises(VoiceError, match="without end"):
        HttpVoice(server.url, "tts-1", "sora").speak("네")


def test_absent_server_is_a_clear_sentence(server: SpeechServer) -> None:
    url = server.url
    server.shutdown()
    server.server_close()
    with pytest.raises(VoiceError, match="cannot be reached"):
        HttpVoice(url, "tts-1", "sora").speak("네")
