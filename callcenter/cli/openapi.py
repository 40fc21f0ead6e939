"""`callcenter openapi`: the contract between the server and its screens."""

from pathlib import Path
from typing import Annotated

import typer

FileArgument = Annotated[Path | None, typer.Argument(help="File to write; without one it is printed.")]


def openapi(file: FileArgument = None) -> None:
    """Write every route and live topic as an OpenAPI document. Starts nothing."""
    # Importing every route's models takes seconds, which no other command should wait for.
    from callcenter.wiring.openapi import openapi_text

    text = openapi_text()
    if file is None:
        print(text, end="")
    else:
        file.write_text(text, "utf-8")
