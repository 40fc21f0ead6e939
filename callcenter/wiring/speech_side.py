"""Speech recognition beside the telephone: workers, the media server, the ear; started and ended together."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.credentials import AsteriskSecrets
from callcenter.asterisk.hearing import Hearing
from callcenter.asterisk.media import MediaServer
from callcenter.knowledge.api import Knowledge
from callcenter.problems import Problem
from callcenter.settings import Settings
from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.workers import Elsewhere, Note, Workers
from callcenter.wiring.ear import RecognizerEar
from callcenter.wiring.knowledge import library_of
from callcenter.wiring.library import ArticleLibrary

LEARN_S = 60.0

log = structlog.get_logger("callcenter.speech")


@dataclass(frozen=True)
class SpeechNeeds:
    """What speech recognition is given."""

    options: WorkerOptions
    workers: int
    elsewhere: tuple[Elsewhere, ...]
    media_port: int
    library: ArticleLibrary


def speech_needs(settings: Settings, knowledge: Knowledge) -> SpeechNeeds | None:
    """None where it is switched off."""
    speech = settings.speech
    if not speech.enabled:
        return None
    options = WorkerOptions(
        models=settings.data.absolute() / "models",
        limit=speech.callers_per_worker,
        vosk_model=speech.vosk_model,
        whisper_model=speech.whisper_model,
        front_end=speech.front_end,
        threads=speech.threads,
        silence_ms=speech.silence_ms,
    )
    elsewhere = tuple(
        Elsewhere(server.url, server.callers, server.token.get_secret_value() if server.token else None)
        for server in speech.servers
    )
    media_port = settings.asterisk.ports.media
    return SpeechNeeds(options, speech.workers, elsewhere, media_port, library_of(knowledge))


class SpeechSide:
    """Lives on the telephone side's loop. `tell` gets notes for the operator."""

    def __init__(
        self, needs: SpeechNeeds, ari: AriClient, secrets: AsteriskSecrets, tell: Callable[[Note], None]
    ) -> None:
        password = secrets.media_secret.get_secret_value()
        self.library = needs.library
        self._media = MediaServer(secrets.media_user, password, needs.media_port)
        self._workers = Workers(needs.options, needs.workers, needs.elsewhere, tell)
        self._ear = RecognizerEar(self._workers)
        self._learning: asyncio.Task[None] | None = None
        self.hearing = Hearing(ari, self._media, self._ear)

    async def start(self) -> None:
        """Returns at once; callers get the keypad until a worker is warm. Raises OSError: port taken."""
        await self._media.start()
        await self._workers.start()
        self._learning = asyncio.create_task(self._learn(), name="speech-phrases")

    async def stop(self) -> None:
        """Let go of callers, workers and the port."""
        if self._learning is not None:
            self._learning.cancel()
        await self.hearing.settle()
        await self._workers.close()
        await self._media.stop()
        await asyncio.to_thread(self.library.close)

    async def _learn(self) -> None:
        """Tell the ear how people ask, also what agents teach meanwhile."""
        while True:
            try:
                self._ear.anything = await asyncio.to_thread(self.library.phrasings)
            except Problem as error:
                log.warning("phrases_not_read", error=type(error).__name__)
            await asyncio.sleep(LEARN_S)
