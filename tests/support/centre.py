"""The whole centre as its users start it: `callcenter run` in a process of its own, on free ports."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.asterisk.fetch import fetch
from callcenter.asterisk.installation import find_installation
from callcenter.hours.slots import WeekPlan
from callcenter.storage.database import Database
from tests.support.asterisk import CACHE, REPOSITORY
from tests.support.ports import free_port, free_ports

CALLCENTER = REPOSITORY / ".venv" / "bin" / "callcenter"
SOUNDS = REPOSITORY / "var" / "test-prompts"
"""Synthesised once for all tests of this checkout."""
RTP_PORTS = 600
START_SECONDS = 60.0
ALWAYS_OPEN = WeekPlan.always_open().model_dump_json()


@dataclass(frozen=True)
class Login:
    login: str
    password: str
    name: str
    role: str
    extension: str


@dataclass
class Centre:
    data: Path
    environment: dict[str, str]
    web_port: int = field(default_factory=free_port)
    sip_port: int = field(default_factory=lambda: free_port(socket.SOCK_DGRAM))
    asterisk_port: int = field(default_factory=free_port)
    manager_port: int = field(default_factory=free_port)
    rtp_first: int = field(default_factory=lambda: free_ports(RTP_PORTS, socket.SOCK_DGRAM))
    trunk_port: int = 0
    """Where calls to citizens go, if the settings say so."""
    process: subprocess.Popen[bytes] | None = None
    options: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def start(self) -> None:
        """Returns when calls can come in. The programs are a process group of their own, to be killed."""
        ports = [
            *("--port", self.web_port), *("--sip-port", self.sip_port),
            *("--asterisk-port", self.asterisk_port), *("--manager-port", self.manager_port),
            *("--rtp", f"{self.rtp_first}-{self.rtp_first + RTP_PORTS - 1}"),
        ]  # fmt: skip
        with (self.data / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                [str(CALLCENTER), "run", "--data", str(self.data), *map(str, ports), *self.options],
                stdout=console,
                stderr=console,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        self.wait_until(self.healthy, "the centre is up", START_SECONDS)

    async def start_again(self) -> None:
        """The same for tests with robots and citizens in their loop: who falls silent for `rtp_timeout`
        seconds is taken for a lost browser (Q.850 cause 44)."""
        await asyncio.to_thread(self.start)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/healthz", timeout=2) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """`kill -9` of the application: all its processes at once. Asterisk is none of them."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """As Ctrl+C does it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.kill_asterisk()

    def kill_asterisk(self) -> None:
        pid = self.asterisk_pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    @property
    def asterisk_pid(self) -> int | None:
        try:
            pid = int((self.data / "asterisk" / "run" / "asterisk.pid").read_text())
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    def exchange(self, command: str) -> str:
        """What Asterisk itself answers to a command of its console."""
        conf = self.data / "asterisk" / "etc" / "asterisk.conf"
        asked = [*find_installation(CACHE).command, "-C", str(conf), "-rx", command]
        return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10).stdout

    @property
    def worker_pid(self) -> int:
        """The process that serves and telephones; gunicorn's parent starts the next one when it dies."""
        assert self.process is not None
        return int(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])

    def logins(self) -> dict[str, Login]:
        lines = (self.data / "demo-logins.txt").read_text("utf-8").splitlines()
        return {line.split("\t")[0]: Login(*line.split("\t")) for line in lines}

    @property
    def log(self) -> str:
        return (self.data / "log" / "callcenter.log").read_text("utf-8")

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A second look at the centre's database."""
        database = Database(f"sqlite:///{self.data / 'callcenter.db'}")
        try:
            yield database
        finally:
            database.close()

    def wait_until(self, condition: Callable[[], object], what: str, limit: float = 15.0) -> None:
        """AssertionError that names the condition after `limit` seconds."""
        end = time.monotonic() + limit
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"not within {limit:.0f} s: {what}\n{self._console()}")
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"the centre ended ({self.process.returncode}): {self._console()}")
            time.sleep(0.05)

    def _console(self) -> str:
        return (self.data / "console.log").read_text("utf-8", "replace")[-2000:]


@contextmanager
def running_centre(
    settings: Mapping[str, str] | None = None,
    *options: str,
    prepare: Callable[[Path], None] = lambda _data: None,
) -> Iterator[Centre]:
    """A started centre that is always open; `settings` are names without prefix, such as
    `ROUTING__WRAP_UP_SECONDS`, `options` those of `callcenter run`. `prepare` may fill the data folder
    before the start."""
    fetch(CACHE)
    folder = Path(tempfile.mkdtemp(prefix="centre-", dir="/tmp"))
    SOUNDS.mkdir(parents=True, exist_ok=True)
    (folder / "prompts").mkdir()
    (folder / "prompts" / "cache").symlink_to(SOUNDS)
    environment = {f"CALLCENTER_{name}": value for name, value in (settings or {}).items()}
    centre = Centre(folder, {"CALLCENTER_HOURS": ALWAYS_OPEN, **environment}, options=options)
    try:
        prepare(folder)
        centre.start()
        yield centre
    finally:
        centre.stop()
        shutil.rmtree(folder, ignore_errors=True)
