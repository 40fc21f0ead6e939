"""Callers who speak, through real Asterisk; what is understood is scripted, the sound is real."""

from __future__ import annotations

import asyncio
import math
import struct
import wave
from array import array
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from callcenter.asterisk.hearing import EarListener, EarRefusedError
from callcenter.asterisk.tap import is_of_a_tap
from callcenter.speech.recognition.scripted import Dies, Said, ScriptedRecognizer
from callcenter.wiring.ear import RecognizerEar
from tests.support.asterisk import AmiRecorder, RealAsterisk, until
from tests.support.rtp_end import to_ulaw
from tests.support.sipp import Citizen, SippCall
from tests.support.talk import Talk, talking
from tests.support.tones import tone, tone_share

VOICE_HZ = 1000.0
PROMPT_HZ = 0.35 * 8000 / (2 * math.pi)
"""Of the test sounds (tests.support.asterisk.write_test_sounds)."""


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """What citizens send: a tone, that shows whose sound arrived."""
    path = tmp_path / "voice.ul"
    path.write_bytes(to_ulaw(tone(VOICE_HZ, 1.0)))
    return path


@pytest.fixture(autouse=True)
async def _members(asterisk: RealAsterisk) -> AsyncIterator[None]:
    async with asterisk.ami() as ami:
        for queue in asterisk.config.queues:
            await ami.client.action(
                "QueueAdd",
                Queue=queue.name_in_asterisk,
                Interface="Local/1@queue-exit",
                Paused="true",
            )
        yield
        await ami.hang_up_everybody()
        for queue in asterisk.config.queues:
            await ami.client.action(
                "QueueRemove", Queue=queue.name_in_asterisk, Interface="Local/1@queue-exit"
            )


def scripted(*scripts: Sequence[Said | Dies]) -> RecognizerEar:
    return RecognizerEar(ScriptedRecognizer(*scripts))


def agent(start: float = 0.3) -> Said:
    words = "상담원 연결해 주세요"
    return Said(words, start, start + 0.6, heard={"vosk": words, "whisper": words})


async def test_a_question_is_answered_and_the_agent_reached(asterisk: RealAsterisk, voice: Path) -> None:
    words = "여권 만드는 데 얼마예요"
    question = Said(words, 0.3, 1.0, heard={"vosk": "여권 만드 는데 얼마", "whisper": words})
    citizen = Citizen("01012340021").speak(voice, -1).wait(25)
    async with (
        talking(asterisk, scripted([question], [agent()])) as talk,
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await joined(talk.ami, "desk-civil", "01012340021")
        assert talk.library.asked == [(words, "여권 만드 는데 얼마")]
        assert "speech_answer" in talk.sounds.spoken
        assert talk.library.heard == ["fee"]
        assert "음성 문의: 여권 수수료 → 상담원" in talk.path
        assert words not in talk.path
        # The ear does not stay with a caller who waits or talks.
        await tap_is_gone(talk)


async def test_speech_stops_the_prompt(asterisk: RealAsterisk, voice: Path) -> None:
    write_tone(asterisk.config.sounds_dir / "ko" / "cc" / "long.wav", 30)
    citizen = Citizen("01012340022").speak(voice, -1).wait(25)
    async with (
        talking(asterisk, scripted([agent(1.0)]), {"speech_ask": "cc/long"}) as talk,
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await joined(talk.ami, "desk-general", "01012340022", 12)


async def test_a_key_stops_it_too(asterisk: RealAsterisk) -> None:
    write_tone(asterisk.config.sounds_dir / "ko" / "cc" / "long.wav", 30)
    citizen = Citizen("01012340023").wait(4).press("0").wait(15)
    async with (
        talking(asterisk, scripted(), {"speech_ask": "cc/long"}) as talk,
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await joined(talk.ami, "desk-general", "01012340023", 12)


async def test_the_recogniser_dies_in_mid_sentence_and_the_keypad_takes_over(
    asterisk: RealAsterisk, voice: Path
) -> None:
    script: list[Said | Dies] = [Said("여권을 만들고", 0.3, 1.5), Dies(1.0)]
    citizen = Citizen("01012340024").speak(voice, -1).wait(6).press("2").wait(10)
    async with talking(asterisk, scripted(script)) as talk, SippCall(citizen, asterisk.config.sip_port):
        await until(lambda: "main_menu" in talk.sounds.spoken, "the keypad is offered")
        await joined(talk.ami, "desk-vehicle", "01012340024")


async def test_without_a_place_the_keypad_comes_at_once(asterisk: RealAsterisk) -> None:
    class Full:
        async def open(
            self, choices: Mapping[str, Sequence[str]], listener: EarListener, *, anything: bool
        ) -> object:
            raise EarRefusedError("full")

    async with (
        talking(asterisk, Full()) as talk,  # type: ignore[arg-type]
        SippCall(Citizen("01012340025").wait(15), asterisk.config.sip_port),
    ):
        await until(lambda: "main_menu" in talk.sounds.spoken, "the keypad is offered")
        assert "speech_ask" not in talk.sounds.spoken


async def test_a_question_that_was_switched_off_gives_the_keypad_and_keys_are_counted(
    asterisk: RealAsterisk,
) -> None:
    menus = Deaf()
    citizen = Citizen("01012340028").wait(4).press("2").wait(8)
    async with (
        talking(asterisk, scripted([agent()]), menus=menus) as talk,
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await joined(talk.ami, "desk-vehicle", "01012340028")
        assert "speech_ask" not in talk.sounds.spoken
        assert menus.counted == [("speech/keypad", "keys", True)]


async def test_we_hear_the_caller_and_not_ourselves(asterisk: RealAsterisk, voice: Path) -> None:
    write_tone(asterisk.config.sounds_dir / "ko" / "cc" / "long.wav", 5)
    ear = Recorder()
    citizen = Citizen("01012340026").speak(voice, -1).wait(15)
    async with (
        talking(asterisk, ear, {"speech_ask": "cc/long"}) as talk,
        SippCall(citizen, asterisk.config.sip_port),
    ):
        await until(lambda: ear.playing and len(ear.sound) > 8000 * 2, "sound while a prompt plays")
        heard = ear.sound[8000:]
        assert tone_share(heard, VOICE_HZ) > 0.9
        assert tone_share(heard, PROMPT_HZ) < 0.01
        assert "speech_ask" in talk.sounds.spoken


async def test_the_caller_hangs_up_while_speaking(asterisk: RealAsterisk, voice: Path) -> None:
    ear = Recorder()
    citizen = Citizen("01012340027").speak(voice, -1).wait(4)
    async with talking(asterisk, ear) as talk, SippCall(citizen, asterisk.config.sip_port) as call:
        await until(lambda: ear.sound, "heard")
        assert await call.finished(), call.errors
        await until(lambda: ear.closed, "nobody listens any more")
        await tap_is_gone(talk)


class Deaf:
    """Figures by which no question listens any more."""

    def __init__(self) -> None:
        self.counted: list[tuple[str, str, bool]] = []

    def count(self, place: str, way: str, *, taken: bool) -> None:
        self.counted.append((place, way, taken))

    def listens(self, place: str) -> bool:
        return False


class Recorder:
    """An ear that understands nothing and keeps what it hears."""

    def __init__(self) -> None:
        self.sound: array[int] = array("h")
        self.playing = False
        self.closed = False

    async def open(
        self, choices: Mapping[str, Sequence[str]], listener: EarListener, *, anything: bool
    ) -> Recorder:
        return self

    def feed(self, pcm: bytes) -> None:
        self.sound.frombytes(pcm)

    def prompt_playing(self, playing: bool) -> None:
        self.playing = playing

    async def close(self) -> None:
        self.closed = True


async def tap_is_gone(talk: Talk) -> None:
    """Neither its channels nor its bridge are left."""
    async with asyncio.timeout(5):
        while await taps(talk):  # noqa: ASYNC110 - asked, not told
            await asyncio.sleep(0.05)


async def taps(talk: Talk) -> list[str]:
    """Channels and bridges that hear somebody."""
    channels, bridges = await talk.ari.client.channels(), await talk.ari.client.bridges()
    ears = [channel["id"] for channel in channels if is_of_a_tap(channel["id"])]
    return ears + [bridge["id"] for bridge in bridges if bridge["id"].endswith("-hearing")]


def write_tone(path: Path, seconds: float) -> None:
    """A prompt that takes its time."""
    samples = (int(8000 * math.sin(n * 0.35)) for n in range(int(8000 * seconds)))
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))


async def joined(ami: AmiRecorder, queue: str, number: str, limit: float = 20) -> None:
    """Wait until this caller waits in this queue."""
    await until(
        lambda: ami.named("QueueCallerJoin", Queue=queue, CallerIDNum=number), f"{number} in {queue}", limit
    )
