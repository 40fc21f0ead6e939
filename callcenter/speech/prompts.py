"""Prompts as sound files: recorded where the site has a recording, synthesised and cached otherwise."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.speech.catalog import Catalog, Prompt
from callcenter.speech.loudness import levelled, trimmed
from callcenter.speech.recorded import read_recorded, recorded_path
from callcenter.speech.resample import resample
from callcenter.speech.spoken_values import Value
from callcenter.speech.voice import Voice, VoiceError
from callcenter.speech.wave import TELEPHONE_RATE, Wave, wave_bytes

#: Part of every cache key: grows when trimming, levelling or the filter changes.
_PIPELINE = "1"
SEOUL = ZoneInfo("Asia/Seoul")


class PromptStudio:
    """Makes the sound of prompts. Every method blocks: on the event loop use ``on_demand.OnDemand``."""

    def __init__(
        self,
        catalog: Catalog,
        voices: Mapping[str, Voice],
        *,
        cache: Path,
        recorded: Path,
        zone: ZoneInfo = SEOUL,
    ) -> None:
        self.catalog = catalog
        self._voices = voices
        self._cache = cache
        self._recorded = recorded
        self._zone = zone

    def static_wave(self, prompt: Prompt) -> bytes:
        """The WAV file of a prompt without parameters: the site's recording, or synthesised (cached).

        Raises RecordedError where a recording exists and cannot be used (an old voice must not come
        back unnoticed), VoiceError where the synthesiser fails.
        """
        recording = self.recording(prompt)
        if recording is not None:
            return wave_bytes(read_recorded(recording))
        words = prompt.words({}, self._zone)
        path = self._cache / f"{self._key(prompt.language, words)}.wav"
        if not path.exists():
            write_atomically(path, wave_bytes(self._synthesised(prompt.language, words)))
        return path.read_bytes()

    def recording(self, prompt: Prompt) -> Path | None:
        """The site's recording of ``prompt``, or None. Only prompts without parameters can be recorded."""
        path = recorded_path(self._recorded, prompt.language, prompt.id)
        return path if prompt.is_static and path.is_file() else None

    def words(self, prompt: Prompt, values: Mapping[str, Value]) -> str:
        """The sentence that is spoken; raises as ``Prompt.words``."""
        return prompt.words(values, self._zone)

    def wave(self, language: str, words: str) -> bytes:
        """The WAV file of a sentence, not cached: it may hold personal data. Raises VoiceError."""
        return wave_bytes(self._synthesised(language, words))

    def _voice(self, language: str) -> Voice:
        voice = self._voices.get(language)
        if voice is None:
            raise VoiceError(
                f"There is no voice for '{language}'. / '{language}' 음성이 설정되지 않았습니다."
            )
        return voice

    def _key(self, language: str, words: str) -> str:
        text = f"{_PIPELINE}\0{self._voice(language).fingerprint}\0{words}"
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]

    def _synthesised(self, language: str, words: str) -> Wave:
        raw = self._voice(language).speak(words)
        return levelled(trimmed(resample(raw, TELEPHONE_RATE)))


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write so that a reader (Asterisk) never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
