"""Everything a site can set, with its meaning and unit.

Values come from (strongest first) environment variables `CALLCENTER_<GROUP>__<NAME>`,
the TOML file `settings.toml` in the data folder, and the defaults below, which serve one
machine on loopback. `docs/settings.md` is written from this file.
"""

import os
from collections.abc import Iterator
from datetime import time
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from callcenter.hours.slots import WeekPlan
from callcenter.queues.desks import CITY_DESKS, Desk

Port = Annotated[int, Field(ge=1, le=65535)]
MOST_DESKS = 9
"""The safety net's menu has the keys 1 to 9, and a seat reaches a line with `*` and that key."""
Extension = Annotated[str, Field(pattern=r"^\d{2,6}$")]


class Group(BaseModel):
    """A named part of the settings; an unknown name is a spelling mistake and is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class City(Group):
    """What the city is called, and where its citizens call."""

    name: str = Field("가람시", description="Name of the city as citizens say it.")
    centre_name: str = Field("가람시 고객상담 콜센터", description="How the centre introduces itself.")
    hotline: str = Field(
        "120", pattern=r"^\d{3,12}$", description="The number citizens dial (the DID the carrier sends)."
    )
    time_zone: str = Field("Asia/Seoul", description="Time zone of opening hours and of every screen.")


class Web(Group):
    """How browsers reach the application."""

    bind: IPv4Address = Field(IPv4Address("127.0.0.1"), description="Address the web server listens on.")
    port: Port = Field(8120, description="Port of the web server.")
    public_origin: str | None = Field(
        None,
        description="Origin browsers use when a proxy stands before the server, such as "
        "https://callcenter.example.go.kr. "
        "Sockets and forms from any other origin are refused.",
    )
    threads: int = Field(64, ge=8, le=512, description="Request threads; every open desktop keeps one.")
    session_hours: int = Field(10, ge=1, le=24, description="Hours after which a sign-in ends.")

    @property
    def origin(self) -> str:
        return self.public_origin or f"http://{self.bind}:{self.port}"


class Storage(Group):
    """Where the database is."""

    url: SecretStr | None = Field(
        None,
        description="Database address; empty means SQLite in the data folder. PostgreSQL: postgresql+psycopg://user:password@host/name.",
    )


class Ports(Group):
    """Everything the exchange listens on."""

    sip: Port = Field(5060, description="UDP port where carriers (and practice citizens) reach Asterisk.")
    http: Port = Field(
        8088,
        description="TCP port of Asterisk's HTTP server on loopback: ARI, the softphone's WebSocket.",
    )
    manager: Port = Field(5038, description="TCP port of the Asterisk Manager Interface.")
    media: Port = Field(
        9091, description="TCP port on loopback where Asterisk brings callers' voices to be recognised."
    )
    rtp_first: Port = Field(18000, description="First UDP port of media.")
    rtp_last: Port = Field(18999, description="Last UDP port of media.")


class TrunkMode(StrEnum):
    """How the carrier and we know each other."""

    IP = "ip"
    REGISTRATION = "registration"


class Trunk(Group):
    """The line to the telephone network."""

    mode: TrunkMode = Field(
        TrunkMode.IP,
        description="ip: the carrier is known by its addresses; registration: we log in at the carrier.",
    )
    host: str = Field("127.0.0.1", description="Where outbound calls are sent: host or host:port.")
    allowed: tuple[IPv4Network, ...] = Field(
        (IPv4Network("127.0.0.1/32"),), description="Addresses whose calls are taken as the carrier's."
    )
    user: str | None = Field(None, description="User name at the carrier (registration).")
    password: SecretStr | None = Field(None, description="Password at the carrier (registration).")
    caller_id: str | None = Field(
        None, description="Number shown to the citizens we call; default is the hotline."
    )


class Asterisk(Group):
    """The telephone exchange."""

    bind: IPv4Address = Field(
        IPv4Address("127.0.0.1"),
        description="Address for SIP and media; 0.0.0.0 means every interface. "
        "ARI, AMI and the softphone's WebSocket never leave loopback.",
    )
    ports: Ports = Field(default_factory=Ports, description="Ports of Asterisk.")
    trunk: Trunk = Field(default_factory=Trunk, description="The line to the telephone network.")
    external_address: IPv4Address | None = Field(
        None, description="Our address as the carrier sees it, when a NAT stands between us."
    )
    local_networks: tuple[IPv4Network, ...] = Field(
        (), description="Networks on our side of the NAT; they are told our own address."
    )
    lost_agent_seconds: int = Field(
        4, ge=2, le=30, description="Silence of an agent's media after which the browser counts as lost."
    )


class Routing(Group):
    """Who rings when, and how long; promises and what the figures count by."""

    ring_seconds: int = Field(
        20, ge=5, le=60, description="How long one seat rings before the next is tried."
    )
    queue_wait_seconds: int = Field(
        600, ge=30, le=3600, description="Wait after which a caller is offered the overflow choices."
    )
    wrap_up_seconds: int = Field(60, ge=0, le=1800, description="Wrap-up (ACW) after each call.")
    wrap_up_extension_limit_seconds: int = Field(
        600, ge=0, le=3600, description="How far a wrap-up can be extended in all."
    )
    misses_before_pause: int = Field(
        3, ge=1, le=20, description="Unanswered offers in a row that pause a seat."
    )
    service_level_seconds: int = Field(20, ge=1, le=300, description="T of the service level (KS: 20 s).")
    short_abandon_seconds: int = Field(
        5, ge=0, le=60, description="An abandon within this wait counts as short."
    )
    callback_promise_minutes: int = Field(
        120, ge=5, le=2880, description="Working minutes within which a callback is promised."
    )
    callback_attempts: int = Field(
        3, ge=1, le=10, description="Calls tried before a callback goes to a person to decide."
    )


class Recording(Group):
    """What becomes of recorded calls."""

    keep_days: int = Field(180, ge=1, le=3650, description="Days a recording is kept.")


class Jobs(Group):
    """Work that nobody waits for."""

    nightly_at: time = Field(
        time(3, 10),
        description="Local time of the nightly work: deleting recordings whose time is over, checks, "
        "cleaning. A night that was missed is made up for at the next start.",
    )


class SpeechServer(Group):
    """A recogniser on another machine: `callcenter speech serve`, or any vosk server."""

    url: str = Field(pattern=r"^wss?://[^\s]+$", description="Its address, such as ws://10.0.0.7:2700.")
    callers: int = Field(10, ge=1, le=1000, description="Callers it hears at once.")
    token: SecretStr | None = Field(None, description="Token it asks for.")


class Speech(Group):
    """Whether and how callers are heard."""

    enabled: bool = Field(
        default=False,
        description="Callers may say what they want. Off until measured with a site's own recordings.",
    )
    workers: int = Field(1, ge=0, le=32, description="Recogniser processes on this machine.")
    callers_per_worker: int = Field(
        8, ge=1, le=1000, description="Callers one process hears at once; all others get the keypad."
    )
    threads: int = Field(2, ge=1, le=64, description="Threads of one Whisper decoding.")
    servers: tuple[SpeechServer, ...] = Field((), description="Recognisers on other machines.")
    vosk_model: Path | None = Field(
        None, description="Folder of a Vosk model; default is the package's small Korean one."
    )
    whisper_model: Path | None = Field(
        None, description="Folder of a Whisper model in CTranslate2 form; default is base."
    )
    front_end: bool = Field(
        default=True, description="Level telephone sound and fill its empty upper band before Vosk hears it."
    )
    silence_ms: int = Field(550, ge=300, le=2000, description="Silence that ends what a caller says, in ms.")
    patience_ms: int = Field(
        300,
        ge=0,
        le=5000,
        description="How long Whisper is waited for after that where Vosk has understood something, in ms."
        " What Vosk alone understood is read back.",
    )


class Transcripts(Group):
    """Talks between citizens and agents, written down while they last."""

    enabled: bool = Field(
        default=False,
        description="Talks are written down, personal numbers masked, for the agent and for the call's page. "
        "Citizens must be told; see docs/security-masking.md.",
    )
    talks: int = Field(
        4, ge=1, le=500, description="Talks written down at once; those beyond go on without a transcript."
    )
    workers: int = Field(
        1, ge=0, le=32, description="Recogniser processes for talks on this machine, of low priority."
    )
    servers: tuple[SpeechServer, ...] = Field(
        (), description="Recognisers on other machines; their callers are voices, two of a talk."
    )
    threads: int = Field(1, ge=1, le=64, description="Threads of one decoding.")
    silence_ms: int = Field(700, ge=300, le=2000, description="Silence that ends an utterance, in ms.")
    after_call: bool | None = Field(
        None,
        description="Recordings are heard again after the call, at low priority: better lines take the place "
        "of the live ones, and their numbers become silent in the recording, whose original is sealed. "
        "Default is as `enabled`.",
    )

    @property
    def again(self) -> bool:
        """Whether recordings are heard again."""
        return self.enabled if self.after_call is None else self.after_call


class Settings(BaseSettings):
    """The whole of it."""

    model_config = SettingsConfigDict(
        env_prefix="CALLCENTER_",
        env_nested_delimiter="__",
        toml_file="settings.toml",
        extra="forbid",
        frozen=True,
    )

    data: Path = Field(
        Path("var"),
        description="Folder of everything this installation writes: database, recordings, Asterisk.",
    )
    city: City = Field(default_factory=City, description="The city.")
    web: Web = Field(default_factory=Web, description="The web server.")
    storage: Storage = Field(default_factory=Storage, description="The database.")
    asterisk: Asterisk = Field(default_factory=Asterisk, description="The telephone exchange.")
    routing: Routing = Field(default_factory=Routing, description="Who rings when, and how long.")
    hours: WeekPlan = Field(default_factory=WeekPlan, description="Opening hours of a normal week.")
    extensions: tuple[Extension, ...] = Field(
        (*(str(e) for e in range(201, 214)), "231", "241"),
        description="Extensions of the seats: 13 agents, one supervisor, one QAA.",
    )
    desks: tuple[Desk, ...] = Field(
        CITY_DESKS, min_length=1, description="The desks, each a queue; at most 9, one for each key."
    )
    fallback_desk: str = Field("general", description="Desk of callers nobody could place.")
    facts: dict[str, str] = Field(
        default_factory=dict,
        description="What differs by city in the articles, by placeholder such as "
        '"office.passport.phone" (knowledge_base/placeholders.yaml names them all). A fact that is not '
        "set is filled with an example and shown as one.",
    )
    recording: Recording = Field(default_factory=Recording, description="Call recordings.")
    speech: Speech = Field(default_factory=Speech, description="Speech recognition.")
    jobs: Jobs = Field(default_factory=Jobs, description="Background work.")
    transcripts: Transcripts = Field(default_factory=Transcripts, description="Transcripts of talks.")

    @field_validator("desks")
    @classmethod
    def _each_with_a_key(cls, desks: tuple[Desk, ...]) -> tuple[Desk, ...]:
        if len(desks) > MOST_DESKS:
            raise ValueError(
                f"there are {len(desks)} desks, but at most {MOST_DESKS} can be told apart by one key of a "
                "telephone; please put some together, or split the site / "
                f"창구가 {len(desks)}개입니다. "
                f"전화기 숫자 한 자리로 고를 수 있는 {MOST_DESKS}개까지만 둘 수 있습니다."
            )
        return desks

    @field_validator("facts", mode="before")
    @classmethod
    def _dotted(cls, given: object) -> object:
        # In TOML `office.passport.phone = …` without quotes is a table within a table.
        return dict(_leaves("", given)) if isinstance(given, dict) else given

    @property
    def database_url(self) -> str:
        """The address in SQLAlchemy's form; may hold a password."""
        if self.storage.url is not None:
            return self.storage.url.get_secret_value()
        return f"sqlite:///{(self.data / 'callcenter.db').resolve()}"

    @property
    def softphone_origin(self) -> str:
        """Where browsers open the telephone's WebSocket (path `/ws`), such as `wss://host`.

        A proxy passes `/ws` to the exchange; without one only browsers of this machine get there,
        because the exchange's HTTP server never leaves loopback.
        """
        if self.web.public_origin is not None:
            return self.web.public_origin.rstrip("/").replace("http", "ws", 1)
        return f"ws://127.0.0.1:{self.asterisk.ports.http}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then `settings.toml`; nothing else."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _leaves(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def load_settings(data: Path | None = None) -> Settings:
    """Settings of the installation in `data` (default: `CALLCENTER_DATA`, else `./var`).

    Raises `pydantic.ValidationError`, whose text names each wrong value.
    """
    folder = data if data is not None else Path(os.environ.get("CALLCENTER_DATA", "var"))

    class InFolder(Settings):
        model_config = SettingsConfigDict(toml_file=folder / "settings.toml")

    return InFolder(data=folder)
