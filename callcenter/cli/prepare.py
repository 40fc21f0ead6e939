"""`callcenter prepare`: everything that must lie ready before the first call, except the database."""

import typer
from rich.console import Console

from callcenter.asterisk.errors import AsteriskError, AsteriskNotFoundError
from callcenter.asterisk.fetch import fetch
from callcenter.asterisk.installation import find_installation
from callcenter.wiring.telephony_needs import DISTRIBUTION


def prepare() -> None:
    """Get Asterisk (unpacked, without root) where the host has none. Does nothing the second time."""
    console = Console()
    try:
        try:
            find_installation(DISTRIBUTION)
        except AsteriskNotFoundError:
            with console.status("Asterisk") as status:
                fetch(DISTRIBUTION, lambda step: status.update(f"Asterisk: {step}"))
    except AsteriskError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
