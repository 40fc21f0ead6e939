"""`callcenter run`: the whole centre on this machine."""

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from callcenter import logs
from callcenter.asterisk.own import own_asterisk
from callcenter.cli.check import check
from callcenter.cli.practice import practice_process
from callcenter.cli.settings import (
    DataOption,
    console,
    prepare_or_exit,
    refuse_occupied_ports,
    settings_or_exit,
)
from callcenter.hours.slots import WeekPlan
from callcenter.server import Server
from callcenter.settings import Settings
from callcenter.wiring.asterisk_config import asterisk_config
from callcenter.wiring.house import data_folder
from callcenter.wiring.prepare import Preparation
from callcenter.wiring.telephony_needs import DISTRIBUTION

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

DemoOption = Annotated[
    bool, typer.Option("--demo", help="Always open, and practice citizens call: see the queue move.")
]
CheckOption = Annotated[
    bool,
    typer.Option(
        "--check",
        help="Put one call through everything, on free ports and in a temporary folder; exit code 0 or 1.",
    ),
]


def run(
    data: DataOption = Path("var"),
    port: PortOption = None,
    sip_port: SipOption = None,
    asterisk_port: HttpOption = None,
    manager_port: AmiOption = None,
    rtp: RtpOption = None,
    keep_exchange: KeepOption = False,
    demo: DemoOption = False,
    check_only: CheckOption = False,
) -> None:
    """Start the contact centre and serve until Ctrl+C."""
    if check_only:
        check(data)
        return
    settings = settings_or_exit(
        data,
        {
            "WEB__PORT": port,
            "ASTERISK__PORTS__SIP": sip_port,
            "ASTERISK__PORTS__HTTP": asterisk_port,
            "ASTERISK__PORTS__MANAGER": manager_port,
            "HOURS": WeekPlan.always_open().model_dump_json() if demo else None,
            **_rtp_range(rtp),
        },
    )
    log_file = logs.configure(data_folder(settings) / "log")
    refuse_occupied_ports(settings)
    prepared = prepare_or_exit(settings)
    _welcome(settings, prepared, log_file, demo=demo)
    with ExitStack() as beside:
        if demo:
            beside.enter_context(practice_process(data))

        def on_stop() -> None:
            beside.close()
            if not keep_exchange:
                _end_asterisk(settings)

        Server(settings, on_stop).run()


def _rtp_range(rtp: str | None) -> dict[str, str | None]:
    if rtp is None:
        return {}
    first, _, last = rtp.partition("-")
    return {"ASTERISK__PORTS__RTP_FIRST": first, "ASTERISK__PORTS__RTP_LAST": last}


def _welcome(settings: Settings, prepared: Preparation, log_file: Path, *, demo: bool) -> None:
    city, asterisk = settings.city, settings.asterisk
    console.print(f"\n[bold]{city.centre_name}[/bold]  {settings.web.origin}")
    console.print(f"Hotline: sip:{city.hotline}@{asterisk.bind}:{asterisk.ports.sip}")
    if prepared.logins_file.is_file():
        table = Table("log-in", "password", "name", "role", "seat", title="Demonstration log-ins")
        for line in prepared.logins_file.read_text("utf-8").splitlines():
            table.add_row(*line.split("\t"))
        console.print(table)
    for problem in prepared.problems:
        console.print(f"[yellow]{problem}[/yellow]")
    if demo:
        console.print(
            "Practice citizens call now and then. Sign in as agent01 and press [bold]전화 받을 준비[/bold]: "
            "the telephone rings within about 20 seconds. / 연습 시민이 전화를 겁니다."
        )
    console.print(f"Log: {log_file}   Stop: Ctrl+C\n")
    sys.stdout.flush()


def _end_asterisk(settings: Settings) -> None:
    process = own_asterisk(asterisk_config(settings), DISTRIBUTION)
    if process is not None:
        asyncio.run(process.stop())
