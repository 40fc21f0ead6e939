"""``callcenter flows``: check the voice-menu flows, try one out in the terminal, export the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from callcenter.cli.try_flow import try_flow
from callcenter.ivr.checker import Checked, check
from callcenter.ivr.engine import Engine
from callcenter.ivr.flow import FlowBook
from callcenter.ivr.resumes import Opening, Started
from callcenter.ivr.schema import flow_schema_text
from callcenter.ivr.session import Session
from callcenter.speech.catalog import Catalog, CatalogError, load_catalog

app = typer.Typer(help="Voice-menu flows: check, try, schema.", no_args_is_help=True)

FLOWS = Path(__file__).parents[2] / "ivr_flows"
DESKS = ["civil", "vehicle", "complaint", "general"]

PathArgument = Annotated[Path, typer.Argument(help="A folder of flows, or one flow file.")]
DeskOption = Annotated[list[str], typer.Option("--desk", help="A desk of the house (repeatable).")]


@app.command("check")
def check_command(path: PathArgument = FLOWS, desk: DeskOption = DESKS) -> None:
    """Check flows: targets, prompts, desks, time-outs, loops, a way to a person. Exit code 1 on problems."""
    checked, _ = _checked(path, desk)
    typer.echo(f"{len(checked.flows)} flows are right. / 흐름 {len(checked.flows)}개를 확인했습니다.")


@app.command("try")
def try_command(
    flow: Annotated[str, typer.Argument(help="Name of the flow.")] = "hotline",
    path: PathArgument = FLOWS,
    opening: Annotated[str, typer.Option(help="open, lunch, closed or holiday.")] = "open",
    caller: Annotated[str, typer.Option(help="Calling number; empty for withheld.")] = "",
) -> None:
    """Walk through a flow in the terminal: prompts as text, keys typed."""
    checked, catalog = _checked(path, DESKS)
    if opening not in ("open", "lunch", "closed", "holiday"):
        _stop(f"'{opening}' is no opening state. / 개장 상태를 확인해 주십시오.")
    if flow not in {known.name for known in checked.flows}:
        _stop(f"There is no flow '{flow}'. / '{flow}' 흐름이 없습니다.")
    started = Started(opening=Opening.model_validate({"state": opening}), caller=caller)
    try_flow(Engine(FlowBook(checked.flows)), catalog, Session(flow=flow), started)


@app.command("schema")
def schema_command(path: PathArgument = FLOWS) -> None:
    """Write flow.schema.json into the folder of flows."""
    (path / "flow.schema.json").write_text(flow_schema_text(), encoding="utf-8")


def _checked(path: Path, desks: list[str]) -> tuple[Checked, Catalog]:
    """The flows of ``path`` when all are right; otherwise prints the problems and ends."""
    folder = path if path.is_dir() else path.parent
    try:
        catalog = load_catalog(folder / "prompts")
    except CatalogError as error:
        _stop(str(error))
    checked = check(path, catalog.for_checker(), desks)
    if not checked.ok:
        _stop("\n".join(map(str, checked.problems)))
    return checked, catalog


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
