"""Speech recognition beside the telephone: workers, the media server, ears; started and ended together."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.credentials import AsteriskSecrets
from callcenter.asterisk.hearing import Hearing
from callcenter.asterisk.media import MediaServer
from callcenter.asterisk.overhearing import Overhearing, TalkNotes
from callcenter.asterisk.tap import Taps
from callcenter.knowledge.api import Knowledge
from callcenter.problems import Problem
from callcenter.settings import Settings, SpeechServer
from callcenter.speech.metrics import VOICES
from callcenter.speech.worker_options import WorkerOptions
from callcenter.speech.workers import Elsewhere, Note, Workers
from callcenter.wiring.ear import RecognizerEar
from callcenter.wiring.knowledge import library_of
from callcenter.wiring.library import ArticleLibrary
from callcenter.wiring.talk_ear import RecognizerTalkEar

LEARN_S = 60.0
VOICES_OF_A_TALK = 2
SPARE_VOICES = 2
"""For a third person in a conference."""

log = structlog.get_logger("callcenter.speech")


@dataclass(frozen=True)
class MenuNeeds:
    """What hearing callers in the voice menu needs."""

    options: WorkerOptions
    workers: int
    elsewhere: tuple[Elsewhere, ...]
    library: ArticleLibrary


@dataclass(frozen=True)
class TalkNeeds:
    """What writing down talks needs; `talks` at once at most."""

    options: WorkerOptions
    workers: int
    elsewhere: tuple[Elsewhere, ...]
    talks: int


@dataclass(frozen=True)
class SpeechNeeds:
    """What speech recognition is given. Either part may be switched off (None)."""

    media_port: int
    menu: MenuNeeds | None
    talk: TalkNeeds | None


def speech_needs(settings: Settings, knowledge: Knowledge) -> SpeechNeeds | None:
    """None where nobody is listened to."""
    menu = _menu_needs(settings, knowledge) if settings.speech.enabled else None
    talk = _talk_needs(settings) if settings.transcripts.enabled else None
    return SpeechNeeds(settings.asterisk.ports.media, menu, talk) if menu or talk else None


def _menu_needs(settings: Settings, knowledge: Knowledge) -> MenuNeeds:
    speech = settings.speech
    options = WorkerOptions(
        models=settings.data.absolute() / "models",
        limit=speech.callers_per_worker,
        vosk_model=speech.vosk_model,
        whisper_model=speech.whisper_model,
        front_end=speech.front_end,
        threads=speech.threads,
        silence_ms=speech.silence_ms,
        patience_ms=speech.patience_ms,
    )
    return MenuNeeds(options, speech.workers, _elsewhere(speech.servers), library_of(knowledge))


def _elsewhere(servers: tuple[SpeechServer, ...]) -> tuple[Elsewhere, ...]:
    return tuple(
        Elsewhere(server.url, server.callers, server.token.get_secret_value() if server.token else None)
        for server in servers
    )


def _talk_needs(settings: Settings) -> TalkNeeds:
    transcripts = settings.transcripts
    voices = transcripts.talks * VOICES_OF_A_TALK + SPARE_VOICES
    options = WorkerOptions(
        models=settings.data.absolute() / "models",
        limit=-(-voices // max(1, transcripts.workers)),
        # Nobody waits for a word of it, and Whisper alone understands more than both together cost.
        vosk=False,
        whisper_model=settings.speech.whisper_model,
        threads=transcripts.threads,
        silence_ms=transcripts.silence_ms,
        unhurried=True,
    )
    elsewhere = _elsewhere(transcripts.servers)
    return TalkNeeds(options, transcripts.workers, elsewhere, transcripts.talks)


class SpeechSide:
    """Lives on the telephone side's loop. `tell` gets notes for the operator by name, `notes` the talks."""

    def __init__(
        self,
        needs: SpeechNeeds,
        ari: AriClient,
        secrets: AsteriskSecrets,
        tell: Callable[[str], None],
        notes: TalkNotes,
    ) -> None:
        password = secrets.media_secret.get_secret_value()
        self._media = MediaServer(secrets.media_user, password, needs.media_port)
        self.taps = Taps(ari, self._media)
        self._pools: list[Workers] = []
        self._learning: asyncio.Task[None] | None = None
        self.hearing: Hearing | None = None
        self.library: ArticleLibrary | None = None
        self.overhearing: Overhearing | None = None
        if (menu := needs.menu) is not None:
            workers = Workers(menu.options, menu.workers, menu.elsewhere, _under("speech", tell))
            self._pools.append(workers)
            self.library = menu.library
            self._ear = RecognizerEar(workers)
            self.hearing = Hearing(self.taps, self._ear)
        if (talk := needs.talk) is not None:
            workers = Workers(talk.options, talk.workers, talk.elsewhere, _under("transcript", tell), VOICES)
            self._pools.append(workers)
            self.overhearing = Overhearing(self.taps, RecognizerTalkEar(workers), notes, talk.talks)

    async def start(self) -> None:
        """Returns at once; callers get the keypad until a worker is warm. Raises OSError: port taken."""
        await self._media.start()
        for workers in self._pools:
            await workers.start()
        if self.library is not None:
            self._learning = asyncio.create_task(self._learn(self.library), name="speech-phrases")

    async def stop(self) -> None:
        """Let go of callers, workers and the port."""
        if self._learning is not None:
            self._learning.cancel()
        if self.hearing is not None:
            await self.hearing.settle()
        for workers in self._pools:
            await workers.close()
        await self._media.stop()
        if self.library is not None:
            await asyncio.to_thread(self.library.close)

    async def _learn(self, library: ArticleLibrary) -> None:
        """Tell the ear how people ask, also what agents teach meanwhile."""
        while True:
            try:
                self._ear.anything = await asyncio.to_thread(library.phrasings)
            except Problem as error:
                log.warning("phrases_not_read", error=type(error).__name__)
            await asyncio.sleep(LEARN_S)


def _under(part: str, tell: Callable[[str], None]) -> Callable[[Note], None]:
    return lambda note: tell(f"{part}_{note.value}")
