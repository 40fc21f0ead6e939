"""The built-in voice: the espeak-ng program, offline."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import cache

from callcenter.speech.voice import VoiceError, refuse_unspeakable
from callcenter.speech.wave import Wave, WaveError, parse_wave

_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class EspeakVoice:
    """espeak-ng's ``voice``; ``speed`` in words a minute (its default 175 is too fast on a telephone).

    ``command``: the program and the arguments every call of it begins with.
    """

    voice: str
    speed: int = 160
    command: tuple[str, ...] = ("espeak-ng",)

    @property
    def fingerprint(self) -> str:
        return f"espeak-ng/{_version(self.command)}/{self.voice}/{self.speed}"

    def speak(self, text: str) -> Wave:
        """Text goes in by standard input, so that no text can be taken for an option."""
        refuse_unspeakable(text)
        arguments = ["-v", self.voice, "-s", str(self.speed), "-b", "1", "--stdin", "--stdout"]
        data = _run([*self.command, *arguments], text.encode("utf-8"))
        try:
            wave = parse_wave(data)
        except WaveError as error:
            raise VoiceError(
                f"espeak-ng gave no usable sound: {error}. / espeak-ng 음성을 쓸 수 없습니다."
            ) from error
        if not wave.samples:
            raise VoiceError("espeak-ng gave no sound. / espeak-ng가 소리를 만들지 못했습니다.")
        return wave


@cache
def _version(command: tuple[str, ...]) -> str:
    text = _run([*command, "--version"], b"").decode("utf-8", "replace")
    found = re.search(r"\d+\.\d+[\w.]*", text)
    return found[0] if found else "unknown"


def _run(command: list[str], data: bytes) -> bytes:
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_TIMEOUT_S, check=True)
    except FileNotFoundError as error:
        raise VoiceError(
            f"The program {command[0]} is not installed (Debian: apt install espeak-ng). / "
            f"{command[0]} 프로그램이 설치되어 있지 않습니다."
        ) from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip()[-200:]
        raise VoiceError(f"espeak-ng failed: {reason} / espeak-ng 실행에 실패했습니다.") from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise VoiceError("espeak-ng did not answer. / espeak-ng가 응답하지 않습니다.") from error
    return done.stdout
