"""What all conversations share, and what they need of the rest of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from callcenter.asterisk.ari import AriClient
from callcenter.asterisk.hearing import Hearing
from callcenter.asterisk.lease import LeaseKeeper
from callcenter.asterisk.library import Library
from callcenter.asterisk.tap import Taps
from callcenter.calls import facts as f
from callcenter.ivr.engine import Engine
from callcenter.ivr.values import Value


class Sounds(Protocol):
    """Where announcements come from."""

    async def media(self, prompt: str, language: str, params: Mapping[str, Value]) -> list[str]:
        """ARI media URIs (`sound:/folder/name`) that speak the prompt, in order."""
        ...

    def written(self, prompt: str, language: str, params: Mapping[str, Value]) -> str:
        """The sentence as it is written; "" for one that is always the same."""
        ...


class WorkItems(Protocol):
    """What a caller leaves behind. Returns when it is stored, however long that takes."""

    async def request_callback(self, call_id: str, number: str, desk: str, arrived_at: datetime) -> None:
        """Keep the wish to be called; `number` is as it is dialled in the country."""
        ...

    async def keep_voicemail(
        self, call_id: str, caller: str, desk: str, at: datetime, name: str, seconds: float
    ) -> None:
        """Keep a message; `name` is that of the recording below Asterisk's folder, without ending."""
        ...


class Menus(Protocol):
    """What is known of the questions of the voice menu."""

    def count(self, place: str, way: Literal["speech", "keys"], *, taken: bool) -> None:
        """One answer of a caller at `flow/node`, and whether it led on."""
        ...

    def listens(self, place: str) -> bool:
        """Whether a question may be answered by speech."""
        ...


class Notes(Protocol):
    """Where it is written down what was said in a voice menu that listens."""

    def citizen_said(self, call_id: str, text: str, began: datetime, ended: datetime) -> None:
        """What the caller said, as it was understood."""
        ...

    def machine_said(self, call_id: str, text: str, began: datetime) -> None:
        """What we answered."""
        ...


class Places(Protocol):
    """Where a caller stands, as the floor knows it."""

    def joined_at(self, call_id: str) -> datetime | None:
        """When the caller first joined a queue in this call."""

    def position(self, desk: str, joined_at: datetime) -> int:
        """The place in line (from 1) of one who joined then."""


@dataclass(frozen=True)
class Surroundings:
    """What all conversations share."""

    ari: AriClient
    lease: LeaseKeeper
    engine: Engine
    sounds: Sounds
    work: WorkItems
    places: Places
    tell: Callable[[f.Fact], None]
    hearing: Hearing | None = None
    """None: speech recognition is switched off."""
    library: Library | None = None
    taps: Taps | None = None
    """None: nobody is listened to, neither here nor in talks."""
    notes: Notes | None = None
    menus: Menus | None = None
