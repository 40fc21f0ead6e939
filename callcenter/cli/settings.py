"""What the commands share: settings of the data folder with options on top, ports, preparation."""

import os
import socket
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from callcenter.asterisk.errors import AsteriskError
from callcenter.asterisk.own import own_asterisk
from callcenter.settings import Settings, load_settings
from callcenter.wiring.asterisk_config import asterisk_config
from callcenter.wiring.prepare import Preparation, prepare_data
from callcenter.wiring.telephony_needs import DISTRIBUTION

console = Console()
LOOPBACK = "127.0.0.1"

DataOption = Annotated[Path, typer.Option("--data", help="Folder of everything this installation writes.")]


def settings_or_exit(data: Path, overrides: dict[str, int | str | None]) -> Settings:
    """Settings of the data folder with the options on top; one sentence a mistake."""
    for name, value in overrides.items():
        if value is not None:
            os.environ[f"CALLCENTER_{name}"] = str(value)
    try:
        settings = load_settings(data.absolute())
        asterisk_config(settings)  # what the exchange cannot be told is refused here, too
    except ValidationError as mistakes:
        for mistake in mistakes.errors():
            place = ".".join(map(str, mistake["loc"])) or "asterisk"
            console.print(f"[red]{escape(place)}: {escape(mistake['msg'])}[/red]")
        raise typer.Exit(2) from None
    return settings


def refuse_occupied_ports(settings: Settings) -> None:
    """One clear sentence for a port somebody else has; our own running Asterisk keeps its ports."""
    bind, ports = str(settings.asterisk.bind), settings.asterisk.ports
    wanted = [("--port", str(settings.web.bind), settings.web.port, socket.SOCK_STREAM)]
    if own_asterisk(asterisk_config(settings), DISTRIBUTION) is None:
        wanted += [
            ("--sip-port", bind, ports.sip, socket.SOCK_DGRAM),
            ("--asterisk-port", LOOPBACK, ports.http, socket.SOCK_STREAM),
            ("--manager-port", LOOPBACK, ports.manager, socket.SOCK_STREAM),
        ]
    for option, address, port, kind in wanted:
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                console.print(
                    f"[red]Port {port} on {address} is in use by another program. "
                    f"Choose another one with {option}, or end that program.[/red]"
                )
                raise typer.Exit(2) from None


def prepare_or_exit(settings: Settings) -> Preparation:
    """Sounds, database, people; a sentence and exit code 1 where one of them cannot be had."""
    with console.status("Preparing") as status:
        try:
            return prepare_data(settings, lambda step: status.update(step))
        except AsteriskError as error:
            console.print(f"[red]{error}[/red]")
            raise typer.Exit(1) from error
