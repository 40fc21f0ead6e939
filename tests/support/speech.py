"""Speech for tests: espeak-ng sentences as telephone sound."""

from __future__ import annotations

import asyncio
from pathlib import Path

from callcenter.probe.sound import read_wav
from callcenter.probe.voice import EspeakVoice

GREETING = "안녕하십니까. 가람시 고객상담 콜센터입니다. 지금 거신 전화는 상담 품질을 위하여 녹음됩니다."


def speech_wav(folder: Path, text: str = GREETING) -> Path:
    """A sentence as WAV, 8 kHz, 16 bit, mono."""
    return asyncio.run(EspeakVoice(folder).speak(text, "test"))


def speech_ulaw(folder: Path, text: str = GREETING) -> Path:
    """A sentence as raw µ-law, 8 kHz, what SIPp's rtp_stream plays; always `speech.ul`."""
    path = folder / "speech.ul"
    path.write_bytes(read_wav(speech_wav(folder, text)))
    return path
