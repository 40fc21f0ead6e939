"""`callcenter probe`: call the hotline like a citizen; exit code 0 fine, 1 degraded, 2 down."""

import asyncio
import json
from ipaddress import IPv4Address
from typing import Annotated

import typer

from callcenter.messages import Language
from callcenter.probe.nagios import line
from callcenter.probe.probe import Limits, Verdict
from callcenter.probe.probe import probe as call_and_judge

_HERE = IPv4Address("127.0.0.1")


def probe(
    host: Annotated[IPv4Address, typer.Option(parser=IPv4Address, help="Address of the exchange.")] = _HERE,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Its SIP port (UDP).")] = 5060,
    number: Annotated[str, typer.Option(help="The number to dial.")] = "120",
    timeout: Annotated[
        float, typer.Option(min=3, max=120, help="Seconds after which it ends in any case.")
    ] = 20,
    listen: Annotated[float, typer.Option(min=1, max=60, help="Seconds to listen to the greeting.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    language: Annotated[str, typer.Option(help="Language of the line: ko or en.")] = "ko",
) -> None:
    """Call the hotline like a citizen and check that the greeting is heard."""
    limits = Limits()
    verdict = asyncio.run(call_and_judge(host, port, number, timeout, min(listen, timeout - 1), limits))
    typer.echo(_json(verdict) if as_json else line(verdict, number, limits, _language(language)))
    raise typer.Exit(int(verdict.state))


def _json(verdict: Verdict) -> str:
    return json.dumps(verdict.model_dump(mode="json") | {"state": verdict.state.name.lower()})


def _language(name: str) -> Language:
    return "en" if name == "en" else "ko"
