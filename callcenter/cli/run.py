"""`callcenter run`: the whole centre on this machine."""

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from callcenter import logs
from callcenter.asterisk.errors import AsteriskError
from callcenter.server import Server
from callcenter.settings import Settings, load_settings
from callcenter.wiring.asterisk_config import asterisk_config
from callcenter.wiring.house import data_folder
from callcenter.wiring.prepare import Preparation, prepare_data
from callcenter.wiring.telephony import own_asterisk
from callcenter.wiring.telephony_needs import DISTRIBUTION

console = Console()

DataOption = Annotated[Path, typer.Option("--data", help="Folder of everything this installation writes.")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port of the web server.")]
SipOption = Annotated[int | None, typer.Option("--sip-port", help="UDP port where calls come in.")]
HttpOption = Annotated[
    int | None, typer.Option("--asterisk-port", help="TCP port of Asterisk's HTTP server.")
]
AmiOption = Annotated[int | None, typer.Option("--manager-port", help="TCP port of Asterisk's manager.")]
RtpOption = Annotated[str | None, typer.Option("--rtp", help="UDP ports of media, FIRST-LAST.")]
KeepOption = Annotated[
    bool, typer.Option("--keep-exchange", help="Leave Asterisk and its calls running at the end.")
]


def run(
    data: DataOption = Path("var"),
    port: PortOption = None,
    sip_port: SipOption = None,
    asterisk_port: HttpOption = None,
    manager_port: AmiOption = None,
    rtp: RtpOption = None,
    keep_exchange: KeepOption = False,
) -> None:
    """Start the contact centre and serve until Ctrl+C."""
    settings = settings_or_exit(
        data,
        {
            "WEB__PORT": port,
            "ASTERISK__PORTS__SIP": sip_port,
            "ASTERISK__PORTS__HTTP": asterisk_port,
            "ASTERISK__PORTS__MANAGER": manager_port,
            **_rtp_range(rtp),
        },
    )
    log_file = logs.configure(data_folder(settings) / "log")
    refuse_occupied_ports(settings)
    prepared = prepare_or_exit(settings)
    _welcome(settings, prepared, log_file)
    Server(settings, on_stop=lambda: None if keep_exchange else _end_asterisk(settings)).run()


def settings_or_exit(data: Path, overrides: dict[str, int | str | None]) -> Settings:
    """Settings of the data folder with the options on top; one sentence a mistake."""
    for name, value in overrides.items():
        if value is not None:
            os.environ[f"CALLCENTER_{name}"] = str(value)
    try:
        return load_settings(data.absolute())
    except ValidationError as mistakes:
        for mistake in mistakes.errors():
            console.print(f"[red]{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}[/red]")
        raise typer.Exit(2) from None


def refuse_occupied_ports(settings: Settings) -> None:
    """One clear sentence for a port somebody else has; our own running Asterisk keeps its ports."""
    bind, ports = str(settings.asterisk.bind), settings.asterisk.ports
    wanted = [("--port", str(settings.web.bind), settings.web.port, socket.SOCK_STREAM)]
    if own_asterisk(asterisk_config(settings), DISTRIBUTION) is None:
        wanted += [
            ("--sip-port", bind, ports.sip, socket.SOCK_DGRAM),
            ("--asterisk-port", bind, ports.http, socket.SOCK_STREAM),
            ("--manager-port", bind, ports.manager, socket.SOCK_STREAM),
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
    """Everything a start needs, with progress on the console; one sentence and exit code 1 otherwise."""
    with console.status("Preparing") as status:
        try:
            return prepare_data(settings, lambda step: status.update(step))
        except AsteriskError as error:
            console.print(f"[red]{error}[/red]")
            raise typer.Exit(1) from error


def _rtp_range(rtp: str | None) -> dict[str, str | None]:
    if rtp is None:
        return {}
    first, _, last = rtp.partition("-")
    return {"ASTERISK__PORTS__RTP_FIRST": first, "ASTERISK__PORTS__RTP_LAST": last}


def _welcome(settings: Settings, prepared: Preparation, log_file: Path) -> None:
    city, asterisk = settings.city, settings.asterisk
    console.print(f"\n[bold]{city.centre_name}[/bold]  {settings.web.origin}")
    console.print(f"Hotline: sip:{city.hotline}@{asterisk.bind}:{asterisk.ports.sip}")
    table = Table("log-in", "password", "name", "role", "seat", title="Demonstration log-ins")
    if prepared.logins_file.is_file():
        for line in prepared.logins_file.read_text("utf-8").splitlines():
            table.add_row(*line.split("\t"))
    console.print(table)
    for problem in prepared.problems:
        console.print(f"[yellow]{problem}[/yellow]")
    console.print(f"Log: {log_file}   Stop: Ctrl+C\n")
    sys.stdout.flush()


def _end_asterisk(settings: Settings) -> None:
    process = own_asterisk(asterisk_config(settings), DISTRIBUTION)
    if process is not None:
        asyncio.run(process.stop())
