"""What the templates need to know, checked before a line is written.

Every string that reaches a configuration file is matched against a pattern: a `;`, a comma or a
line end in a name would change the meaning of Asterisk's files.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Port = Annotated[int, Field(ge=1024, le=65535)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
Extension = Annotated[str, Field(pattern=r"^[0-9]{2,6}$")]
Number = Annotated[str, Field(pattern=r"^\+?[0-9]{2,15}$")]
DisplayName = Annotated[str, Field(pattern=r'^[^\r\n;"<>\\,]{1,60}$')]
Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,253}$")]
Secret = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.~!@%^*+=-]{8,128}$")]
Url = Annotated[str, Field(pattern=r"^wss?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~/-]*)?$")]


def _plain_path(path: Path) -> Path:
    if any(char in str(path) for char in ' ,;()[]"\\\r\n'):
        raise ValueError("a folder for Asterisk must not hold spaces, commas, semicolons, quotes or brackets")
    return path.absolute()


Folder = Annotated[Path, AfterValidator(_plain_path)]


# app_queue reads a section [general] of queues.conf as its settings, so a desk of that name could
# never be a queue: every queue of Asterisk carries a prefix, and AMI names lose it again.
QUEUE_PREFIX = "desk-"


def queue_name(desk: str) -> str:
    """The name of a desk's queue inside Asterisk: `general` → `desk-general`."""
    return QUEUE_PREFIX + desk


def desk_key(name: str) -> str:
    """The desk of a queue name as AMI says it: `desk-general` → `general`."""
    return name.removeprefix(QUEUE_PREFIX)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seat(_Model):
    """One seat with a browser phone; its SIP endpoint has the name of its `extension`."""

    extension: Extension
    name: DisplayName


class Queue(_Model):
    """One desk. Times in seconds.

    `timeout`: how long one member rings. `max_wait`: after that the caller overflows (0: never).
    `weight`: a higher one is served first by members of several queues. `digit`: its key in the
    keypad menu of the safety net.
    """

    key: Key
    name: DisplayName
    digit: Annotated[str, Field(pattern=r"^[1-9]$")]
    strategy: Literal["rrmemory", "leastrecent", "fewestcalls", "random", "rrordered", "ringall"] = (
        "leastrecent"
    )
    weight: int = Field(default=0, ge=0, le=1000)
    timeout: int = Field(default=20, ge=5, le=120)
    retry: int = Field(default=1, ge=1, le=30)
    max_wait: int = Field(default=600, ge=0, le=7200)
    max_callers: int = Field(default=50, ge=0, le=1000)
    service_level: int = Field(default=20, ge=1, le=600)
    announce_every: int = Field(default=45, ge=0, le=600)
    periodic_every: int = Field(default=90, ge=0, le=600)

    @property
    def name_in_asterisk(self) -> str:
        """Section of queues.conf, `Queue` field of AMI."""
        return queue_name(self.key)


class Trunk(_Model):
    """The line to the carrier.

    mode `ip`: calls are taken from `allowed` addresses and sent to `host`:`port` without a log-in.
    mode `registration`: we log in at `host` as `user` with `secret`.
    """

    mode: Literal["ip", "registration"] = "ip"
    host: Host = "127.0.0.1"
    port: int = Field(default=5060, ge=1, le=65535)
    user: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.+-]{0,64}$")] = ""
    secret: Secret | None = None
    allowed: tuple[IPv4Network, ...] = (IPv4Network("127.0.0.1/32"),)
    caller_id: Number | None = None

    @model_validator(mode="after")
    def _registration_needs_login(self) -> Self:
        if self.mode == "registration" and not (self.user and self.secret):
            raise ValueError("a trunk that registers needs a user and a secret")
        return self


class AsteriskConfig(_Model):
    """Everything one Asterisk is told. Folders are absolute after validation, times in seconds.

    `run_dir` holds everything of this Asterisk: etc, log, spool, sockets, pid file; short, because
    a UNIX socket path may have 107 bytes. `sounds_dir` holds `ko/…` sound files. `recording_dir`
    gets one folder a day. `lease`: how long a caller stays with a silent application before the
    dialplan takes over. `bind`: where SIP from the carrier and all media is taken; the unspecified
    address means every interface. `external_address`: ours as the carrier sees it, behind a NAT, used
    towards everybody outside `local_networks`. `http_bind`: where ARI and the
    SIP WebSocket are; browsers of other machines come through the web server, which passes /ws only.
    AMI never leaves loopback.
    """

    run_dir: Folder
    sounds_dir: Folder
    recording_dir: Folder
    bind: IPv4Address = IPv4Address("127.0.0.1")
    http_bind: IPv4Address = IPv4Address("127.0.0.1")
    sip_port: Port = 5060
    http_port: Port = 8088
    ami_port: Port = 5038
    rtp_start: Port = 10000
    rtp_end: Port = 10999
    rtp_timeout: int = Field(default=4, ge=2, le=60)
    seats: tuple[Seat, ...]
    queues: tuple[Queue, ...]
    trunk: Trunk = Trunk()
    external_address: IPv4Address | None = None
    local_networks: tuple[IPv4Network, ...] = ()
    hotline_numbers: tuple[Number, ...] = ("120",)
    fallback_queue: Key = "general"
    emergency_numbers: tuple[Number, ...] = ("112", "119", "113", "117", "118", "122")
    app: Key = "callcenter"
    lease: int = Field(default=6, ge=3, le=60)
    asr_url: Url = "ws://127.0.0.1:9091/media"
    record_outbound: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(str(self.run_dir)) > 85:
            raise ValueError("run_dir is too long for Asterisk's control socket; 85 characters are possible")
        if self.rtp_end - self.rtp_start < 20:
            raise ValueError("the RTP range needs at least 20 ports")
        if self.fallback_queue not in {queue.key for queue in self.queues}:
            raise ValueError(f"the fallback queue {self.fallback_queue} is not among the queues")
        for what, values in (
            ("extension", [seat.extension for seat in self.seats]),
            ("queue", [queue.key for queue in self.queues]),
            ("digit", [queue.digit for queue in self.queues]),
        ):
            if len(set(values)) != len(values):
                raise ValueError(f"one {what} is given twice")
        return self

    @property
    def media_address(self) -> IPv4Address | None:
        """The one address media is bound to, None for every interface."""
        return None if self.bind.is_unspecified else self.bind

    @property
    def conf_file(self) -> Path:
        """asterisk.conf, the argument of `-C`."""
        return self.run_dir / "etc" / "asterisk.conf"

    @property
    def ari_url(self) -> str:
        """Base address of ARI, without a slash at the end."""
        return f"http://{self._reachable}:{self.http_port}/ari"

    @property
    def sip_ws_url(self) -> str:
        """Where browser phones connect (directly or through the web server's proxy)."""
        return f"ws://{self._reachable}:{self.http_port}/ws"

    @property
    def _reachable(self) -> str:
        return "127.0.0.1" if self.http_bind.is_unspecified else str(self.http_bind)
