"""The command `callcenter`."""

import typer

from callcenter.cli import flows, kb, prompts, speech, users
from callcenter.cli.openapi import openapi
from callcenter.cli.practice import practice
from callcenter.cli.prepare import prepare
from callcenter.cli.probe import probe
from callcenter.cli.run import run
from callcenter.cli.show_settings import settings

app = typer.Typer(
    help="The city's contact centre. / 시청 고객상담 콜센터.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run)
app.command()(prepare)
app.command()(probe)
app.command()(settings)
app.command()(openapi)
app.command()(practice)
app.add_typer(flows.app, name="flows")
app.add_typer(prompts.app, name="prompts")
app.add_typer(kb.app, name="kb")
app.add_typer(users.app, name="users")
app.add_typer(speech.app, name="speech")
