"""Prompts with values of a call in them, rendered while the caller waits."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from callcenter.speech.prompts import PromptStudio, write_atomically
from callcenter.speech.spoken_values import Value, ValueSpeechError
from callcenter.speech.voice import VoiceError

#: Sentences kept; a caller's number is in some, so not many and never across a restart.
_KEPT = 200
#: Sentences rendered at the same time.
_AT_ONCE = 2


class OnDemand:
    """Renders sentences in threads; keeps the last ones. For one event loop.

    Files are mode 0600 below ``folder``, named by a hash under a key of this process: the name of a
    file does not tell whose number is in it. What an earlier process left there is removed.
    """

    def __init__(
        self, studio: PromptStudio, folder: Path, *, kept: int = _KEPT, timeout_s: float = 8.0
    ) -> None:
        self._studio = studio
        self._folder = folder.absolute()
        self._kept = kept
        self._timeout_s = timeout_s
        self._key = secrets.token_bytes(32)
        self._files: OrderedDict[str, Path] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[Path]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)
        for leftover in folder.glob("*.wav"):
            leftover.unlink(missing_ok=True)

    async def sound(self, language: str, prompt_id: str, values: Mapping[str, Value]) -> Path:
        """The WAV file (absolute path) of a prompt with its values.

        The file stays until ``kept`` other sentences have been asked for. A prompt without values is built
        ahead as ``cc/<id>`` (a site may have recorded it) and is not for here. Raises VoiceError where
        the sound cannot be had within the time-out (the carrier then answers the flow with
        CommandFailed), KeyError for an unknown prompt.
        """
        prompt = self._studio.catalog.get(language, prompt_id)
        missing = set(prompt.params) - set(values)
        if missing:
            raise VoiceError(f"The prompt '{prompt_id}' lacks values: {', '.join(sorted(missing))}.")
        try:
            words = self._studio.words(prompt, values)
        except ValueSpeechError as error:
            raise VoiceError(str(error)) from error
        return await self._file(prompt.language, words)

    async def _file(self, language: str, words: str) -> Path:
        name = self._name(language, words)
        if name in self._files:
            self._files.move_to_end(name)
            return self._files[name]
        try:
            # One caller's hang-up must not cancel the sentence another waits for.
            return await asyncio.wait_for(asyncio.shield(self._task(name, language, words)), self._timeout_s)
        except TimeoutError as error:
            raise VoiceError("The voice took too long. / 음성 합성이 너무 오래 걸립니다.") from error

    def _name(self, language: str, words: str) -> str:
        return hashlib.blake2b(f"{language}\0{words}".encode(), key=self._key, digest_size=16).hexdigest()

    def _task(self, name: str, language: str, words: str) -> asyncio.Task[Path]:
        task = self._under_way.get(name)
        if task is None:
            task = asyncio.create_task(self._render(name, language, words))
            self._under_way[name] = task
            task.add_done_callback(lambda done: self._finished(name, done))
        return task

    def _finished(self, name: str, task: asyncio.Task[Path]) -> None:
        del self._under_way[name]
        if not task.cancelled():
            # Nobody may be waiting any more; an exception nobody reads would be logged by asyncio.
            task.exception()

    async def _render(self, name: str, language: str, words: str) -> Path:
        async with self._places:
            data = await asyncio.to_thread(self._studio.wave, language, words)
            path = self._folder / f"{name}.wav"
            await asyncio.to_thread(write_atomically, path, data, 0o600)
        self._files[name] = path
        while len(self._files) > self._kept:
            _, oldest = self._files.popitem(last=False)
            oldest.unlink(missing_ok=True)
        return path
