"""What `callcenter run --check` prints and returns."""

import asyncio
from pathlib import Path

import typer

from callcenter.check.one_call import check_everything
from callcenter.check.steps import CheckError, Steps


def check(data: Path) -> None:
    """Exit code 0 when all is well, 1 when a step failed. Of DATA only the cache of sounds is used."""
    cache = data.absolute() / "prompts" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    typer.echo("One call through everything, on free ports and in a temporary folder:")
    steps = Steps(typer.echo)
    try:
        asyncio.run(check_everything(steps, cache))
    except CheckError as failure:
        typer.echo(f"FAILED        {failure.step}\n{failure}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"All checked parts work ({steps.seconds:.0f} s). / 점검을 마쳤습니다.")
