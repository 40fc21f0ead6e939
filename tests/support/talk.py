"""The conversations of the real application at a real Asterisk, with a recogniser of the test's choice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.ari_messages import AriEvent
from callcenter.asterisk.conversations import Conversations
from callcenter.asterisk.hearing import Ear, Hearing
from callcenter.asterisk.lease import LeaseKeeper
from callcenter.asterisk.media import MediaServer
from callcenter.asterisk.surroundings import Menus, Surroundings
from callcenter.asterisk.tap import Taps
from callcenter.calls import facts as f
from callcenter.ivr.engine import Engine
from callcenter.ivr.loader import load_book
from callcenter.ivr.nodes.search_kb import KbFound
from callcenter.ivr.resumes import Opening
from callcenter.ivr.values import Value
from tests.support.asterisk import REPOSITORY, AmiRecorder, AriRecorder, RealAsterisk

TONE = "cc/safety_menu"


@dataclass
class Sounds:
    """Every prompt is the same short tone, but for those in `long`; `spoken` keeps their names."""

    long: Mapping[str, str] = field(default_factory=dict)
    spoken: list[str] = field(default_factory=list)

    async def media(self, prompt: str, language: str, params: Mapping[str, Value]) -> list[str]:
        self.spoken.append(prompt)
        return [f"sound:{self.long.get(prompt, TONE)}"]

    def written(self, prompt: str, language: str, params: Mapping[str, Value]) -> str:
        return " ".join(str(value) for value in params.values())


@dataclass
class OneArticle:
    """Finds the same article for everything; `asked` keeps the questions, `heard` what was told."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def search(self, call_id: str, queries: Sequence[str]) -> KbFound:
        self.asked.append(tuple(queries))
        return KbFound(level="sure", slug="fee", title="여권 수수료", answer="오만 원입니다.", desk="civil")

    def told(self, call_id: str, slug: str) -> None:
        self.heard.append(slug)


class Nobody:
    """Work items and places that are not needed."""

    async def request_callback(self, call_id: str, number: str, desk: str, arrived_at: datetime) -> None:
        raise AssertionError("no callback is wanted")

    async def keep_voicemail(
        self, call_id: str, caller: str, desk: str, at: datetime, name: str, seconds: float
    ) -> None:
        raise AssertionError("no message is wanted")

    def joined_at(self, call_id: str) -> datetime | None:
        return None

    def position(self, desk: str, joined_at: datetime) -> int:
        return 1


@dataclass
class Talk:
    """What happened in the conversations."""

    ami: AmiRecorder
    ari: AriRecorder
    sounds: Sounds
    library: OneArticle = field(default_factory=OneArticle)
    facts: list[f.Fact] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The caller's path so far."""
        return next((fact.path for fact in reversed(self.facts) if isinstance(fact, f.IvrProgressed)), "")


@asynccontextmanager
async def talking(
    asterisk: RealAsterisk,
    ear: Ear,
    long: Mapping[str, str] | None = None,
    menus: Menus | None = None,
) -> AsyncIterator[Talk]:
    """Callers of `asterisk` are in our hands, and heard by `ear`."""
    there: list[Conversations] = []

    async def take(_client: AriClient, event: AriEvent) -> None:
        await there[0].take(event)

    port = int(asterisk.config.asr_url.rpartition(":")[2].partition("/")[0])
    secret = asterisk.secrets.media_secret.get_secret_value()
    media = MediaServer(asterisk.secrets.media_user, secret, port)
    await media.start()
    try:
        async with asterisk.ami() as ami, asterisk.ari(take, listen=False) as ari:
            talk = Talk(ami, ari, Sounds(long or {}))
            taps = Taps(ari.client, media)
            nobody, hearing = Nobody(), Hearing(taps, ear)
            around = Surroundings(
                ari=ari.client,
                lease=LeaseKeeper(ami.client, asterisk.config.lease),
                engine=Engine(load_book(REPOSITORY / "ivr_flows")),
                sounds=talk.sounds,
                work=nobody,
                places=nobody,
                tell=talk.facts.append,
                hearing=hearing,
                library=talk.library,
                taps=taps,
                menus=menus,
            )
            there.append(Conversations(around, lambda _: Opening(), lambda number: number))
            await ari.client.start()
            yield talk
            await there[0].close()
            await hearing.settle()
    finally:
        await media.stop()
