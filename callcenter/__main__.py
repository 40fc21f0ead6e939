"""`python -m callcenter` is the command `callcenter`."""

from callcenter.cli.main import app

app()
