"""Speech recognition beside the telephone: workers, the media server, the ear; started and ended together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.credentials import AsteriskSecrets
from callcenter.asterisk.hearing import Hearing
from callcenter.asterisk.library import Library
from callcenter.asterisk.media import MediaServer
from callcenter.settings import Settings
from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.workers import Elsewhere, Note, Workers
from callcenter.wiring.ear import RecognizerEar
from callcenter.wiring.library import ArticleLibrary
from knowledge_base.loader import load_articles

log = structlog.get_logger("callcenter.speech")


@dataclass(frozen=True)
class SpeechNeeds:
    """What speech recognition is given; `anything` as in `RecognizerEar`."""

    options: WorkerOptions
    workers: int
    elsewhere: tuple[Elsewhere, ...]
    media_port: int
    library: Library
    anything: Sequence[str]


def speech_needs(settings: Settings) -> SpeechNeeds | None:
    """None where it is switched off. Reads the articles."""
    speech = settings.speech
    if not speech.enabled:
        return None
    articles, problems = load_articles()
    for problem in problems:
        log.warning("article_left_out", path=problem.path.name)
    facts = {"city.name": settings.city.name, **settings.facts}
    desks = [desk.name for desk in settings.desks]
    library = ArticleLibrary(articles, facts, desks, settings.fallback_desk)
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
    return SpeechNeeds(options, speech.workers, elsewhere, media_port, library, library.phrasings)


class SpeechSide:
    """Lives on the telephone side's loop. `tell` gets notes for the operator."""

    def __init__(
        self, needs: SpeechNeeds, ari: AriClient, secrets: AsteriskSecrets, tell: Callable[[Note], None]
    ) -> None:
        password = secrets.media_secret.get_secret_value()
        self.library = needs.library
        self._media = MediaServer(secrets.media_user, password, needs.media_port)
        self._workers = Workers(needs.options, needs.workers, needs.elsewhere, tell)
        self.hearing = Hearing(ari, self._media, RecognizerEar(self._workers, needs.anything))

    async def start(self) -> None:
        """Returns at once; callers get the keypad until a worker is warm. Raises OSError: port taken."""
        await self._media.start()
        await self._workers.start()

    async def stop(self) -> None:
        await self.hearing.settle()
        await self._workers.close()
        await self._media.stop()
