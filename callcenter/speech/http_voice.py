"""A voice of a speech server on the site's own network that speaks OpenAI's ``/v1/audio/speech``."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import httpx

from callcenter.speech.voice import VoiceError, refuse_unspeakable
from callcenter.speech.wave import Wave, WaveError, parse_wave

#: Two minutes of 48 kHz stereo sound; more is not an answer to one sentence.
_MAX_BYTES = 24_000_000
_TIMEOUT = httpx.Timeout(30.0, connect=3.0)
#: A server that trickles never runs into the time-out of one read.
_LONGEST_S = 60.0


@dataclass(frozen=True)
class HttpVoice:
    """``base_url`` is the server's root ("http://127.0.0.1:8880"); ``api_key`` is optional.

    The server must answer ``response_format: wav`` with 16-bit PCM.
    """

    base_url: str
    model: str
    voice: str
    speed: float = 1.0
    api_key: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        return f"http/{self.base_url}/{self.model}/{self.voice}/{self.speed}"

    def speak(self, text: str) -> Wave:
        """As `Voice.speak`; waits for the server within its time limit."""
        refuse_unspeakable(text)
        data = self._post(
            {
                "model": self.model,
                "input": text,
                "voice": self.voice,
                "speed": self.speed,
                "response_format": "wav",
            }
        )
        try:
            wave = parse_wave(data)
        except WaveError as error:
            raise VoiceError(
                f"The speech server gave no usable sound: {error}. / 음성 서버의 소리를 쓸 수 없습니다."
            ) from error
        if not wave.samples:
            raise VoiceError("The speech server gave no sound. / 음성 서버가 소리를 만들지 못했습니다.")
        return wave

    def _post(self, body: dict[str, str | float]) -> bytes:
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        url = f"{self.base_url.rstrip('/')}/v1/audio/speech"
        try:
            # The server stands on the site's network: a proxy of the environment must not see the text.
            with (
                httpx.Client(timeout=_TIMEOUT, trust_env=False) as client,
                client.stream("POST", url, json=body, headers=headers) as response,
            ):
                response.raise_for_status()
                return _bounded(response)
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            raise VoiceError(
                f"The speech server answered {status}. / 음성 서버가 오류({status})로 답했습니다."
            ) from error
        except httpx.HTTPError as error:
            reason = type(error).__name__
            raise VoiceError(
                f"The speech server cannot be reached ({reason}). / 음성 서버에 연결할 수 없습니다."
            ) from error


def _bounded(response: httpx.Response) -> bytes:
    data, give_up = bytearray(), time.monotonic() + _LONGEST_S
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > _MAX_BYTES or time.monotonic() > give_up:
            raise VoiceError("The speech server sends without end. / 음성 서버의 응답이 너무 깁니다.")
    return bytes(data)
