"""`callcenter prepare`: everything that must lie ready before the first call, except the database."""

import typer
from rich.console import Console

from callcenter.asterisk.errors import AsteriskError, AsteriskNotFoundError
from callcenter.asterisk.fetch import fetch
from callcenter.asterisk.installation import find_installation
from callcenter.wiring.espeak_program import fetch_espeak
from callcenter.wiring.telephony_needs import DISTRIBUTION


def prepare() -> None:
    """Get Asterisk and espeak-ng (unpacked, without root) where the host has none; does nothing again."""
    console = Console()
    try:
        with console.status("Asterisk") as status:
            try:
                find_installation(DISTRIBUTION)
            except AsteriskNotFoundError:
                fetch(DISTRIBUTION, lambda step: status.update(f"Asterisk: {step}"))
            fetch_espeak(lambda step: status.update(f"espeak-ng: {step}"))
    except AsteriskError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
