"""``callcenter prompts``: render the announcements, list which are recorded and which synthesised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from callcenter.speech.build import build_all
from callcenter.speech.catalog import Catalog, CatalogError, Prompt, load_catalog
from callcenter.speech.espeak import EspeakVoice
from callcenter.speech.prompts import PromptStudio
from callcenter.speech.recorded import RecordedError, read_recorded
from callcenter.wiring.espeak_program import espeak_command

app = typer.Typer(help="Announcements: build, list.", no_args_is_help=True)

PROMPTS = Path(__file__).parents[2] / "ivr_flows" / "prompts"
_SHOWN_PROBLEMS = 10

TextsOption = Annotated[Path, typer.Option(help="Folder of prompt texts.")]
DataOption = Annotated[Path, typer.Option(help="Data folder of the installation.")]


@app.command("build")
def build_command(
    texts: TextsOption = PROMPTS,
    data: DataOption = Path("var"),
    target: Annotated[Path | None, typer.Option(help="Sounds folder; default DATA/prompts/sounds.")] = None,
) -> None:
    """Render all static prompts as Asterisk sounds. Exit code 1 where one could not be made."""
    report = build_all(_studio(_catalog(texts), data), target or data / "prompts" / "sounds")
    typer.echo(
        f"{len(report.written)} written, {len(report.unchanged)} unchanged. / "
        f"안내 음성 {len(report.written)}개를 만들었고 {len(report.unchanged)}개는 그대로입니다."
    )
    if report.problems:
        left_out = len(report.problems) - _SHOWN_PROBLEMS
        more = [f"… and {left_out} more"] if left_out > 0 else []
        _stop("\n".join([*report.problems[:_SHOWN_PROBLEMS], *more]))


@app.command("list")
def list_command(texts: TextsOption = PROMPTS, data: DataOption = Path("var")) -> None:
    """List all prompts with where their sound comes from."""
    catalog = _catalog(texts)
    studio = _studio(catalog, data)
    table = Table("언어", "이름", "음성", "문구")
    for language in catalog.languages:
        for prompt in (*catalog.prompts(language).values(), *catalog.sounds(language).values()):
            table.add_row(language, prompt.id, _source(studio, prompt), prompt.text)
    Console().print(table)


def _source(studio: PromptStudio, prompt: Prompt) -> str:
    if not prompt.is_static:
        return "실시간 합성"
    recording = studio.recording(prompt)
    if recording is None:
        return "합성"
    try:
        return f"녹음 {read_recorded(recording).seconds:.1f}초"
    except RecordedError as error:
        return f"녹음 오류: {error}"


def _studio(catalog: Catalog, data: Path) -> PromptStudio:
    command = espeak_command()
    voices = {language: EspeakVoice(language, command=command) for language in catalog.languages}
    folder = data / "prompts"
    return PromptStudio(catalog, voices, cache=folder / "cache", recorded=folder / "recorded")


def _catalog(texts: Path) -> Catalog:
    try:
        return load_catalog(texts)
    except CatalogError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
